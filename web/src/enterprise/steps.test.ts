import { expect, test } from "vitest";
import type { ReceiptLine, RelationshipPart } from "../api/generated";
import { stepsOf } from "./steps";

const label = { zh: "法定代表人", en: "legal representative" };
const CENTRE = { id: "E", name: "本企业" };
const WORDS = { label: (of: { zh: string }) => of.zh, same: "同一责任主体" };

function steps(nodes: string[]): (string | undefined)[] {
  const part: RelationshipPart = {
    family: "shared_person",
    label,
    party: { id: "X", kind: "enterprise", name: "关联方" },
    record: null,
    related_class: null,
    path: [],
    path_nodes: nodes,
    joined: [],
    strength: 1,
    age_months: null,
    raw: 0.1,
  };
  const line: ReceiptLine = {
    kind: "related_record",
    factor: "relationship",
    factor_label: label,
    label,
    hazard: 0.01,
    points: 10,
    sentence: label,
    part,
  };
  return stepsOf(line, {}, CENTRE, WORDS).flatMap(({ id, tie }) => (tie ? [id, tie] : [id]));
}

test("a_path_from_party_to_enterprise_is_shown_as_it_is", () => {
  expect(steps(["X", "P", "E"])).toEqual(["X", "P", "E"]);
});

test("a_path_through_who_runs_the_business_begins_at_the_business", () => {
  expect(steps(["P", "E"])).toEqual(["X", "同一责任主体", "P", "E"]);
});

test("a_path_that_ends_at_a_branch_goes_on_to_the_enterprise", () => {
  expect(steps(["X", "B"])).toEqual(["X", "B", "同一责任主体", "E"]);
});

test("a_line_without_a_path_has_no_steps", () => {
  expect(steps([])).toEqual([]);
});
