import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { App, Button, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClusterMember } from "../../api/generated";
import { listMembersInfiniteOptions } from "../../api/generated/@tanstack/react-query.gen";
import { useMonth } from "../../month/month";
import { ClassTag } from "../../ui/ClassTag";
import { useCodeBook } from "../../ui/codes";
import { QueryState } from "../../ui/ErrorState";
import { MoreRows } from "../../ui/MoreRows";
import { useNumber } from "../../ui/numbers";
import { PartyLink } from "../../ui/PartyLink";
import styles from "./cluster.module.css";
import { watchAll } from "./watching";

const PAGE = 50;

/** Outside the reader's area a member has name and class, and no weight. */
function isOutside(member: ClusterMember): boolean {
  return member.weight === null;
}

/** Members of a cluster; chosen ones go to the own watch list together. */
export function MemberTable({ id }: { id: string }) {
  const { t } = useTranslation("cluster");
  const { choice } = useMonth();
  const number = useNumber();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const found = useInfiniteQuery({
    ...listMembersInfiniteOptions({ path: { cluster_id: id }, query: { ...choice, limit: PAGE } }),
    initialPageParam: { path: { cluster_id: id } },
    getNextPageParam: (last) => last.cursor,
  });
  const columns = useColumns();
  const first = found.data?.pages[0];
  const rows = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className={`card ${styles.members}`} aria-label={t("memberTable")}>
      <div className={styles.head}>
        <h2>{t("memberTable")}</h2>
        <WatchButton chosen={chosen} onDone={() => setChosen([])} />
      </div>
      <QueryState query={{ ...found, data: first }}>
        {(answer) => (
          <>
            <Table<ClusterMember>
              rowKey="enterprise_id"
              size="middle"
              columns={columns}
              dataSource={rows}
              pagination={false}
              rowSelection={{
                selectedRowKeys: [...chosen],
                onChange: (keys) => setChosen(keys.map(String)),
                getCheckboxProps: (row) => ({ "aria-label": row.name ?? row.enterprise_id }),
                getTitleCheckboxProps: () => ({ "aria-label": t("chooseAll") }),
              }}
            />
            <MoreRows
              text={t("total", { total: number(answer.total), shown: number(rows.length) })}
              more={
                found.hasNextPage
                  ? t("more", { n: Math.min(PAGE, answer.total - rows.length) })
                  : null
              }
              loading={found.isFetchingNextPage}
              onMore={() => found.fetchNextPage()}
            />
          </>
        )}
      </QueryState>
    </section>
  );
}

function useColumns(): TableColumnsType<ClusterMember> {
  const { t } = useTranslation("cluster");
  const number = useNumber();
  const codes = useCodeBook();
  return [
    {
      title: t("name"),
      key: "name",
      render: (_, member) => <PartyLink id={member.enterprise_id} label={member.name} />,
    },
    {
      title: t("class"),
      dataIndex: "risk_class",
      width: 90,
      render: (_, member) => <ClassTag value={member.risk_class} />,
    },
    {
      title: t("standalone"),
      dataIndex: "standalone_class",
      width: 110,
      render: (_, member) =>
        isOutside(member) ? "–" : <ClassTag value={member.standalone_class} />,
    },
    {
      title: t("score"),
      dataIndex: "score",
      width: 100,
      align: "right",
      render: (score: number | null) => number(score, 1),
    },
    {
      title: t("weight"),
      dataIndex: "weight",
      width: 130,
      align: "right",
      render: (weight: number) => number(weight, 2),
    },
    {
      title: t("role"),
      key: "role",
      width: 150,
      render: (_, member) =>
        [
          isOutside(member) && t("outside"),
          member.core && t("isCore"),
          member.joined && t("joined"),
        ]
          .filter(Boolean)
          .join("，"),
    },
    {
      title: t("region"),
      dataIndex: "region",
      width: 150,
      render: (region: string | null) => codes.regionName(region),
    },
  ];
}

function WatchButton({ chosen, onDone }: { chosen: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation("cluster");
  const { message } = App.useApp();
  const queries = useQueryClient();
  const watch = useMutation({
    mutationFn: () => watchAll(chosen),
    onSuccess: ({ done, failed, reason }) => {
      if (done) message.success(t("watched", { n: done }));
      if (failed) message.error(t("watchFailed", { n: failed, reason }));
      onDone();
      return queries.invalidateQueries();
    },
  });
  return (
    <Button
      className="no-print"
      disabled={chosen.length === 0}
      loading={watch.isPending}
      onClick={() => watch.mutate()}
    >
      {t("watch", { n: chosen.length })}
    </Button>
  );
}
