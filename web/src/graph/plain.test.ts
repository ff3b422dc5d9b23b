import { describe, expect, it } from "vitest";
import { readAddress, writeAddress } from "./address";
import { cell, csv } from "./csv";
import { keyStep, walk } from "./keyboard";
import {
  boxesOf,
  chooseEdgeLabels,
  chooseLabels,
  FONT_SIZES,
  fontBand,
  MAX_EDGE_LABELS,
} from "./lod";
import { edge } from "./samples";

describe("labels", () => {
  const at = (id: string, x: number, importance: number, always = false) => ({
    ...{ id, x, y: 5, width: 60, importance, always },
  });

  it("never lie on each other, the most important first", () => {
    const chosen = chooseLabels([at("a", 5, 1), at("b", 60, 2), at("c", 140, 1)], 500, 500);
    expect([...chosen.keys()].sort()).toEqual(["b", "c"]);
  });

  it("of chosen nodes are kept where there is no room", () => {
    const near = [at("a", 5, 1, true), at("b", 60, 9)];
    expect([...chooseLabels(near, 500, 500).keys()]).toEqual(["a"]);
    expect(chooseLabels([at("a", 5, 1, true), at("b", 60, 9, true)], 500, 500).size).toBe(2);
  });

  it("stand above their node where they would cover another one below, unless nodes are dots", () => {
    const above = { ...at("a", 100, 1), y: 100 };
    const below = { ...at("b", 110, 9), y: 128 };
    const sides = (radius: number) =>
      Object.fromEntries(chooseLabels([above, below], 500, 500, radius));
    expect(sides(14)).toEqual({ a: "above", b: "below" });
    const kept = chooseLabels([{ ...above, always: true }, below], 500, 500, 14);
    expect(kept.get("a")).toBe("below");
    expect(sides(5)).toEqual({ a: "below", b: "below" });
  });

  it("leave out a name that would cover nodes on both sides", () => {
    const three = [100, 128, 156].map((y, place) => ({ ...at(`n${place}`, 100, place), y }));
    expect(chooseLabels(three, 500, 500, 14).has("n1")).toBe(false);
  });

  it("wider than a column are seen by their neighbours too", () => {
    const wide = { ...at("wide", 200, 2), width: 400 };
    expect([...chooseLabels([wide, at("b", 380, 1)], 500, 500).keys()]).toEqual(["wide"]);
  });

  it("none for nodes off the screen", () => {
    expect(chooseLabels([at("a", 501, 1), at("b", -1, 1)], 500, 500).size).toBe(0);
  });

  const tie = (id: string, length: number, y: number) => ({ id, x: 0, y, width: 40, length });

  it("of edges only the longest", () => {
    const ties = Array.from({ length: 100 }, (_, at) => tie(`e${at}`, at + 60, 20 * at));
    const chosen = chooseEdgeLabels(ties);
    expect([chosen.size, chosen.has("e99"), chosen.has("e10")]).toEqual([
      MAX_EDGE_LABELS,
      true,
      false,
    ]);
  });

  it("of edges never lie on each other", () => {
    const ties = [tie("a", 90, 0), tie("b", 100, 6), tie("c", 80, 20)];
    expect(chooseEdgeLabels(ties)).toEqual(new Set(["b", "c"]));
  });

  it("of edges never lie on a node or its name", () => {
    const node = { ...at("n", 0, 1), y: 40 };
    const ties = [tie("on", 90, 40), tie("under", 90, 60), tie("clear", 90, 100)];
    const chosen = chooseEdgeLabels(ties, boxesOf([node], new Map([["n", "below"]]), 15));
    expect(chosen).toEqual(new Set(["clear"]));
  });

  it("get larger as the picture gets smaller", () => {
    expect([2, 0.9, 0.62, 0.2].map((zoom) => FONT_SIZES[fontBand(zoom)])).toEqual([10, 14, 20, 40]);
  });
});

describe("csv", () => {
  it.each(["=1+1", "+1", "-1", "@sum", "\tx"])("a cell %j is no formula", (text) => {
    expect(cell(text).startsWith("'")).toBe(true);
  });

  it("a number is a number, unknown is empty, a quote is doubled", () => {
    expect([cell(-5), cell(null), cell('a"b')]).toEqual(["-5", "", '"a""b"']);
  });

  it("begins with a byte order mark", () => {
    expect(csv(["名称"], [["甲"]])).toBe("\ufeff名称\r\n甲\r\n");
  });
});

describe("keys", () => {
  const pressed = (key: string, more = {}) => ({
    key,
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    ...more,
  });

  it("undo, redo, expand, collapse, pin, fit", () => {
    const did = [
      keyStep(pressed("z", { ctrlKey: true })),
      keyStep(pressed("Z", { ctrlKey: true, shiftKey: true })),
      keyStep(pressed("Enter")),
      keyStep(pressed("Delete")),
      keyStep(pressed("p")),
      keyStep(pressed("0")),
    ].map((step) => step?.does);
    expect(did).toEqual(["undo", "redo", "expand", "collapse", "pin", "fit"]);
  });

  it("other keys stay the browser's", () => {
    expect([
      keyStep(pressed("Tab")),
      keyStep(pressed("c", { ctrlKey: true })),
      keyStep(pressed("p", { altKey: true })),
    ]).toEqual([null, null, null]);
  });

  it("an arrow walks to the straightest neighbour on that side", () => {
    const pos = new Map([
      ["o", { x: 0, y: 0 }],
      ["right", { x: 90, y: 5 }],
      ["corner", { x: 60, y: -80 }],
      ["left", { x: -10, y: 0 }],
    ]);
    const edges = [edge("o", "right"), edge("corner", "o"), edge("o", "left")];
    expect(walk("o", "right", edges, pos)).toBe("right");
    expect(walk("o", "up", edges, pos)).toBe("corner");
    expect(walk("o", "down", edges, pos)).toBeNull();
  });
});

describe("address", () => {
  it("what was written is read again", () => {
    const words = new URLSearchParams(
      "center=x&kinds=HOLDS,OFFICER_OF&classes=D&from=2020-01-01&hops=2&persons=0&void=1&layout=rings&show=table&selected=y",
    );
    expect(
      writeAddress(readAddress(words), new URLSearchParams()).toString().split("&").sort(),
    ).toEqual(words.toString().split("&").sort());
  });

  it("the start needs no words and others' words stay", () => {
    const start = readAddress(new URLSearchParams());
    expect(writeAddress(start, new URLSearchParams("month=2026-10&ended=1")).toString()).toBe(
      "month=2026-10",
    );
  });

  it("nonsense is the start", () => {
    const { filters, layout } = readAddress(
      new URLSearchParams("hops=99&from=yesterday&layout=x&kinds=NOPE"),
    );
    expect([filters.hops, filters.from, layout, filters.kinds.size]).toEqual([4, null, "force", 0]);
  });
});
