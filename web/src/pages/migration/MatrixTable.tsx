import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import {
  type ClassOrNone,
  columnTotals,
  type MatrixCell,
  type MatrixRow,
} from "../../charts/matrix";
import { ClassTag } from "../../ui/ClassTag";
import { percent, useNumber } from "../../ui/numbers";
import styles from "./migration.module.css";

export interface CellChoice {
  from: ClassOrNone;
  to: ClassOrNone;
}

interface MatrixTableProps {
  rows: readonly MatrixRow[];
  chosen: CellChoice | null;
  onChoose: (cell: CellChoice | null) => void;
}

const TONES = {
  same: styles.same,
  worse: styles.worse,
  better: styles.better,
  edge: styles.edge,
} as const;

/** The migration matrix as an HTML table; a cell is a button that lists those enterprises. */
export function MatrixTable({ rows, chosen, onChoose }: MatrixTableProps) {
  const { t } = useTranslation("migration");
  const number = useNumber();
  const name = (risk: ClassOrNone) => (risk === "none" ? t("none") : risk);
  const head = (risk: ClassOrNone) => (risk === "none" ? t("none") : <ClassTag value={risk} />);
  const totals = columnTotals(rows);
  return (
    <table className={styles.matrix}>
      <caption>{t("matrixCaption")}</caption>
      <thead>
        <tr>
          <th scope="col">
            {t("before")} ↓<br />
            {t("now")} →
          </th>
          {rows.map((row) => (
            <th key={row.from} scope="col">
              {head(row.from)}
            </th>
          ))}
          <th scope="col">{t("total")}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.from}>
            <th scope="row">{head(row.from)}</th>
            {row.cells.map((cell) => (
              <td key={cell.to} className={TONES[cell.tone]}>
                <Cell
                  cell={cell}
                  way={t("way", { from: name(cell.from), to: name(cell.to) })}
                  pressed={chosen?.from === cell.from && chosen.to === cell.to}
                  onChoose={onChoose}
                />
              </td>
            ))}
            <td className={styles.total}>{number(row.total)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t("total")}</th>
          {totals.map((total, column) => (
            <td key={rows[column]?.from} className={styles.total}>
              {number(total)}
            </td>
          ))}
          <td />
        </tr>
      </tfoot>
    </table>
  );
}

interface CellProps {
  cell: MatrixCell;
  /** From which class to which, read before the numbers. */
  way: string;
  pressed: boolean;
  onChoose: (cell: CellChoice | null) => void;
}

function Cell({ cell, way, pressed, onChoose }: CellProps) {
  const number = useNumber();
  // Who stayed is no change: the list knows movers only.
  if (cell.from === cell.to || cell.count === 0) {
    return (
      <Fragment>
        <span className={styles.count}>{cell.count ? number(cell.count) : "–"}</span>
        {cell.count > 0 && <span className={styles.share}>{percent(cell.share, 2)}</span>}
      </Fragment>
    );
  }
  return (
    <button
      type="button"
      className={styles.cell}
      aria-pressed={pressed}
      onClick={() => onChoose(pressed ? null : { from: cell.from, to: cell.to })}
    >
      <span className="visually-hidden">{way}</span>
      <span className={styles.count}>{number(cell.count)}</span>
      <span className={styles.share}>{percent(cell.share, 2)}</span>
    </button>
  );
}
