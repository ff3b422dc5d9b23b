import { expect, test } from "vitest";
import { mixParts } from "./mix";

test("the worst class comes first and members without a class come last", () => {
  expect(mixParts({ A: 5, B: 0, C: 2, D: 1 }, 10).map((part) => [part.risk, part.count])).toEqual([
    ["D", 1],
    ["C", 2],
    ["A", 5],
    ["none", 2],
  ]);
});

test("parts of a bar add up to the whole", () => {
  const sum = mixParts({ A: 3, C: 4 }, 9).reduce((all, part) => all + part.share, 0);
  expect(sum).toBeCloseTo(1, 12);
});

test("a cluster without members has no parts", () => {
  expect(mixParts({}, 0)).toEqual([]);
});
