/** Neighbours of one node as a list to page through and search, for nodes with very many. */

import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Input, Select } from "antd";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { listNeighbours } from "../api/generated";
import { useMonth } from "../month/month";
import { ClassTag } from "../ui/ClassTag";
import { ErrorState, LoadingState } from "../ui/ErrorState";
import { MoreRows } from "../ui/MoreRows";
import { TIE_KINDS, type TieKind } from "./kinds";
import type { GraphEdge, GraphNode } from "./model";
import { type Follow, toEdge, toNode } from "./reads";
import { useWords } from "./words";

interface NeighbourListProps {
  readonly id: string;
  readonly follow: Follow;
  readonly known: ReadonlyMap<string, unknown>;
  readonly onAdd: (nodes: readonly GraphNode[], edges: readonly GraphEdge[]) => void;
}

const PAGE_ROWS = 50;

export function NeighbourList({ id, follow, known, onAdd }: NeighbourListProps) {
  const { t } = useTranslation("graph");
  const words = useWords();
  const { choice } = useMonth();
  const [kind, setKind] = useState<TieKind | undefined>();
  const [text, setText] = useState("");
  const pages = useInfiniteQuery({
    queryKey: ["graph", "neighbours", id, choice, follow, kind],
    initialPageParam: null as string | null,
    queryFn: async ({ pageParam, signal }) => {
      const { data } = await listNeighbours({
        path: { enterprise_id: id },
        query: { ...choice, ...follow, kind: kind && [kind], limit: PAGE_ROWS, cursor: pageParam },
        signal,
      });
      return data;
    },
    getNextPageParam: (last) => last.cursor ?? null,
  });
  const rows = useMemo(
    () =>
      (pages.data?.pages ?? []).flatMap((page) =>
        page.items.map(({ tie, node }) => ({
          edge: toEdge(tie, page.published),
          node: toNode(node),
        })),
      ),
    [pages.data],
  );
  if (pages.error) return <ErrorState error={pages.error} onRetry={() => pages.refetch()} />;
  if (pages.data === undefined) return <LoadingState />;
  const wanted = text.trim();
  const fitting = rows.filter(({ node }) => wanted === "" || node.label.includes(wanted));
  const total = pages.data.pages[0]?.total ?? 0;
  return (
    <section aria-label={t("neighbours")} data-testid="neighbour-list">
      <h3>{t("neighbours")}</h3>
      <Select
        size="small"
        allowClear
        aria-label={t("tieKinds")}
        placeholder={t("tieKinds")}
        value={kind}
        onChange={(chosen?: TieKind) => setKind(chosen)}
        options={TIE_KINDS.map((one) => ({ value: one, label: t(`ties.${one}`) }))}
        style={{ width: 110 }}
      />{" "}
      <Input
        size="small"
        allowClear
        aria-label={t("filterNames")}
        placeholder={t("filterNames")}
        value={text}
        onChange={(event) => setText(event.target.value)}
        style={{ width: 160 }}
      />
      <ul className="graph-neighbours">
        {fitting.map(({ edge, node }) => (
          <li key={edge.id}>
            <span>
              {node.kind === "enterprise" ? <ClassTag value={node.riskClass} size={16} /> : "·"}
            </span>
            <span>
              {node.label} <span className="soft">{words.tie(edge)}</span>
            </span>
            <Button
              size="small"
              disabled={known.has(node.id)}
              aria-label={t(known.has(node.id) ? "onCanvasOf" : "addOf", { name: node.label })}
              onClick={() => onAdd([node], [edge])}
            >
              {known.has(node.id) ? t("onCanvas") : t("add")}
            </Button>
          </li>
        ))}
      </ul>
      <MoreRows
        text={t("listShown", { shown: rows.length, total })}
        more={pages.hasNextPage ? t("more") : null}
        loading={pages.isFetchingNextPage}
        onMore={() => pages.fetchNextPage()}
      />
    </section>
  );
}
