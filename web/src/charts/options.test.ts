import { expect, test } from "vitest";
import { matrixRows } from "./matrix";
import { flowOption, shareOption } from "./options";
import { chartInk, DASHES, MARKS } from "./palette";

const WORDS = {
  before: "上月",
  now: "本月",
  none: "未计分",
  firms: (count: number) => `${count} 家`,
};
const ROWS = matrixRows(
  ["A", "B", "none"],
  [
    [70, 8, 0],
    [5, 30, 0],
    [9, 0, 0],
  ],
);

function links(withUnchanged: boolean): unknown[] {
  const [series] = flowOption(ROWS, WORDS, chartInk("light"), withUnchanged).series as {
    links: unknown[];
  }[];
  return series?.links ?? [];
}

test("flows leave out those that stayed unless asked for", () => {
  expect(links(false)).toEqual([
    { source: "<A", target: ">B", value: 8 },
    { source: "<B", target: ">A", value: 5 },
    { source: "<none", target: ">A", value: 9 },
  ]);
  expect(links(true)).toHaveLength(5);
});

test("only classes with a flow are drawn", () => {
  const [series] = flowOption(ROWS, WORDS, chartInk("light"), false).series as {
    data: { name: string }[];
  }[];
  expect(series?.data.map((node) => node.name)).toEqual(["<A", ">A", "<B", ">B", "<none"]);
});

test("share lines are percentages, a month without scores is a gap", () => {
  const option = shareOption(
    [
      { month: "2026-09", shares: { A: 0.71, B: 0.2, C: 0.06, D: 0.03 } },
      { month: "2026-10", shares: { A: null, B: null, C: null, D: null } },
    ],
    chartInk("light"),
  );
  const series = option.series as { name: string; data: (number | null)[] }[];
  expect(series.map((line) => [line.name, ...line.data])).toEqual([
    ["A", 71, null],
    ["B", 20, null],
    ["C", 6, null],
    ["D", 3, null],
  ]);
});

test("every class has its own mark, so a line is told apart without colour", () => {
  expect(new Set(Object.values(MARKS)).size).toBe(5);
  expect(DASHES.C).not.toBe(DASHES.D);
});
