import { expect, test } from "vitest";
import type { KindView } from "../../api/generated";
import { draftOf, fieldsOf, idsOf } from "./fields";

const WORDS = { zh: "词", en: "word" };
const DIRECT: KindView = {
  kind: "direct_d",
  label: WORDS,
  meaning: WORDS,
  source: "XJ art. 11(4)",
  needs: ["expires_on"],
  may: ["subject", "subjects", "industry", "region", "document_no", "effective_on"],
  grounds: [],
  revises: true,
  open_days: 30,
  on: true,
};
const EXCLUSION: KindView = {
  ...DIRECT,
  kind: "exclusion",
  needs: ["subject", "fact_kind", "document_no", "source_organ"],
  may: ["item_id", "replaced_by", "effective_on"],
  grounds: [
    { word: "revoked", label: WORDS, article: "10(1)", fact_kinds: ["record"], needs: [] },
    {
      word: "partly_revoked",
      label: WORDS,
      article: "10(1)",
      fact_kinds: ["record"],
      needs: ["item"],
    },
  ],
};

test("a ground that needs an item makes the item required", () => {
  const required = (ground: string) =>
    fieldsOf(EXCLUSION, ground).find((field) => field.name === "item_id")?.required;

  expect([required("revoked"), required("partly_revoked")]).toEqual([false, true]);
});

test("a kind shows only the fields that it takes", () => {
  const names = fieldsOf(DIRECT).map((field) => field.name);

  expect(names).toEqual(["subject", "ground", "document_no", "effective_on", "expires_on", "note"]);
});

test("a decision on a group names the industry and the region and no enterprise", () => {
  const draft = draftOf(DIRECT, {
    kind: "direct_d",
    whom: "group",
    subject: "E1",
    industry: "C14",
    region: "6501",
    ground: "会议纪要",
    expires_on: "2027-06-30",
  });

  expect(draft).toEqual({
    kind: "direct_d",
    industry: "C14",
    region: "6501",
    ground: "会议纪要",
    expires_on: "2027-06-30",
  });
});

test("a pasted list gives each id once", () => {
  expect(idsOf(" E1\nE2，E1; E3 ")).toEqual(["E1", "E2", "E3"]);
});

test("empty fields are left out, and so are those of another kind", () => {
  const draft = draftOf(EXCLUSION, {
    kind: "exclusion",
    whom: "group",
    subject: "REC-1",
    ground: "revoked",
    fact_kind: "record",
    expires_on: "2027-06-30",
    note: " ",
  });

  expect(draft).toEqual({
    kind: "exclusion",
    subject: "REC-1",
    ground: "revoked",
    fact_kind: "record",
  });
});
