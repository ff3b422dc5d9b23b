/** Closed words of the graph as the server writes them; texts for them are in the language files. */

export const NODE_KINDS = ["enterprise", "person", "place", "contact"] as const;
export type NodeKind = (typeof NODE_KINDS)[number];

export const TIE_KINDS = [
  "HOLDS",
  "LEGAL_REPRESENTATIVE_OF",
  "OFFICER_OF",
  "BRANCH_OF",
  "REGISTERED_AT",
  "REACHED_AT",
  "FILED_BY",
  "GUARANTEES",
  "LENDS_TO",
  "LEASES_TO",
  "TRADES_WITH",
  "POSSIBLY_SAME",
] as const;
export type TieKind = (typeof TIE_KINDS)[number];

export const RISK_CLASSES = ["A", "B", "C", "D"] as const;
export type RiskClass = (typeof RISK_CLASSES)[number];

/** Classes to filter by: an enterprise without a class has a box of its own. */
export const CLASS_BOXES = [...RISK_CLASSES, "none"] as const;
export type ClassBox = (typeof CLASS_BOXES)[number];
