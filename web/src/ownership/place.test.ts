import { describe, expect, it } from "vitest";
import {
  boxes,
  type Holding,
  isMajority,
  type Level,
  type Levels,
  percent,
  type Shown,
} from "./place";

const holding = (id: string, share: number | null = 0.3): Holding => ({
  tieId: `t-${id}`,
  id,
  share,
  inCycle: false,
  further: 1,
});
const level = (...items: Holding[]): Level => ({ items, total: items.length, cursor: null });
const shown = (more: Partial<Shown> = {}): Shown => ({
  root: "r",
  open: { up: new Set(), down: new Set() },
  least: 0,
  fan: 8,
  ...more,
});
const only = (up: [string, Level][], down: [string, Level][] = []): Levels => ({
  up: new Map(up),
  down: new Map(down),
});

describe("boxes", () => {
  it("put shareholders above the root and investments below", () => {
    const at = boxes(only([["r", level(holding("a"))]], [["r", level(holding("b"))]]), shown());
    expect(at.map((box) => [box.id, Math.sign(box.y)])).toEqual([
      ["r", 0],
      ["a", -1],
      ["b", 1],
    ]);
  });

  it("never overlap in one row", () => {
    const wide = only([
      ["r", level(...["a", "b", "c", "d"].map((id) => holding(id)))],
      ["a", level(holding("e"), holding("f"))],
    ]);
    const at = boxes(wide, shown({ open: { up: new Set(["a"]), down: new Set() } }));
    for (const one of at) {
      for (const two of at) {
        if (one !== two && one.y === two.y)
          expect(Math.abs(one.x - two.x)).toBeGreaterThanOrEqual(150);
      }
    }
  });

  it("end a cycle at its second place, marked", () => {
    const cycle = only([
      ["r", level(holding("a"))],
      ["a", level(holding("r"))],
    ]);
    const at = boxes(cycle, shown({ open: { up: new Set(["a", "r"]), down: new Set() } }));
    expect(at.map((box) => [box.id, box.repeated, box.opens])).toEqual([
      ["r", "no", false],
      ["a", "no", true],
      ["r", "cycle", false],
    ]);
  });

  it("mark a second path and open only the first", () => {
    const two = only([
      ["r", level(holding("a"), holding("b"))],
      ["a", level(holding("c"))],
      ["b", level(holding("c"))],
      ["c", level(holding("d"))],
    ]);
    const at = boxes(two, shown({ open: { up: new Set(["a", "b", "c"]), down: new Set() } }));
    expect(
      at
        .filter((box) => box.id === "c")
        .map((box) => box.repeated)
        .sort(),
    ).toEqual(["no", "second_path"]);
    expect(at.filter((box) => box.id === "d")).toHaveLength(1);
  });

  it("put what does not fit in a row behind one box, loaded or not", () => {
    const many: Level = {
      items: ["a", "b", "c"].map((id) => holding(id)),
      total: 10,
      cursor: "next",
    };
    const at = boxes(only([["r", many]]), shown({ fan: 2 }));
    expect(at.at(-1)?.more).toBe(8);
    expect(at).toHaveLength(4);
  });

  it("leave small shares out but never unknown ones", () => {
    const at = boxes(
      only([["r", level(holding("a", 0.5), holding("b", 0.01), holding("c", null))]]),
      shown({ least: 0.05 }),
    );
    expect(at.map((box) => box.id)).toEqual(["r", "a", "c"]);
  });

  it("give each box its own key, place and number of siblings", () => {
    const at = boxes(only([["r", level(holding("a"), holding("b"))]]), shown());
    expect(new Set(at.map((box) => box.key)).size).toBe(3);
    expect(at.slice(1).map((box) => [box.place, box.siblings])).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });
});

it("exactly half is no majority", () => {
  expect([isMajority(0.5), isMajority(0.500001), isMajority(null)]).toEqual([false, true, false]);
});

it("a share has two decimals at most and unknown is a question mark", () => {
  expect([percent(0.3), percent(1 / 3), percent(1), percent(null)]).toEqual([
    "30%",
    "33.33%",
    "100%",
    "?",
  ]);
});
