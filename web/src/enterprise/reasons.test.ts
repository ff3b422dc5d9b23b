import { expect, test } from "vitest";
import type { ReceiptLine } from "../api/generated";
import { reasonsOf, visible } from "./reasons";

const label = { zh: "某", en: "some" };

function line(points: number, more: Partial<ReceiptLine> = {}): ReceiptLine {
  return {
    kind: "indicator",
    factor: "operating",
    factor_label: label,
    label,
    hazard: points / 1000,
    points,
    sentence: label,
    ...more,
  };
}

function related(points: number, id: string): ReceiptLine {
  return line(points, {
    kind: "related_record",
    factor: "relationship",
    part: {
      family: "shared_person",
      label,
      party: { id, kind: "enterprise", name: `firm ${id}` },
      record: null,
      related_class: null,
      path: [],
      path_nodes: [id, "E"],
      joined: [],
      strength: 1,
      age_months: null,
      raw: 0.1,
    },
  });
}

test("lines_of_one_party_are_one_reason_and_their_points_add_up", () => {
  const reasons = reasonsOf([related(20, "X"), related(7, "Y"), related(5, "X")]);

  expect(reasons.map((one) => [one.party?.id, one.points])).toEqual([
    ["X", 25],
    ["Y", 7],
  ]);
  expect(reasons[0]?.lines.map((one) => one.points)).toEqual([20, 5]);
});

test("own_indicators_stay_apart_and_the_largest_comes_first", () => {
  const reasons = reasonsOf([line(3, { indicator: "JY01" }), line(9, { indicator: "JY02" })]);

  expect(reasons.map((one) => one.points)).toEqual([9, 3]);
});

test("no_line_is_lost", () => {
  const lines = [line(3), line(4), related(2, "X"), related(1, "X")];
  const reasons = reasonsOf(lines);

  expect(reasons.reduce((sum, one) => sum + one.points, 0)).toBe(10);
});

test("a_factor_filters_and_what_shows_as_zero_is_left_out", () => {
  const reasons = reasonsOf([
    line(0.01, { indicator: "a" }),
    line(5, { indicator: "b" }),
    related(2, "X"),
  ]);

  expect(visible(reasons, null)).toHaveLength(2);
  expect(visible(reasons, "relationship").map((one) => one.party?.id)).toEqual(["X"]);
});
