import { useTranslation } from "react-i18next";
import { type MatrixRow, moves } from "../../charts/matrix";
import { useNumber } from "../../ui/numbers";
import styles from "./migration.module.css";

/** How many changed class, and which way. */
export function MoveCounts({ rows, movers }: { rows: readonly MatrixRow[]; movers: number }) {
  const { t } = useTranslation("migration");
  const number = useNumber();
  const found = moves(rows);
  const parts = [
    { name: t("changed"), value: movers, sign: "" },
    { name: t("worse"), value: found.worse, sign: "▲" },
    { name: t("better"), value: found.better, sign: "▼" },
    { name: t("edge"), value: found.edge, sign: "⇄" },
  ];
  return (
    <dl className={styles.counts}>
      {parts.map((part) => (
        <div key={part.name} className="card">
          <dt>{part.name}</dt>
          <dd>
            {part.sign && <span aria-hidden="true">{part.sign} </span>}
            {number(part.value)}
          </dd>
        </div>
      ))}
    </dl>
  );
}
