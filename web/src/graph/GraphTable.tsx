/** The picture as two lists: everything the canvas shows and does, without the canvas. */

import { Button, Table, Tabs } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { ClassTag } from "../ui/ClassTag";
import { useNumber } from "../ui/numbers";
import { PartyLink } from "../ui/PartyLink";
import type { Visible } from "./filters";
import type { GraphEdge, GraphNode } from "./model";
import { useWords } from "./words";

interface GraphTableProps {
  readonly shown: Visible;
  readonly hidden: ReadonlyMap<string, number>;
  readonly pinned: ReadonlySet<string>;
  readonly selected: string | null;
  readonly onChoose: (id: string) => void;
  readonly onExpand: (id: string) => void;
  readonly onCollapse: (id: string) => void;
  readonly onPin: (id: string, on: boolean) => void;
}

const PAGE = { defaultPageSize: 50, showSizeChanger: false, hideOnSinglePage: true } as const;

export function GraphTable(props: GraphTableProps) {
  const { t } = useTranslation("graph");
  const { nodes, edges } = props.shown;
  return (
    <Tabs
      className="graph-table"
      items={[
        {
          key: "nodes",
          label: t("nodesN", { count: nodes.length }),
          children: <Nodes {...props} />,
        },
        {
          key: "edges",
          label: t("edgesN", { count: edges.length }),
          children: <Edges {...props} />,
        },
      ]}
    />
  );
}

function Nodes({ shown, hidden, pinned, selected, ...does }: GraphTableProps) {
  const { t } = useTranslation("graph");
  const words = useWords();
  const number = useNumber();
  const hops = (node: GraphNode) => shown.hops.get(node.id) ?? 0;
  return (
    <Table<GraphNode>
      size="small"
      rowKey="id"
      data-testid="graph-nodes"
      scroll={{ x: "max-content" }}
      dataSource={[...shown.nodes]}
      pagination={PAGE}
      rowClassName={(node) => (node.id === selected ? "graph-row-chosen" : "")}
      columns={[
        {
          title: t("name"),
          key: "name",
          render: (_, node) => (
            <Button type="link" size="small" onClick={() => does.onChoose(node.id)}>
              {node.label}
            </Button>
          ),
          sorter: (a, b) => a.label.localeCompare(b.label, "zh-CN"),
        },
        { title: t("kind"), key: "kind", render: (_, node) => words.kind(node) },
        {
          title: t("class"),
          key: "class",
          render: (_, node) =>
            node.kind === "enterprise" ? <ClassTag value={node.riskClass} /> : null,
          sorter: (a, b) => (a.riskClass ?? "").localeCompare(b.riskClass ?? ""),
        },
        {
          title: t("score"),
          key: "score",
          align: "right",
          render: (_, node) => (node.inScope ? number(node.score, 0) : t("outOfScope")),
          sorter: (a, b) => (a.score ?? -1) - (b.score ?? -1),
        },
        {
          title: t("hops"),
          key: "hops",
          align: "right",
          render: (_, node) => hops(node),
          sorter: (a, b) => hops(a) - hops(b),
        },
        {
          title: t("degree"),
          key: "degree",
          align: "right",
          dataIndex: "degree",
          sorter: (a, b) => a.degree - b.degree,
        },
        {
          title: t("actions"),
          key: "actions",
          fixed: "right",
          render: (_, node) => (
            <span className="graph-row-actions">
              <Button
                size="small"
                disabled={(hidden.get(node.id) ?? 0) <= 0}
                aria-label={t("expandOf", { name: node.label })}
                onClick={() => does.onExpand(node.id)}
              >
                {t("expand")}
              </Button>
              <Button
                size="small"
                aria-label={t("collapseOf", { name: node.label })}
                onClick={() => does.onCollapse(node.id)}
              >
                {t("collapse")}
              </Button>
              <Button
                size="small"
                aria-pressed={pinned.has(node.id)}
                aria-label={t("pinOf", { name: node.label })}
                onClick={() => does.onPin(node.id, !pinned.has(node.id))}
              >
                {pinned.has(node.id) ? t("unpin") : t("pin")}
              </Button>
            </span>
          ),
        },
      ]}
    />
  );
}

function Edges({ shown }: GraphTableProps) {
  const { t } = useTranslation("graph");
  const words = useWords();
  const labels = useMemo(() => new Map(shown.nodes.map((node) => [node.id, node.label])), [shown]);
  return (
    <Table<GraphEdge>
      size="small"
      rowKey="id"
      data-testid="graph-edges"
      scroll={{ x: "max-content" }}
      dataSource={[...shown.edges]}
      pagination={PAGE}
      columns={[
        {
          title: t("from_"),
          key: "source",
          render: (_, edge) => <PartyLink id={edge.source} label={labels.get(edge.source)} />,
        },
        {
          title: t("tie"),
          key: "tie",
          render: (_, edge) => words.tie(edge),
          sorter: (a, b) => a.kind.localeCompare(b.kind) || (a.share ?? -1) - (b.share ?? -1),
        },
        {
          title: t("to_"),
          key: "target",
          render: (_, edge) => <PartyLink id={edge.target} label={labels.get(edge.target)} />,
        },
        {
          title: t("since"),
          dataIndex: "validFrom",
          sorter: (a, b) => (a.validFrom ?? "").localeCompare(b.validFrom ?? ""),
        },
        { title: t("until"), dataIndex: "validTo" },
        { title: t("tieState"), key: "state", render: (_, edge) => words.tieState(edge) },
      ]}
    />
  );
}
