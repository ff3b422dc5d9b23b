/** What of a picture is visible: one rule for the canvas, the table, the counts and the CSV. */

import { CLASS_BOXES, type ClassBox, TIE_KINDS, type TieKind } from "./kinds";
import { adjacency, type GraphEdge, type GraphNode, hopsFrom, type Picture } from "./model";

export interface Filters {
  readonly kinds: ReadonlySet<TieKind>;
  readonly classes: ReadonlySet<ClassBox>;
  /** Ties in force on some day of [from, to]; ISO days, null is open. */
  readonly from: string | null;
  readonly to: string | null;
  /** Ties away from the centre, at most. */
  readonly hops: number;
  readonly persons: boolean;
  /** Places and contacts. */
  readonly addresses: boolean;
  readonly ended: boolean;
  readonly isVoid: boolean;
}

/** So many hops are chosen one by one; from here on the number means all. */
export const MAX_HOPS = 4;

export const ALL: Filters = {
  kinds: new Set(TIE_KINDS),
  classes: new Set(CLASS_BOXES),
  from: null,
  to: null,
  hops: MAX_HOPS,
  persons: true,
  addresses: true,
  ended: false,
  isVoid: false,
};

export interface Visible {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  /** Hops from the nearest root. */
  readonly hops: ReadonlyMap<string, number>;
}

export function tieFits(edge: GraphEdge, filters: Filters): boolean {
  if (!filters.kinds.has(edge.kind)) return false;
  if (edge.ended && !filters.ended) return false;
  if (edge.isVoid && !filters.isVoid) return false;
  if (filters.to !== null && edge.validFrom !== null && edge.validFrom > filters.to) return false;
  return !(filters.from !== null && edge.validTo !== null && edge.validTo <= filters.from);
}

function kindFits(node: GraphNode, filters: Filters): boolean {
  if (node.kind === "person") return filters.persons;
  return node.kind === "enterprise" || filters.addresses;
}

function classFits(node: GraphNode, filters: Filters): boolean {
  return node.kind !== "enterprise" || filters.classes.has(node.riskClass ?? "none");
}

/**
 * Nodes and edges that the filters leave.
 *
 * Ties, persons and addresses cut what lies behind them; a class only hides its own enterprises,
 * so that a class D behind a class A stays to be seen. Roots and pinned nodes are always shown.
 */
export function visible(picture: Picture, filters: Filters, roots: Iterable<string>): Visible {
  const held = new Set([...roots, ...picture.pinned].filter((id) => picture.nodes.has(id)));
  const stays = (id: string) => {
    const node = picture.nodes.get(id);
    return node !== undefined && (held.has(id) || kindFits(node, filters));
  };
  const fitting = [...picture.edges.values()].filter(
    (edge) => tieFits(edge, filters) && stays(edge.source) && stays(edge.target),
  );
  const hops = hopsFrom(held, adjacency(fitting));
  const most = filters.hops >= MAX_HOPS ? Number.POSITIVE_INFINITY : filters.hops;
  const nodes = [...picture.nodes.values()].filter((node) => {
    const hop = hops.get(node.id);
    return hop !== undefined && hop <= most && (held.has(node.id) || classFits(node, filters));
  });
  const shown = new Set(nodes.map((node) => node.id));
  return { nodes, edges: fitting.filter((e) => shown.has(e.source) && shown.has(e.target)), hops };
}

export interface Counts {
  readonly byKind: ReadonlyMap<TieKind, number>;
  readonly byClass: ReadonlyMap<ClassBox, number>;
}

/** Ties by kind and enterprises by class, of all that is loaded. */
export function counts(picture: Picture): Counts {
  const byKind = new Map<TieKind, number>();
  const byClass = new Map<ClassBox, number>();
  for (const edge of picture.edges.values())
    byKind.set(edge.kind, (byKind.get(edge.kind) ?? 0) + 1);
  for (const node of picture.nodes.values()) {
    if (node.kind !== "enterprise") continue;
    const box = node.riskClass ?? "none";
    byClass.set(box, (byClass.get(box) ?? 0) + 1);
  }
  return { byKind, byClass };
}
