/** What the server says about nodes and ties, as the picture holds it. */

import { listNeighbours, type NodeView, type Published, type TieView } from "../api/generated";
import type { MonthChoice } from "../month/month";
import { EXPAND_BY, type GraphEdge, type GraphNode, type Paging } from "./model";

/** A node as any read answers it. */
type AnyNode = NodeView & { short_name?: string; in_scope?: boolean };

export function toNode(view: AnyNode): GraphNode {
  return {
    id: view.id,
    kind: view.kind,
    label: view.label,
    shortName: view.short_name ?? view.label,
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
    validFrom: view.valid_from,
    validTo: view.valid_to,
    ended: view.valid_to !== null && view.valid_to <= published.as_of,
    isVoid: view.statuses.some((one) => one.status === "void_from_start"),
    statuses: view.statuses.map((one) => one.status),
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

const MOST_PAGES = 8;

/** Next neighbours of a node: goes on from page to page until something new has come. */
export async function bring(
  id: string,
  known: ReadonlySet<string>,
  before: Paging | undefined,
  follow: Follow,
  choice: MonthChoice,
): Promise<Brought> {
  const nodes = new Map<string, GraphNode>();
  const edges: GraphEdge[] = [];
  let paging: Paging = before ?? { total: 0, cursor: null };
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const { data } = await listNeighbours({
      path: { enterprise_id: id },
      query: { ...choice, ...follow, limit: EXPAND_BY, cursor: paging.cursor },
    });
    paging = { total: data.total, cursor: data.cursor ?? null };
    for (const { tie, node } of data.items) {
      edges.push(toEdge(tie, data.published));
      nodes.set(node.id, toNode(node));
    }
    if (paging.cursor === null || [...nodes.keys()].some((one) => !known.has(one))) break;
  }
  return { nodes: [...nodes.values()], edges, paging };
}
