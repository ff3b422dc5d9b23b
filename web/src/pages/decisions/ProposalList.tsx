import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Button, Segmented, Select, Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import type { ProposalRow, ProposalState } from "../../api/generated";
import { listProposalsInfiniteOptions } from "../../api/generated/@tanstack/react-query.gen";
import { QueryState } from "../../ui/ErrorState";
import { useFilters } from "../../ui/filters";
import { MoreRows } from "../../ui/MoreRows";
import { momentText } from "../../ui/moments";
import { Nothing } from "../../ui/Nothing";
import { useNumber } from "../../ui/numbers";
import styles from "./decisions.module.css";
import { StateTag } from "./StateTag";
import { KINDS, STATES } from "./words";

const PAGE = 50;

/** Proposals, newest first; those that wait for a decision are shown at first. */
export function ProposalList({ onOpen }: { onOpen: (number: number) => void }) {
  const { t } = useTranslation("decisions");
  const number = useNumber();
  const columns = useColumns(onOpen);
  const [filters, change] = useFilters(["state", "kind", "mine"]);
  const state = filters.state ?? "open";
  const found = useInfiniteQuery({
    ...listProposalsInfiniteOptions({
      query: {
        state: STATES.find((one) => one === state) ?? null,
        kind: KINDS.find((one) => one === filters.kind) ?? null,
        mine: filters.mine === "1",
        limit: PAGE,
      },
    }),
    initialPageParam: { query: {} },
    getNextPageParam: (last) => last.cursor,
    placeholderData: keepPreviousData,
  });
  const first = found.data?.pages[0];
  const rows = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="card" aria-label={t("desk")}>
      <div className={styles.filters}>
        <Segmented
          aria-label={t("whose")}
          value={filters.mine === "1" ? "1" : "0"}
          options={[
            { value: "0", label: t("all") },
            { value: "1", label: t("mine") },
          ]}
          onChange={(mine) => change({ mine: mine === "1" ? "1" : null })}
        />
        <Select
          aria-label={t("state")}
          value={state}
          style={{ width: 150 }}
          options={[
            ...STATES.map((one) => ({ value: one as string, label: t(`states.${one}`) })),
            { value: "any", label: t("anyState") },
          ]}
          onChange={(value: string) => change({ state: value === "open" ? null : value })}
        />
        <Select
          aria-label={t("kind")}
          value={filters.kind ?? ""}
          style={{ width: 190 }}
          options={[
            { value: "", label: t("anyKind") },
            ...KINDS.map((one) => ({ value: one as string, label: t(`kinds.${one}`) })),
          ]}
          onChange={(value: string) => change({ kind: value || null })}
        />
      </div>
      <QueryState query={{ ...found, data: first }}>
        {(answer) =>
          rows.length === 0 ? (
            <Nothing>{t("noneHint")}</Nothing>
          ) : (
            <>
              <Table<ProposalRow>
                rowKey="number"
                size="middle"
                columns={columns}
                dataSource={rows}
                pagination={false}
              />
              <MoreRows
                text={t("total", { total: number(answer.total), shown: number(rows.length) })}
                more={found.hasNextPage ? t("more") : null}
                loading={found.isFetchingNextPage}
                onMore={() => found.fetchNextPage()}
              />
            </>
          )
        }
      </QueryState>
    </section>
  );
}

function useColumns(onOpen: (number: number) => void): TableColumnsType<ProposalRow> {
  const { t } = useTranslation("decisions");
  const number = useNumber();
  return [
    { title: t("number"), dataIndex: "number", width: 70, align: "right" },
    { title: t("kind"), key: "kind", width: 150, render: (_, row) => t(`kinds.${row.kind}`) },
    {
      title: t("subject"),
      key: "subject",
      render: (_, row) =>
        row.enterprises_total > 1
          ? t("several", { n: number(row.enterprises_total) })
          : (row.subject_label ?? row.subject),
    },
    { title: t("ground"), dataIndex: "ground", ellipsis: true },
    {
      title: t("author"),
      key: "author",
      width: 200,
      render: (_, row) => `${row.author} · ${momentText(row.proposed_at)}`,
    },
    {
      title: t("state"),
      key: "state",
      width: 110,
      render: (_, row: ProposalRow & { state: ProposalState }) => <StateTag state={row.state} />,
    },
    {
      title: t("open"),
      key: "open",
      width: 100,
      render: (_, row) => (
        <Button
          size="small"
          type={row.may_approve ? "primary" : "default"}
          onClick={() => onOpen(row.number)}
        >
          {t(row.may_approve ? "decide" : "open")}
          <span className="visually-hidden">
            {" "}
            {t("detail", { n: row.number, kind: t(`kinds.${row.kind}`) })}
          </span>
        </Button>
      ),
    },
  ];
}
