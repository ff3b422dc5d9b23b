import { describe, expect, it } from "vitest";
import { collapse, merge, pin, place, shownNeighbours } from "./model";
import { edge, node, picture } from "./samples";

const ids = (map: ReadonlyMap<string, unknown>) => [...map.keys()];

describe("merge", () => {
  it("leaves the old picture as it was", () => {
    const before = picture("a-b");
    merge(before, [node("c")], [edge("b", "c")]);
    expect(ids(before.nodes)).toEqual(["a", "b"]);
  });

  it("drops an edge whose end is not there", () => {
    const { picture: after } = merge(picture("a-b"), [], [edge("b", "gone")]);
    expect(ids(after.edges)).toEqual(["a-b"]);
  });

  it("takes the newer words about a known node and adds none", () => {
    const grown = merge(picture("a-b"), [node("a", { riskClass: "D" })], []);
    expect([grown.added, grown.picture.nodes.get("a")?.riskClass]).toEqual([0, "D"]);
  });

  it("refuses new nodes beyond the cap and counts them", () => {
    const grown = merge(picture("a-b"), [node("c"), node("d"), node("e")], [edge("a", "d")], 3);
    expect([grown.added, grown.refused, ids(grown.picture.edges)]).toEqual([1, 2, ["a-b"]]);
  });
});

describe("collapse", () => {
  it("takes away what hangs on the picture only through the node", () => {
    const left = collapse(picture("root-b", "b-c", "c-d", "root-e"), "b", ["root"]);
    expect(ids(left.nodes)).toEqual(["root", "b", "e"]);
  });

  it("keeps what another way reaches", () => {
    const left = collapse(picture("root-b", "b-c", "c-root", "b-d"), "b", ["root"]);
    expect(ids(left.nodes)).toEqual(["root", "b", "c"]);
  });

  it("keeps pinned nodes and what hangs on them", () => {
    const pinned = pin(picture("root-b", "b-c", "c-d"), "c", true);
    expect(ids(collapse(pinned, "b", ["root"]).nodes)).toEqual(["root", "b", "c", "d"]);
  });

  it("of the only root leaves the root alone", () => {
    expect(ids(collapse(picture("root-b", "b-c"), "root", ["root"]).nodes)).toEqual(["root"]);
  });

  it("leaves no edge without its ends, no place and no pin of a node that went", () => {
    const before = place(picture("root-b", "b-c"), [["c", { x: 1, y: 2 }]]);
    const left = collapse(before, "b", ["root"]);
    expect([ids(left.edges), left.pos.size]).toEqual([["root-b"], 0]);
  });
});

it("places of unknown nodes are dropped", () => {
  expect(place(picture("a-b"), [["z", { x: 0, y: 0 }]]).pos.size).toBe(0);
});

it("two ties to one neighbour are one neighbour", () => {
  const double = merge(picture("a-b"), [], [edge("b", "a", { id: "other" })]).picture;
  expect(shownNeighbours(double, "a")).toBe(1);
});
