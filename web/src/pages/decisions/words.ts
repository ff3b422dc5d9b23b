import type { ProposalKind, ProposalState } from "../../api/generated";

/** Kinds of proposals, in the order of the form. */
export const KINDS = [
  "direct_d",
  "raise",
  "lower",
  "revocation",
  "exclusion",
  "objection",
  "objection_lifted",
  "same_person",
  "pack",
  "reference",
  "model",
] as const satisfies readonly ProposalKind[];

/** States of a proposal, those that wait first. */
export const STATES = [
  "open",
  "approved",
  "running",
  "done",
  "failed",
  "refused",
  "withdrawn",
  "lapsed",
] as const satisfies readonly ProposalState[];

/** Kinds whose subject is chosen from what can be proposed now. */
export const CHOSEN_KINDS = [
  "pack",
  "reference",
  "model",
  "same_person",
  "revocation",
  "objection_lifted",
] as const satisfies readonly ProposalKind[];
