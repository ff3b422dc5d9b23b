import { describe, expect, it } from "vitest";
import { ALL, counts, tieFits, visible } from "./filters";
import { EMPTY, merge, pin } from "./model";
import { edge, node, picture } from "./samples";

const shown = (picked: ReturnType<typeof visible>) => picked.nodes.map((one) => one.id);

describe("visible", () => {
  it("cuts what lies behind a tie kind that is off", () => {
    const mixed = merge(
      picture("root-b", "b-c"),
      [node("d")],
      [edge("root", "d", { kind: "OFFICER_OF" })],
    ).picture;
    const kinds = new Set(ALL.kinds);
    kinds.delete("HOLDS");
    expect(shown(visible(mixed, { ...ALL, kinds }, ["root"]))).toEqual(["root", "d"]);
  });

  it("hides a class but not the class D behind it", () => {
    const chain = merge(
      EMPTY,
      [node("root"), node("b", { riskClass: "A" }), node("c", { riskClass: "D" })],
      [edge("root", "b"), edge("b", "c")],
    ).picture;
    expect(shown(visible(chain, { ...ALL, classes: new Set(["D"]) }, ["root"]))).toEqual([
      "root",
      "c",
    ]);
  });

  it("an enterprise without a class has a box of its own", () => {
    const plain = merge(picture("root-b"), [node("b", { riskClass: null })], []).picture;
    expect(shown(visible(plain, { ...ALL, classes: new Set(["A"]) }, ["root"]))).toEqual(["root"]);
  });

  it("counts hops over the ties that are left", () => {
    const ring = merge(picture("root-b", "b-c"), [], [edge("c", "root", { ended: true })]).picture;
    const near = visible(ring, { ...ALL, hops: 1 }, ["root"]);
    const far = visible(ring, { ...ALL, hops: 1, ended: true }, ["root"]);
    expect([shown(near), shown(far)]).toEqual([
      ["root", "b"],
      ["root", "b", "c"],
    ]);
  });

  it("with all hops shows a chain of any length", () => {
    const chain = picture("root-a", "a-b", "b-c", "c-d", "d-e");
    expect(shown(visible(chain, ALL, ["root"]))).toHaveLength(6);
    expect(shown(visible(chain, { ...ALL, hops: 3 }, ["root"]))).toHaveLength(4);
  });

  it("hides persons and places, and what hangs on them", () => {
    const mixed = merge(
      picture("root-p", "p-c"),
      [node("p", { kind: "person", riskClass: null })],
      [],
    ).picture;
    expect(shown(visible(mixed, { ...ALL, persons: false }, ["root"]))).toEqual(["root"]);
  });

  it("never hides a root or a pinned node", () => {
    const pinned = pin(picture("root-b", "b-c"), "c", true);
    expect(
      shown(visible(pinned, { ...ALL, classes: new Set(), kinds: new Set() }, ["root"])),
    ).toEqual(["root", "c"]);
  });
});

describe("tieFits", () => {
  it.each([
    ["2020-01-01", "2021-01-01", true],
    ["2019-01-01", "2020-06-30", true],
    ["2019-01-01", "2020-06-01", false],
    ["2020-12-01", null, false],
    [null, null, true],
  ])("a tie of %s to %s in June to November 2020: %s", (validFrom, validTo, fits) => {
    const tie = edge("a", "b", { validFrom, validTo });
    expect(tieFits(tie, { ...ALL, from: "2020-06-01", to: "2020-11-30" })).toBe(fits);
  });

  it("ended and void ties show by their switch only", () => {
    const ended = edge("a", "b", { ended: true });
    const dead = edge("a", "b", { isVoid: true });
    expect([tieFits(ended, ALL), tieFits(dead, ALL)]).toEqual([false, false]);
    expect(tieFits(ended, { ...ALL, ended: true })).toBe(true);
    expect(tieFits(dead, { ...ALL, isVoid: true })).toBe(true);
  });
});

it("counts are of all that is loaded", () => {
  const { byKind, byClass } = counts(picture("a-b", "b-c"));
  expect([byKind.get("HOLDS"), byClass.get("A")]).toEqual([2, 3]);
});
