import type { KindView, ProposalDraft, ProposalKind } from "../../api/generated";

/** Fields of a proposal that the form shows, in its order. */
export const FIELDS = [
  "subject",
  "fact_kind",
  "item_id",
  "replaced_by",
  "pack",
  "risk_class",
  "verdict",
  "ground",
  "document_no",
  "source_organ",
  "effective_on",
  "expires_on",
  "ends_on",
  "note",
] as const;
export type FieldName = (typeof FIELDS)[number];

/** Fields that are days. */
export const DAYS: ReadonlySet<FieldName> = new Set(["effective_on", "expires_on", "ends_on"]);

/** Whom a decision meets: one enterprise, a list, or an industry in a region. */
export type Whom = "one" | "list" | "group";

export interface Answers extends Partial<Record<FieldName, string>> {
  kind: ProposalKind;
  whom?: Whom;
  /** Ids, one a line. */
  subjects?: string;
  industry?: string;
  region?: string;
}

export interface ShownField {
  name: FieldName;
  required: boolean;
}

/** Fields that a kind takes; a ground may need more of them. */
export function fieldsOf(kind: KindView, ground?: string): ShownField[] {
  const more = kind.grounds.find((one) => one.word === ground)?.needs ?? [];
  // A ground names what it needs by the word of its table: an item is the field item_id.
  const needed = new Set([
    ...kind.needs,
    ...more.map((name) => (name === "item" ? "item_id" : name)),
  ]);
  const taken = new Set([...needed, ...kind.may, "ground", "note", "subject"]);
  return FIELDS.filter((name) => taken.has(name)).map((name) => ({
    name,
    required: needed.has(name) || name === "ground" || name === "subject",
  }));
}

/** Whether a kind may meet a list or an industry in a region. */
export function takesGroup(kind: KindView): boolean {
  return kind.may.includes("industry") && kind.may.includes("region");
}

/** Ids of a pasted list: by line, comma or space, each once, in their order. */
export function idsOf(text: string | undefined): string[] {
  return [...new Set((text ?? "").split(/[\s,，;；]+/).filter(Boolean))];
}

/** What the service is sent: only the fields that the kind takes, empty ones left out. */
export function draftOf(kind: KindView, answers: Answers): ProposalDraft {
  const draft: Record<string, unknown> = { kind: kind.kind };
  for (const { name } of fieldsOf(kind, answers.ground)) {
    const value = answers[name]?.trim();
    if (value && (name !== "subject" || whomOf(kind, answers) === "one")) draft[name] = value;
  }
  if (whomOf(kind, answers) === "list") draft.subjects = idsOf(answers.subjects);
  if (whomOf(kind, answers) === "group") {
    draft.industry = answers.industry?.trim();
    draft.region = answers.region?.trim();
  }
  return draft as ProposalDraft;
}

/** Whom the answers mean; kinds without groups always mean one. */
export function whomOf(kind: KindView, answers: Pick<Answers, "whom">): Whom {
  return takesGroup(kind) ? (answers.whom ?? "one") : "one";
}
