import { describe, expect, it } from "vitest";
import { type Bodies, Grid, settle } from "./forces";

/** Places of a fixed draw: the same numbers each run. */
function cloud(count: number, wide: number): Bodies {
  let state = 20261031;
  const draw = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32 - 0.5) * wide;
  };
  return {
    x: Float64Array.from({ length: count }, draw),
    y: Float64Array.from({ length: count }, draw),
    homeX: new Float64Array(count),
    homeY: new Float64Array(count),
    pull: new Float64Array(count).fill(0.035),
    fixed: new Uint8Array(count),
  };
}

function distance({ x, y }: Bodies, a: number, b: number): number {
  return Math.hypot((x[a] ?? 0) - (x[b] ?? 0), (y[a] ?? 0) - (y[b] ?? 0));
}

const APART = 52;

const NO_SPRINGS = {
  links: new Int32Array(0),
  length: new Float64Array(0),
  strength: new Float64Array(0),
};

describe("the grid", () => {
  it("names every two bodies that touch, and no two twice", () => {
    const bodies = cloud(400, 1_500);
    const grid = new Grid(400, APART);
    grid.fill(bodies);
    const seen = new Map<string, number>();
    grid.pairs((a, b) => {
      const pair = `${Math.min(a, b)}-${Math.max(a, b)}`;
      seen.set(pair, (seen.get(pair) ?? 0) + 1);
    });
    expect(Math.max(...seen.values())).toBe(1);
    let touching = 0;
    for (let a = 0; a < 400; a += 1) {
      for (let b = a + 1; b < 400; b += 1) {
        if (distance(bodies, a, b) >= APART) continue;
        touching += 1;
        expect(seen.has(`${a}-${b}`)).toBe(true);
      }
    }
    expect(touching).toBeGreaterThan(100);
  });
});

describe("forces at rest", () => {
  it("leave a body without ties at its home", () => {
    const bodies = cloud(1, 500);
    settle(bodies, NO_SPRINGS, { from: 1, decay: 0.005, apart: APART });
    expect(Math.hypot(bodies.x[0] ?? 9, bodies.y[0] ?? 9)).toBeLessThan(8);
  });

  it("hold two tied bodies farther apart than the spring is long, for they repel", () => {
    const bodies = cloud(2, 200);
    const springs = {
      links: Int32Array.from([0, 1]),
      length: Float64Array.from([60]),
      strength: Float64Array.from([1]),
    };
    settle(bodies, springs, { from: 1, decay: 0.028, apart: APART });
    expect(distance(bodies, 0, 1)).toBeGreaterThan(60);
    expect(distance(bodies, 0, 1)).toBeLessThan(90);
  });

  it("lay no body of a crowd on another", () => {
    const bodies = cloud(120, 100);
    settle(bodies, NO_SPRINGS, { from: 1, decay: 0.028, apart: APART });
    let nearest = Infinity;
    for (let a = 0; a < 120; a += 1) {
      for (let b = a + 1; b < 120; b += 1) nearest = Math.min(nearest, distance(bodies, a, b));
    }
    expect(nearest).toBeGreaterThan(30);
  });
});
