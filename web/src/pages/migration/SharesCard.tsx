import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { MonthShares } from "../../api/generated";
import { readMigrationHistoryOptions } from "../../api/generated/@tanstack/react-query.gen";
import { Chart } from "../../charts/Chart";
import { type ClassShares, shareOption } from "../../charts/options";
import { chartInk } from "../../charts/palette";
import { useMode } from "../../mode";
import { useMonth } from "../../month/month";
import { QueryState } from "../../ui/ErrorState";
import { percent, useNumber } from "../../ui/numbers";
import styles from "./migration.module.css";

const CLASSES = ["A", "B", "C", "D"] as const;

interface Row extends ClassShares {
  scored: number;
}

/** Shares of the classes as the chart draws them; a month without scores has none. */
export function sharesOf(months: readonly MonthShares[]): Row[] {
  return months.map(({ month, scored, shares }) => {
    const share = (risk: (typeof CLASSES)[number]) => (scored ? (shares[risk] ?? 0) : null);
    return {
      month,
      scored,
      shares: { A: share("A"), B: share("B"), C: share("C"), D: share("D") },
    };
  });
}

/** Lines of class shares over twelve months, and the figures behind them. */
export function SharesCard() {
  const { t } = useTranslation("migration");
  const { choice } = useMonth();
  const months = useQuery(readMigrationHistoryOptions({ query: choice }));
  return (
    <section className="card" aria-label={t("shares")}>
      <h2>{t("shares")}</h2>
      <QueryState query={months}>{(found) => <Shares rows={sharesOf(found.items)} />}</QueryState>
    </section>
  );
}

function Shares({ rows }: { rows: readonly Row[] }) {
  const { t } = useTranslation("migration");
  const mode = useMode((state) => state.mode);
  const number = useNumber();
  const option = useMemo(() => shareOption(rows, chartInk(mode)), [rows, mode]);
  return (
    <>
      <Chart option={option} label={t("sharesLabel", { months: rows.length })} height={260} />
      <details>
        <summary>{t("sharesTable")}</summary>
        <table className={styles.shares}>
          <thead>
            <tr>
              <th scope="col">{t("month")}</th>
              <th scope="col">{t("scored")}</th>
              {CLASSES.map((risk) => (
                <th key={risk} scope="col">
                  {risk}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.month}>
                <th scope="row">{row.month}</th>
                <td>{number(row.scored)}</td>
                {CLASSES.map((risk) => (
                  <td key={risk}>{percent(row.shares[risk], 2)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}
