import { describe, expect, it } from "vitest";
import { edgeLook, hiddenTies, nodeLook, severalEdges } from "./elements";
import { merge } from "./model";
import { edge, node, picture } from "./samples";

describe("looks", () => {
  it("of a node outside the area has a lock and keeps its class", () => {
    const { classes } = nodeLook(
      node("a", { inScope: false, riskClass: "D", score: null }),
      0,
      false,
      false,
    );
    expect(classes).toEqual(["enterprise", "class-D", "out"]);
  });

  it("of a hub says how many ties are hidden, a few hidden ones only have the halo", () => {
    expect(nodeLook(node("a"), 301, false, false).label).toBe("a +301");
    expect(nodeLook(node("a"), 30, false, false).label).toBe("a");
    expect(nodeLook(node("a"), 1, false, false).classes).toContain("hidden-ties");
  });

  it("of a holding above half is thick, of exactly half it is not", () => {
    const thick = (share: number) =>
      edgeLook(edge("a", "b", { share }), "", false, true).classes.includes("majority");
    expect([thick(0.5), thick(0.51)]).toEqual([false, true]);
  });

  it("of ended and void ties are told apart from those in force", () => {
    expect(
      edgeLook(edge("a", "b", { ended: true, isVoid: true }), "", false, true).classes,
    ).toEqual(expect.arrayContaining(["ended", "void"]));
  });
});

it("hidden ties are those of the node that are not in the picture", () => {
  const grown = merge(
    picture("a-b"),
    [node("a", { degree: 5 }), node("b", { degree: 1 })],
    [],
  ).picture;
  expect([...hiddenTies(grown)]).toEqual([
    ["a", 4],
    ["b", 0],
  ]);
});

it("an ended tie hides none: it is not among the node's ties", () => {
  const grown = merge(
    picture("a-b"),
    [node("a", { degree: 5 })],
    [edge("b", "a", { id: "old", ended: true })],
  ).picture;
  expect(hiddenTies(grown).get("a")).toBe(4);
});

it("ties with the same ends are bent, whichever way they point", () => {
  const edges = [edge("a", "b"), edge("b", "a"), edge("b", "c")];
  expect(severalEdges(edges)).toEqual(new Set(["a-b", "b-a"]));
});
