import { describe, expect, it } from "vitest";
import { type ForceRequest, rings, rows, runForce } from "./layout";
import { picture } from "./samples";

const request = (
  count: number,
  links: number[],
  more: Partial<ForceRequest> = {},
): ForceRequest => ({
  count,
  links: Int32Array.from(links),
  start: new Float32Array(2 * count).fill(Number.NaN),
  hold: new Uint8Array(count),
  ...more,
});

describe("forces", () => {
  it("find the same places each time", () => {
    expect(runForce(request(5, [0, 1, 1, 2, 2, 3, 3, 4]))).toEqual(
      runForce(request(5, [0, 1, 1, 2, 2, 3, 3, 4])),
    );
  });

  it("let no two nodes lie on each other", () => {
    const at = runForce(request(4, [0, 1, 0, 2, 0, 3]));
    for (let a = 0; a < 4; a += 1) {
      for (let b = a + 1; b < 4; b += 1) {
        const apart = Math.hypot(
          (at[2 * a] ?? 0) - (at[2 * b] ?? 0),
          (at[2 * a + 1] ?? 0) - (at[2 * b + 1] ?? 0),
        );
        expect(apart).toBeGreaterThan(30);
      }
    }
  });

  it("never move a pinned node", () => {
    const start = Float32Array.from([500, -300, Number.NaN, Number.NaN]);
    const at = runForce(request(2, [0, 1], { start, hold: Uint8Array.from([2, 0]) }));
    expect([at[0], at[1]]).toEqual([500, -300]);
  });

  it("keep a known picture nearly where it was", () => {
    const before = runForce(request(6, [0, 1, 0, 2, 0, 3, 3, 4, 3, 5]));
    const start = new Float32Array(14).fill(Number.NaN);
    start.set(before);
    const after = runForce(
      request(7, [0, 1, 0, 2, 0, 3, 3, 4, 3, 5, 5, 6], {
        start,
        hold: Uint8Array.from([1, 1, 1, 1, 1, 1, 0]),
      }),
    );
    for (let row = 0; row < 12; row += 1)
      expect(Math.abs((after[row] ?? 0) - (before[row] ?? 0))).toBeLessThan(60);
  });

  it("of no nodes are empty", () => {
    expect(runForce(request(0, [])).length).toBe(0);
  });
});

describe("rings and rows", () => {
  const { nodes, edges } = picture("o-a", "o-b", "a-c", "x-y");
  const ids = [...nodes.keys()];

  it("put the centre in the middle and each hop farther out", () => {
    const at = rings(ids, [...edges.values()], ["o"]);
    const far = (id: string) => Math.hypot(at.get(id)?.x ?? 0, at.get(id)?.y ?? 0);
    expect(far("o")).toBe(0);
    expect(far("c")).toBeGreaterThan(far("a"));
    expect(far("a")).toBeCloseTo(far("b"));
  });

  it("place nodes out of reach too", () => {
    expect(rings(ids, [...edges.values()], ["o"]).size).toBe(6);
    expect(rows(ids, [...edges.values()], ["o"]).size).toBe(6);
  });

  it("fold a hop with many nodes into several rings", () => {
    const wide = picture(...Array.from({ length: 300 }, (_, at) => `o-n${at}`));
    const at = rings([...wide.nodes.keys()], [...wide.edges.values()], ["o"]);
    expect(Math.max(...[...at.values()].map((p) => Math.hypot(p.x, p.y)))).toBeLessThan(900);
  });
});
