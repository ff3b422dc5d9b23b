import type { ClusterGraph } from "../../api/generated";
import type { EdgeMark, NodeMark } from "../../graph/difference";
import { edgeLook, nodeLook, severalEdges } from "../../graph/elements";
import type { ForceRequest } from "../../graph/layout";
import type { GraphEdge } from "../../graph/model";
import { toEdge, toNode } from "../../graph/reads";

export interface ClusterElements {
  nodes: NodeMark[];
  edges: EdgeMark[];
}

/** Nodes and edges of a cluster for the canvas: members, what ties them, one node a district for the rest. */
export function clusterElements(
  graph: ClusterGraph,
  words: { tie: (edge: GraphEdge) => string; meta: (region: string, members: number) => string },
): ClusterElements {
  const ties = graph.ties.map((view) => toEdge(view, graph.published));
  const arrows = ties.length <= MOST_ARROWS;
  const several = arrows ? severalEdges(ties) : new Set<string>();
  const members: NodeMark[] = graph.nodes.map((view) => ({
    ...nodeLook(toNode(view), 0, false, false),
    importance: view.degree + (view.score ?? 0) / 10,
    always: false,
  }));
  const rest: NodeMark[] = graph.meta_nodes.map((meta) => ({
    id: meta.id,
    label: words.meta(meta.label, meta.members),
    classes: ["meta"],
    importance: 10_000 + meta.members,
    always: true,
  }));
  const edges: EdgeMark[] = ties.map((edge) => ({
    ...edgeLook(edge, words.tie(edge), several.has(edge.id), arrows),
    source: edge.source,
    target: edge.target,
  }));
  const toRest: EdgeMark[] = graph.meta_ties.map((tie) => ({
    id: `${tie.source_id}|${tie.target_id}`,
    label: "",
    classes: ["REACHED_AT"],
    source: tie.source_id,
    target: tie.target_id,
  }));
  return complete([...members, ...rest], [...edges, ...toRest]);
}

const MOST_ARROWS = 400;

/** Edges whose ends are both there, each once. */
function complete(nodes: NodeMark[], edges: EdgeMark[]): ClusterElements {
  const known = new Set(nodes.map((node) => node.id));
  const once = new Map(edges.map((edge) => [edge.id, edge]));
  return {
    nodes,
    edges: [...once.values()].filter((edge) => known.has(edge.source) && known.has(edge.target)),
  };
}

/** The question to the layout worker, all places to be found. */
export function placesRequest({ nodes, edges }: ClusterElements): ForceRequest {
  const row = new Map(nodes.map((node, at) => [node.id, at]));
  return {
    count: nodes.length,
    links: Int32Array.from(
      edges.flatMap((edge) => [row.get(edge.source) ?? 0, row.get(edge.target) ?? 0]),
    ),
    start: new Float32Array(2 * nodes.length).fill(Number.NaN),
    hold: new Uint8Array(nodes.length),
  };
}
