import { describe, expect, it } from "vitest";
import { chains, NO_LEVELS, withPage } from "./levels";
import type { Holding, Levels } from "./place";

const holding = (id: string, share: number | null): Holding => ({
  ...{ tieId: `t-${id}`, id, share, inCycle: false, further: 1 },
});

function levels(...rows: [string, Holding[]][]): Levels {
  const up = new Map(rows.map(([id, items]) => [id, { items, total: items.length, cursor: null }]));
  return { up, down: new Map() };
}

describe("withPage", () => {
  it("puts a page behind what is there, without doubles", () => {
    const first = withPage(NO_LEVELS, "up", "r", {
      items: [holding("a", 0.5)],
      total: 2,
      cursor: "x",
    });
    const page = { items: [holding("a", 0.5), holding("b", 0.1)], total: 2, cursor: null };
    expect(withPage(first, "up", "r", page).up.get("r")).toEqual({ ...page, total: 2 });
  });

  it("leaves the other side alone", () => {
    const after = withPage(NO_LEVELS, "down", "r", { items: [], total: 0, cursor: null });
    expect(after.up.size).toBe(0);
  });
});

describe("chains", () => {
  it("multiply the shares from the holder down", () => {
    const found = chains(levels(["r", [holding("a", 0.5)]], ["a", [holding("p", 0.4)]]), "r", "up");
    expect(found).toEqual([{ nodes: ["p", "a", "r"], shares: [0.4, 0.5], effective: 0.2 }]);
  });

  it("with an unknown share have no product", () => {
    const found = chains(levels(["r", [holding("a", null)]]), "r", "up");
    expect(found[0]?.effective).toBeNull();
  });

  it("end where a cycle comes back", () => {
    const cycle = levels(["r", [holding("a", 0.5)]], ["a", [holding("r", 0.5)]]);
    expect(chains(cycle, "r", "up").map((one) => one.nodes)).toEqual([["a", "r"]]);
  });
});
