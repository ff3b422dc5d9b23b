import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { ClusterSummary } from "../api/generated";
import {
  listClustersInfiniteOptions,
  listClustersOptions,
} from "../api/generated/@tanstack/react-query.gen";
import { useMonth } from "../month/month";
import { useCodeBook } from "../ui/codes";
import { EmptyState, QueryState } from "../ui/ErrorState";
import { useLabel } from "../ui/labels";
import { MoreRows } from "../ui/MoreRows";
import { percent, useNumber } from "../ui/numbers";
import { PageFrame } from "../ui/PageFrame";
import { ClassMix } from "./clusters/ClassMix";
import { ClusterFilters, useClusterFilters } from "./clusters/ClusterFilters";
import { EventTag } from "./clusters/EventTag";
import { useClusterName } from "./clusters/name";
import { RiskMark } from "./clusters/RiskMark";

const PAGE = 50;

/** Clusters of the month: filters, order, and a row for each. */
export default function Clusters() {
  const { t } = useTranslation("clusters");
  const { choice } = useMonth();
  const { asked, filters, change } = useClusterFilters();
  const found = useInfiniteQuery({
    ...listClustersInfiniteOptions({ query: { ...choice, ...asked, limit: PAGE } }),
    initialPageParam: { query: {} },
    getNextPageParam: (last) => last.cursor,
    placeholderData: keepPreviousData,
  });
  const first = found.data?.pages[0];
  const atRisk = useQuery(
    listClustersOptions({ query: { ...choice, ...asked, risk_only: true, limit: 1 } }),
  );
  return (
    <PageFrame title={t("title")} published={first?.published}>
      <p className="soft">{t("intro")}</p>
      <ClusterFilters filters={filters} onChange={change} />
      <section className="card" aria-label={t("title")}>
        <QueryState query={{ ...found, data: first }}>
          {(answer) => (
            <ClusterTable
              rows={found.data?.pages.flatMap((page) => page.items) ?? []}
              total={answer.total}
              atRisk={asked.risk_only ? undefined : atRisk.data?.total}
              loading={found.isFetchingNextPage}
              onMore={found.hasNextPage ? () => found.fetchNextPage() : null}
            />
          )}
        </QueryState>
      </section>
    </PageFrame>
  );
}

interface ClusterTableProps {
  rows: readonly ClusterSummary[];
  total: number;
  /** Risk clusters among them; undefined where it is not said. */
  atRisk: number | undefined;
  loading: boolean;
  onMore: (() => void) | null;
}

function ClusterTable({ rows, total, atRisk, loading, onMore }: ClusterTableProps) {
  const { t, i18n } = useTranslation("clusters");
  const { keep } = useMonth();
  const number = useNumber();
  const codes = useCodeBook();
  const label = useLabel();
  const name = useClusterName();
  const columns: TableColumnsType<ClusterSummary> = [
    {
      title: t("cluster"),
      dataIndex: "cluster_id",
      render: (id: string, row) => (
        <>
          <Link to={keep(`/clusters/${encodeURIComponent(id)}`)} title={id}>
            {name(row)}
          </Link>
          {row.risk && <RiskMark why={label(row.risk_why)} />}
        </>
      ),
    },
    {
      title: t("size"),
      dataIndex: "size",
      width: 70,
      align: "right",
      render: (size: number) => number(size),
    },
    {
      title: t("mix"),
      key: "mix",
      width: 190,
      render: (_, row) => <ClassMix counts={row.class_counts} size={row.size} />,
    },
    {
      title: t("share"),
      dataIndex: "high_share",
      width: 100,
      align: "right",
      render: (share: number | null) => percent(share),
    },
    {
      title: t("records"),
      key: "records",
      width: 150,
      align: "right",
      render: (_, row) =>
        `${number(row.records)} (${row.expected_records === null ? t("expectedNone") : number(row.expected_records, 1)})`,
    },
    {
      title: t("event"),
      dataIndex: "event",
      width: 110,
      render: (event: string) => <EventTag event={event} />,
    },
    {
      title: t("mainTie"),
      key: "tie",
      width: 140,
      render: (_, row) => (i18n.language === "en" ? row.main_tie_label.en : row.main_tie_label.zh),
    },
    {
      title: t("mainRegion"),
      dataIndex: "main_region",
      width: 130,
      render: (region: string | null) => codes.regionName(region),
    },
  ];
  if (rows.length === 0) return <EmptyState />;
  return (
    <>
      <Table<ClusterSummary>
        rowKey="cluster_id"
        size="middle"
        columns={columns}
        dataSource={[...rows]}
        pagination={false}
      />
      <MoreRows
        text={`${t("total", { total: number(total), shown: number(rows.length) })}${
          atRisk === undefined ? "" : t("ofWhichRisk", { n: number(atRisk) })
        }`}
        more={onMore && t("more", { n: Math.min(PAGE, total - rows.length) })}
        loading={loading}
        onMore={() => onMore?.()}
      />
    </>
  );
}
