import { useQuery } from "@tanstack/react-query";
import { Button, Segmented, Table, type TableColumnsType } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Candidate, ProposalKind } from "../../api/generated";
import { listProposalSubjectsOptions } from "../../api/generated/@tanstack/react-query.gen";
import { QueryState } from "../../ui/ErrorState";
import { useLabel } from "../../ui/labels";
import { Nothing } from "../../ui/Nothing";
import { useNumber } from "../../ui/numbers";
import styles from "./decisions.module.css";
import { CHOSEN_KINDS } from "./words";

const MOST = 100;

interface CandidatesProps {
  onPropose?: (kind: ProposalKind, subject: string) => void;
}

/** Packs, reference tables, models, pairs of persons, decisions and objections that wait for somebody. */
export function Candidates({ onPropose }: CandidatesProps) {
  const { t } = useTranslation("decisions");
  const number = useNumber();
  const label = useLabel();
  const [kind, setKind] = useState<(typeof CHOSEN_KINDS)[number]>("pack");
  const found = useQuery(listProposalSubjectsOptions({ query: { kind, limit: MOST } }));
  const columns: TableColumnsType<Candidate> = [
    { title: t("subject"), dataIndex: "label", render: (label: string) => <b>{label}</b> },
    {
      title: t("facts"),
      key: "facts",
      render: (_, row) => (
        <dl className={styles.facts}>
          {[
            ...Object.entries(row.facts),
            ...Object.entries(row.said ?? {}).map(([name, words]) => [name, label(words)] as const),
          ].map(([name, value]) => (
            <div key={name}>
              <dt>{t(`fact.${name}` as "fact.hash", { defaultValue: name })}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      ),
    },
  ];
  if (onPropose) {
    columns.push({
      title: t("propose"),
      key: "propose",
      width: 100,
      render: (_, row) => (
        <Button size="small" onClick={() => onPropose(kind, row.subject)}>
          {t("propose")}
          <span className="visually-hidden"> {row.label}</span>
        </Button>
      ),
    });
  }
  return (
    <section className="card" aria-label={t("candidates")}>
      <div className={styles.filters}>
        <Segmented
          aria-label={t("kind")}
          value={kind}
          options={CHOSEN_KINDS.map((one) => ({ value: one, label: t(`kinds.${one}`) }))}
          onChange={setKind}
        />
      </div>
      <QueryState query={found}>
        {(answer) =>
          answer.items.length === 0 ? (
            <Nothing>{t("nothing")}</Nothing>
          ) : (
            <>
              <Table<Candidate>
                rowKey="subject"
                size="middle"
                columns={columns}
                dataSource={answer.items}
                pagination={false}
              />
              <p className="soft">
                {t("total", { total: number(answer.total), shown: number(answer.shown) })}
              </p>
            </>
          )
        }
      </QueryState>
    </section>
  );
}
