import { Table, type TableColumnsType } from "antd";
import { useTranslation } from "react-i18next";
import type { Label, Mover, RiskClass } from "../../api/generated";
import { ClassTag } from "../../ui/ClassTag";
import { EmptyState } from "../../ui/ErrorState";
import { MoreRows } from "../../ui/MoreRows";
import { useNumber } from "../../ui/numbers";
import { PartyLink } from "../../ui/PartyLink";
import { CAUSES } from "./CauseList";
import styles from "./migration.module.css";

interface MoverTableProps {
  movers: readonly Mover[];
  total: number;
  /** Of them in the reader's area; null where that is not known. */
  inside: number | null;
  /** Rows of the next page; 0 if everything is shown. */
  more: number;
  loading: boolean;
  onMore: () => void;
}

/** Enterprises whose class changed, with the main cause and what each cause did. */
export function MoverTable({ movers, total, inside, more, loading, onMore }: MoverTableProps) {
  const { t, i18n } = useTranslation("migration");
  const number = useNumber();
  const word = (label: Label) => (i18n.language === "en" ? label.en : label.zh);
  const risk = (value: RiskClass | null) =>
    value ? <ClassTag value={value} /> : <span className="soft">{t("none")}</span>;
  const columns: TableColumnsType<Mover> = [
    {
      title: t("name"),
      dataIndex: "name",
      render: (_, mover) => <PartyLink id={mover.enterprise_id} label={mover.name} />,
    },
    {
      title: t("change"),
      key: "change",
      width: 150,
      render: (_, mover) => (
        <span className={styles.change}>
          {risk(mover.previous_class)} <span aria-hidden="true">→</span> {risk(mover.risk_class)}
        </span>
      ),
    },
    {
      title: t("scoreChange"),
      key: "score",
      width: 170,
      align: "right",
      render: (_, mover) => `${number(mover.previous_score, 1)} → ${number(mover.score, 1)}`,
    },
    {
      title: t("cause"),
      dataIndex: "cause",
      width: 160,
      render: (_, mover) =>
        mover.cause_label ? word(mover.cause_label) : <span className="soft">{t("outside")}</span>,
    },
    { title: t("parts"), key: "parts", render: (_, mover) => <Parts mover={mover} /> },
  ];
  if (movers.length === 0) return <EmptyState />;
  return (
    <>
      <Table<Mover>
        rowKey="enterprise_id"
        size="middle"
        columns={columns}
        dataSource={[...movers]}
        pagination={false}
      />
      <MoreRows
        text={
          inside === null || inside === total
            ? t("shown", { total: number(total), shown: number(movers.length) })
            : t("shownInside", {
                total: number(total),
                inside: number(inside),
                outside: number(total - inside),
                shown: number(movers.length),
              })
        }
        more={more > 0 ? t("more", { n: Math.min(more, total - movers.length) }) : null}
        loading={loading}
        onMore={onMore}
      />
    </>
  );
}

function Parts({ mover }: { mover: Mover }) {
  const { t } = useTranslation("migration");
  const number = useNumber();
  const parts = CAUSES.map((cause) => ({ cause, value: mover.hazard_changes[cause] ?? 0 }))
    .filter((one) => Math.abs(one.value) >= 0.0005)
    .sort((one, other) => Math.abs(other.value) - Math.abs(one.value));
  return (
    <span className="soft">
      {parts
        .map(
          (one) =>
            `${t(`cause_.${one.cause}`)} ${one.value > 0 ? "+" : "−"}${number(Math.abs(one.value), 3)}`,
        )
        .join("；") || "–"}
    </span>
  );
}
