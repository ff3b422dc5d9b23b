/** Nodes and edges as the canvas holds them: a label, and classes that the style sheet knows. */

import { EXPAND_BY, type GraphEdge, type GraphNode, type Picture } from "./model";

/** Letters of a name on the canvas; the panel and the list have all of it. */
const NAME_LETTERS = 14;

export interface Look {
  readonly id: string;
  readonly label: string;
  readonly classes: readonly string[];
}

/** Ties of a node that are not in the picture. */
export function hiddenTies(picture: Picture): Map<string, number> {
  const hidden = new Map([...picture.nodes.values()].map((node) => [node.id, node.degree]));
  for (const edge of picture.edges.values()) {
    if (edge.ended || edge.isVoid) continue;
    for (const id of new Set([edge.source, edge.target])) hidden.set(id, (hidden.get(id) ?? 0) - 1);
  }
  return hidden;
}

/** Look of a node; one with more hidden ties than one expansion brings says how many. */
export function nodeLook(node: GraphNode, hidden: number, root: boolean, pinned: boolean): Look {
  const classes: string[] = [node.kind];
  if (node.kind === "enterprise") classes.push(`class-${node.riskClass ?? "none"}`);
  if (!node.inScope) classes.push("out");
  if (root) classes.push("root");
  if (pinned) classes.push("pinned");
  if (hidden > 0) classes.push("hidden-ties");
  const letters = [...node.shortName];
  const name =
    letters.length > NAME_LETTERS ? `${letters.slice(0, NAME_LETTERS).join("")}…` : node.shortName;
  const label = hidden > EXPAND_BY ? `${name} +${hidden}` : name;
  return { id: node.id, label, classes };
}

/** Look of an edge; `words` says its kind and share in the reader's language. */
export function edgeLook(edge: GraphEdge, words: string, several: boolean, arrows: boolean): Look {
  const classes: string[] = [edge.kind];
  if (several) classes.push("several");
  else if (arrows) classes.push("arrows");
  if (edge.kind === "HOLDS" && edge.share !== null && edge.share > 0.5) classes.push("majority");
  if (edge.ended) classes.push("ended");
  if (edge.isVoid) classes.push("void");
  return { id: edge.id, label: words, classes };
}

/** Edges that share both ends with another one, and are bent so that both are seen. */
export function severalEdges(edges: readonly GraphEdge[]): Set<string> {
  const first = new Map<string, string>();
  const found = new Set<string>();
  for (const edge of edges) {
    const ends = [edge.source, edge.target].sort().join("\n");
    const other = first.get(ends);
    if (other === undefined) first.set(ends, edge.id);
    else found.add(other).add(edge.id);
  }
  return found;
}
