import { expect, test } from "vitest";
import { columnTotals, matrixRows, moves, toneOf } from "./matrix";

const ROWS = matrixRows(
  ["A", "B", "C", "D", "none"],
  [
    [70, 8, 2, 0, 0],
    [5, 30, 4, 1, 0],
    [0, 2, 6, 2, 0],
    [0, 0, 1, 3, 1],
    [9, 1, 0, 0, 0],
  ],
);

test("shares of a row add up to one", () => {
  for (const row of ROWS) {
    const sum = row.cells.reduce((all, cell) => all + (cell.share ?? 0), 0);
    expect(sum).toBeCloseTo(1, 12);
  }
});

test("a cell knows its count and its share of the class before", () => {
  expect(ROWS[0]?.cells[1]).toEqual({ from: "A", to: "B", count: 8, share: 0.1, tone: "worse" });
});

test("an empty row has no shares rather than zeros", () => {
  const [row] = matrixRows(
    ["A", "B"],
    [
      [0, 0],
      [1, 1],
    ],
  );
  expect(row?.cells.map((cell) => cell.share)).toEqual([null, null]);
});

test("from B to A is better, from A to D is worse", () => {
  expect([toneOf("B", "A"), toneOf("A", "D"), toneOf("C", "C")]).toEqual([
    "better",
    "worse",
    "same",
  ]);
});

test("entering and leaving is neither better nor worse", () => {
  expect([toneOf("none", "A"), toneOf("D", "none")]).toEqual(["edge", "edge"]);
});

test("column totals and moves are counted over all rows", () => {
  expect(columnTotals(ROWS)).toEqual([84, 41, 13, 6, 1]);
  expect(moves(ROWS)).toEqual({ worse: 17, better: 8, edge: 11 });
});
