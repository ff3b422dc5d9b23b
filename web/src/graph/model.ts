/**
 * The picture on the canvas: an immutable value and the pure steps from one to the next.
 *
 * Invariant: an edge is only there while both of its nodes are; positions and pins only for nodes
 * that are there. Every step returns a new picture and leaves the old one as it was, which is what
 * makes undo a matter of keeping the old one.
 */

import type { NodeKind, RiskClass, TieKind } from "./kinds";

export interface GraphNode {
  readonly id: string;
  readonly kind: NodeKind;
  /** Full name of an enterprise; a person only masked. */
  readonly label: string;
  /** Name without region and legal form, for the canvas. */
  readonly shortName: string;
  /** All ties of the node on the month's day, shown or not. */
  readonly degree: number;
  readonly riskClass: RiskClass | null;
  /** 0 to 1000; null without a score or outside the viewer's area. */
  readonly score: number | null;
  readonly status: string | null;
  readonly region: string | null;
  /** Outside the viewer's area only name, code, class and published decisions are shown. */
  readonly inScope: boolean;
}

export interface GraphEdge {
  readonly id: string;
  readonly kind: TieKind;
  readonly source: string;
  readonly target: string;
  readonly role: string | null;
  /** Fraction in [0, 1]; null is unknown. */
  readonly share: number | null;
  /** How sure the tie is, in [0, 1]. */
  readonly confidence: number;
  /** ISO days; `validTo` is the first day no longer in force. */
  readonly validFrom: string | null;
  readonly validTo: string | null;
  /** True if the tie counts no more: ended by the month's day. */
  readonly ended: boolean;
  /** True if the tie was void from its start. */
  readonly isVoid: boolean;
  /** Codes of statuses in force on the tie. */
  readonly statuses: readonly string[];
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How far the neighbours of a node were paged. */
export interface Paging {
  /** Neighbours with these filters, as the server counted. */
  readonly total: number;
  /** Cursor of the next page; null when there is none. */
  readonly cursor: string | null;
  /** The last neighbour of that page. */
  readonly last: string | null;
}

export interface Picture {
  readonly nodes: ReadonlyMap<string, GraphNode>;
  readonly edges: ReadonlyMap<string, GraphEdge>;
  readonly pos: ReadonlyMap<string, Point>;
  readonly pinned: ReadonlySet<string>;
  readonly page: ReadonlyMap<string, Paging>;
}

export const EMPTY: Picture = {
  nodes: new Map(),
  edges: new Map(),
  pos: new Map(),
  pinned: new Set(),
  page: new Map(),
};

/** Nodes shown at first, nodes from which a picture gets hard to read, nodes never passed. */
export const START_NODES = 300;
export const WARN_NODES = 1_000;
export const MAX_NODES = 2_000;

/** A double-click brings so many neighbours. */
export const EXPAND_BY = 30;

export interface Merged {
  readonly picture: Picture;
  readonly added: number;
  /** Nodes left out because the canvas would have passed `MAX_NODES`. */
  readonly refused: number;
}

/** Adds nodes and edges; newer words about a known node win; new nodes beyond the cap are refused. */
export function merge(
  picture: Picture,
  nodes: Iterable<GraphNode>,
  edges: Iterable<GraphEdge>,
  cap: number = MAX_NODES,
): Merged {
  const mergedNodes = new Map(picture.nodes);
  let added = 0;
  let refused = 0;
  for (const node of nodes) {
    if (!mergedNodes.has(node.id)) {
      if (mergedNodes.size >= cap) {
        refused += 1;
        continue;
      }
      added += 1;
    }
    mergedNodes.set(node.id, node);
  }
  const mergedEdges = new Map(picture.edges);
  for (const edge of edges) {
    if (mergedNodes.has(edge.source) && mergedNodes.has(edge.target)) {
      mergedEdges.set(edge.id, edge);
    }
  }
  return { picture: { ...picture, nodes: mergedNodes, edges: mergedEdges }, added, refused };
}

/** Neighbours by node id, over some edges. */
export function adjacency(edges: Iterable<GraphEdge>): Map<string, GraphEdge[]> {
  const near = new Map<string, GraphEdge[]>();
  const put = (id: string, edge: GraphEdge) => {
    const listed = near.get(id);
    if (listed) listed.push(edge);
    else near.set(id, [edge]);
  };
  for (const edge of edges) {
    put(edge.source, edge);
    if (edge.target !== edge.source) put(edge.target, edge);
  }
  return near;
}

export function otherEnd(edge: GraphEdge, id: string): string {
  return edge.source === id ? edge.target : edge.source;
}

/** Hops from the nearest root over some edges; nodes out of reach are missing. */
export function hopsFrom(
  roots: Iterable<string>,
  near: ReadonlyMap<string, readonly GraphEdge[]>,
  barred?: string,
): Map<string, number> {
  const hops = new Map<string, number>();
  let front: string[] = [];
  for (const root of roots) {
    if (root !== barred && !hops.has(root)) {
      hops.set(root, 0);
      front.push(root);
    }
  }
  for (let hop = 1; front.length > 0; hop += 1) {
    const next: string[] = [];
    for (const id of front) {
      for (const edge of near.get(id) ?? []) {
        const other = otherEnd(edge, id);
        if (other !== barred && !hops.has(other)) {
          hops.set(other, hop);
          next.push(other);
        }
      }
    }
    front = next;
  }
  return hops;
}

/** Leaves only these nodes and what lies between them. */
export function keep(picture: Picture, ids: ReadonlySet<string>): Picture {
  const entries = <T>(map: ReadonlyMap<string, T>) =>
    new Map([...map].filter(([id]) => ids.has(id)));
  return {
    nodes: entries(picture.nodes),
    edges: new Map([...picture.edges].filter(([, e]) => ids.has(e.source) && ids.has(e.target))),
    pos: entries(picture.pos),
    pinned: new Set([...picture.pinned].filter((id) => ids.has(id))),
    page: entries(picture.page),
  };
}

/** Takes away what hangs on the picture only through one node; roots and pinned nodes stay. */
export function collapse(picture: Picture, id: string, roots: Iterable<string>): Picture {
  const held = [...roots, ...picture.pinned].filter(
    (root) => picture.nodes.has(root) && root !== id,
  );
  const kept = new Set(hopsFrom(held, adjacency(picture.edges.values()), id).keys());
  kept.add(id);
  const left = keep(picture, kept);
  const page = new Map(left.page);
  page.delete(id);
  return { ...left, page };
}

export function pin(picture: Picture, id: string, on: boolean): Picture {
  const pinned = new Set(picture.pinned);
  if (on && picture.nodes.has(id)) pinned.add(id);
  else pinned.delete(id);
  return { ...picture, pinned };
}

/** Moves nodes; places of nodes that have gone meanwhile are dropped. */
export function place(picture: Picture, places: Iterable<readonly [string, Point]>): Picture {
  const pos = new Map(picture.pos);
  for (const [id, point] of places) {
    if (picture.nodes.has(id)) pos.set(id, point);
  }
  return { ...picture, pos };
}

export function paged(picture: Picture, id: string, paging: Paging): Picture {
  const page = new Map(picture.page);
  page.set(id, paging);
  return { ...picture, page };
}

/** Different nodes at the other end of the ties of one node that are in the picture. */
export function shownNeighbours(picture: Picture, id: string): number {
  const seen = new Set<string>();
  for (const edge of picture.edges.values()) {
    if (edge.source === id) seen.add(edge.target);
    else if (edge.target === id) seen.add(edge.source);
  }
  seen.delete(id);
  return seen.size;
}
