import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Alert, Button, Input, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AuditReport, AuditView } from "../../api/generated";
import {
  checkAuditOptions,
  listAuditInfiniteOptions,
} from "../../api/generated/@tanstack/react-query.gen";
import { QueryState } from "../../ui/ErrorState";
import { useFilters } from "../../ui/filters";
import { MoreRows } from "../../ui/MoreRows";
import { momentText } from "../../ui/moments";
import { Nothing } from "../../ui/Nothing";
import { useNumber } from "../../ui/numbers";
import styles from "./admin.module.css";

const PAGE = 100;

/** Rows of the audit, newest first, and whether their chain is whole. */
export function AuditRows() {
  const { t } = useTranslation("admin");
  const number = useNumber();
  const [filters, change] = useFilters(["account", "event", "subject"]);
  const found = useInfiniteQuery({
    ...listAuditInfiniteOptions({
      query: {
        account: filters.account,
        event: /^[a-z0-9_.]+$/.test(filters.event ?? "") ? filters.event : undefined,
        subject: filters.subject,
        limit: PAGE,
      },
    }),
    initialPageParam: { query: {} },
    getNextPageParam: (last) => last.before,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const columns = useColumns();
  const rows = found.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section className="card" aria-label={t("parts.audit")}>
      <p className="soft">{t("auditHint")}</p>
      <Chain />
      <search className={styles.filters} aria-label={t("auditSearch")}>
        {(["account", "event", "subject"] as const).map((name) => (
          <Input
            key={`${name}.${filters[name]}`}
            aria-label={t(name)}
            placeholder={name === "event" ? `${t("event")} (${t("eventHint")})` : t(name)}
            defaultValue={filters[name]}
            allowClear
            style={{ width: name === "event" ? 280 : 200 }}
            onBlur={(event) => change({ [name]: event.target.value.trim() })}
            onPressEnter={(event) => change({ [name]: event.currentTarget.value.trim() })}
          />
        ))}
      </search>
      <QueryState query={{ ...found, data: found.data?.pages[0] }}>
        {() =>
          rows.length === 0 ? (
            <Nothing>{t("nothing")}</Nothing>
          ) : (
            <>
              <Table<AuditView>
                rowKey="number"
                size="small"
                columns={columns}
                dataSource={rows}
                pagination={false}
                scroll={{ x: 1000 }}
              />
              <MoreRows
                text={t("auditShown", { n: number(rows.length) })}
                more={found.hasNextPage ? t("older") : null}
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

function useColumns(): TableColumnsType<AuditView> {
  const { t } = useTranslation("admin");
  const { t: event } = useTranslation("events");
  const word = (code: string) => event(code as "session.opened", { defaultValue: "" });
  return [
    { title: t("number"), dataIndex: "number", width: 80, align: "right" },
    {
      title: t("at"),
      key: "at",
      width: 150,
      render: (_, row) => momentText(row.at),
    },
    { title: t("account"), dataIndex: "account", width: 140 },
    {
      title: t("via"),
      key: "via",
      width: 90,
      render: (_, row) => t(`vias.${row.via}` as "vias.session", { defaultValue: row.via }),
    },
    {
      title: t("event"),
      dataIndex: "event",
      width: 200,
      render: (code: string) => (
        <>
          {word(code)}
          <br />
          <code className="soft">{code}</code>
        </>
      ),
    },
    { title: t("subject"), dataIndex: "subject", ellipsis: true },
    { title: t("purpose"), dataIndex: "purpose", width: 110 },
    {
      title: t("result"),
      dataIndex: "result",
      width: 110,
      render: (code: string) => event(`results.${code}` as "results.done", { defaultValue: code }),
    },
    {
      title: t("details"),
      key: "details",
      render: (_, row) =>
        Object.entries(row.details)
          .map(([name, value]) => `${name}=${value}`)
          .join(" "),
    },
  ];
}

/** Verification of the chain, when asked for. */
function Chain() {
  const { t } = useTranslation("admin");
  const [asked, setAsked] = useState(false);
  const check = useQuery({ ...checkAuditOptions(), enabled: asked, staleTime: 0, gcTime: 0 });
  return (
    <div className={styles.chain}>
      <Button
        loading={check.isFetching}
        onClick={() => (asked ? void check.refetch() : setAsked(true))}
      >
        {t("verify")}
      </Button>
      {asked && <QueryState query={check}>{(report) => <Report report={report} />}</QueryState>}
    </div>
  );
}

function Report({ report }: { report: AuditReport }) {
  const { t, i18n } = useTranslation("admin");
  const why = report.why ? (i18n.language === "en" ? report.why.en : report.why.zh) : "";
  return (
    <div role="status">
      <Alert
        showIcon
        type={report.whole ? "success" : "error"}
        title={
          report.whole
            ? t("auditWhole", { first: report.first ?? 0, last: report.last })
            : t("auditBroken", { n: report.broken ?? "–", why })
        }
        description={<code className={styles.hash}>{report.hash}</code>}
      />
      {report.set_back.length > 0 && (
        <Alert
          showIcon
          type="warning"
          title={t("auditSetBack", { rows: report.set_back.join("，") })}
        />
      )}
    </div>
  );
}
