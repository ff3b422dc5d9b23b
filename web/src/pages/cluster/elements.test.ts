import { expect, test } from "vitest";
import type { ClusterGraph, NodeView } from "../../api/generated";
import { clusterElements, placesRequest } from "./elements";

const node = (id: string): NodeView => ({
  id,
  kind: "enterprise",
  label: `${id}公司`,
  short_name: id,
  degree: 3,
  in_scope: true,
  risk_class: "C",
  score: 600,
});
const GRAPH: ClusterGraph = {
  cluster_id: "K1",
  published: {
    month: "2026-10",
    revision: 1,
    pack: "mrt",
    pack_hash: "h",
    as_of: "2026-10-31",
    known_by: "2026-10-31",
    digest: "d",
  },
  nodes: [node("E1"), node("E2")],
  ties: [],
  meta_nodes: [{ id: "M:6501", label: "6501", members: 45, class_counts: { C: 5 } }],
  meta_ties: [
    { source_id: "M:6501", target_id: "E1", weight: 2 },
    { source_id: "M:6501", target_id: "E9", weight: 1 },
  ],
  total: 47,
  shown: 2,
  ties_total: 0,
  ties_shown: 0,
  truncated: true,
};
const WORDS = {
  tie: () => "持股",
  meta: (region: string, members: number) => `${region}：${members} 家`,
};

test("the rest of a cluster is one node a district that says how many it stands for", () => {
  const found = clusterElements(GRAPH, WORDS).nodes.find((one) => one.id === "M:6501");

  expect([found?.label, found?.classes.includes("meta")]).toEqual(["6501：45 家", true]);
});

test("an edge to a node that is not drawn is left out", () => {
  expect(clusterElements(GRAPH, WORDS).edges.map((edge) => edge.target)).toEqual(["E1"]);
});

test("the layout is asked for a place of every node and by rows of both ends", () => {
  const request = placesRequest(clusterElements(GRAPH, WORDS));

  expect([request.count, [...request.links]]).toEqual([3, [2, 0]]);
});
