/** What the server says about nodes and ties, as the picture holds it. */

import {
  expandNode,
  type NodeView,
  type Published,
  type RouteView,
  type TieView,
} from "../api/generated";
import type { MonthChoice } from "../month/month";
import {
  EXPAND_BY,
  type GraphEdge,
  type GraphNode,
  otherEnd,
  type Paging,
  type Picture,
} from "./model";
import type { Way } from "./ways";

export function toNode(view: NodeView): GraphNode {
  return {
    id: view.id,
    kind: view.kind,
    label: view.label,
    shortName: view.short_name,
    degree: view.degree,
    riskClass: view.risk_class ?? null,
    score: view.score ?? null,
    status: view.status ?? null,
    region: view.region ?? null,
    inScope: view.in_scope ?? true,
  };
}

/** A tie counts no more from `valid_to` on, as of the month's day. */
export function toEdge(view: TieView, published: Published): GraphEdge {
  return {
    id: view.id,
    kind: view.kind,
    source: view.source_id,
    target: view.target_id,
    role: view.role,
    share: view.share,
    confidence: view.confidence,
    validFrom: view.valid_from,
    validTo: view.valid_to,
    ended: view.valid_to !== null && view.valid_to <= published.as_of,
    isVoid: view.statuses.some((one) => one.status === "void_from_start"),
    statuses: view.statuses.map((one) => one.status),
  };
}

/** A path as the server answers it. */
export function toWay(route: RouteView, published: Published): Way {
  return {
    nodes: route.nodes.map(toNode),
    edges: route.ties.map((tie) => toEdge(tie, published)),
  };
}

export interface Brought {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly paging: Paging;
}

/** Which ties an expansion follows. */
export interface Follow {
  readonly ended: boolean;
  readonly void: boolean;
}

/** Of a node with more ties the server expands only those in force. */
const FEW_TIES = 1_000;

/** Neighbours of a node that are tied to it in the picture; the last one may have more ties to come. */
function tied(picture: Picture, id: string, last: string | null): string[] {
  const found = new Set<string>();
  for (const edge of picture.edges.values()) {
    if (edge.source === id || edge.target === id) found.add(otherEnd(edge, id));
  }
  if (last !== null) found.delete(last);
  return [...found];
}

/** The next neighbours of a node, the most important first. */
export async function bring(
  id: string,
  picture: Picture,
  follow: Follow,
  choice: MonthChoice,
): Promise<Brought> {
  const before = picture.page.get(id);
  const hub = (picture.nodes.get(id)?.degree ?? 0) > FEW_TIES;
  const ask = async (cursor: string | null) => {
    const { data } = await expandNode({
      path: { enterprise_id: id },
      body: { known: tied(picture, id, before?.last ?? null) },
      query: { ...choice, ...(hub ? {} : follow), limit: EXPAND_BY, cursor },
    });
    return data;
  };
  let page = await ask(before?.cursor ?? null);
  // Nodes that were taken away again lie before the cursor.
  if (page.items.length === 0 && before?.cursor) page = await ask(null);
  return {
    nodes: page.items.map(({ node }) => toNode(node)),
    edges: page.items.map(({ tie }) => toEdge(tie, page.published)),
    paging: {
      total: page.total,
      cursor: page.cursor ?? null,
      last: page.items.at(-1)?.node.id ?? null,
    },
  };
}
