/** Small pictures for tests. */

import type { NodeKind, RiskClass, TieKind } from "./kinds";
import { EMPTY, type GraphEdge, type GraphNode, merge, type Picture } from "./model";

export function node(id: string, more: Partial<GraphNode> = {}): GraphNode {
  return {
    id,
    kind: "enterprise" as NodeKind,
    label: `${id}有限公司`,
    shortName: id,
    degree: 1,
    riskClass: "A" as RiskClass,
    score: 100,
    status: "operating",
    region: "330100",
    inScope: true,
    ...more,
  };
}

export function edge(source: string, target: string, more: Partial<GraphEdge> = {}): GraphEdge {
  return {
    id: `${source}-${target}`,
    kind: "HOLDS" as TieKind,
    source,
    target,
    role: null,
    share: null,
    confidence: 1,
    validFrom: null,
    validTo: null,
    ended: false,
    isVoid: false,
    statuses: [],
    ...more,
  };
}

/** A picture from pairs such as "a-b"; nodes come in the order in which they are named. */
export function picture(...pairs: string[]): Picture {
  const ends = pairs.map((pair) => pair.split("-") as [string, string]);
  return merge(
    EMPTY,
    [...new Set(ends.flat())].map((id) => node(id)),
    ends.map(([source, target]) => edge(source, target)),
  ).picture;
}
