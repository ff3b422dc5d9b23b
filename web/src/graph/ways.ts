/** What a path between two nodes amounts to. */

import { type GraphEdge, type GraphNode, otherEnd } from "./model";

export interface Way {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

/** What a tie carries: its share where one is known, and how sure it is. */
function carries(edge: GraphEdge): number {
  return (edge.share ?? 1) * edge.confidence;
}

/** The tie that carries least; null where all carry the whole or nothing tells them apart. */
export function weakest(way: Way): GraphEdge | null {
  let found: GraphEdge | null = null;
  for (const edge of way.edges) {
    if (carries(edge) < (found === null ? 1 : carries(found))) found = edge;
  }
  return found;
}

/**
 * Share of the last node that the first one holds along this path, or the other way round.
 *
 * Null unless every tie is a holding of a known share and all point the same way.
 */
export function effectiveHolding(way: Way): number | null {
  if (way.edges.length === 0) return null;
  const forward = way.edges[0]?.source === way.nodes[0]?.id;
  let product = 1;
  for (const [at, edge] of way.edges.entries()) {
    const from = way.nodes[at]?.id;
    if (edge.kind !== "HOLDS" || edge.share === null || (edge.source === from) !== forward)
      return null;
    product *= edge.share;
  }
  return product;
}

/** True if the ties really lead from node to node. */
export function joined(way: Way): boolean {
  return way.edges.every((edge, at) => {
    const [from, to] = [way.nodes[at]?.id ?? "", way.nodes[at + 1]?.id];
    return (edge.source === from || edge.target === from) && otherEnd(edge, from) === to;
  });
}
