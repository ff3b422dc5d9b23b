import { Button, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { LookupAnswer, LookupState } from "../api/generated";
import { type Cell, csv } from "../graph/csv";
import { download } from "../graph/export";
import { ClassTag } from "../ui/ClassTag";
import { DataDate } from "../ui/DataDate";
import { PartyLink } from "../ui/PartyLink";

/** What became of each line of a list. */
export function LookupTable({ answer, onAgain }: { answer: LookupAnswer; onAgain: () => void }) {
  const { t } = useTranslation("search");
  const { t: common } = useTranslation();
  const [only, setOnly] = useState<LookupState | "all">("all");
  const rows = answer.rows.filter((row) => only === "all" || row.state === only);
  const change = (value: (typeof answer.rows)[number]["change"]) =>
    value ? t(`list.${value}`) : "–";
  const save = () => {
    const head = ["line", "text", "state", "enterprise", "before", "now", "change"] as const;
    const lines = answer.rows.map((row): Cell[] => [
      row.line,
      row.text,
      t(`list.${row.state}`),
      row.enterprise ? `${row.enterprise.label} ${row.enterprise.id}` : "",
      row.previous_class ?? "",
      row.risk_class ?? "",
      change(row.change),
    ]);
    const foot = [common("dataDate", { asOf: answer.published.as_of })];
    const text = csv(
      head.map((name) => t(`list.${name}`)),
      lines,
      foot,
    );
    download(
      new Blob([text], { type: "text/csv;charset=utf-8" }),
      `lookup-${answer.published.month}.csv`,
    );
  };
  return (
    <section className="card" aria-label={t("mode.list")}>
      <div className="lookup-head">
        <p role="status">
          {t("list.summary", {
            total: answer.total,
            found: answer.found,
            ambiguous: answer.ambiguous,
            unmatched: answer.unmatched,
          })}
          {answer.outside > 0 && t("list.summaryOutside", { outside: answer.outside })}
        </p>
        <DataDate published={answer.published} />
        <Segmented
          aria-label={t("list.only")}
          value={only}
          onChange={(value) => setOnly(value as LookupState | "all")}
          options={[
            { value: "all", label: common("all") },
            ...(["found", "ambiguous", "unmatched"] as const).map((value) => ({
              value,
              label: t(`list.${value}`),
            })),
          ]}
        />
        <Button onClick={save}>{t("list.csv")}</Button>
        <Button onClick={onAgain}>{t("list.again")}</Button>
      </div>
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col" className="right">
              {t("list.line")}
            </th>
            <th scope="col">{t("list.text")}</th>
            <th scope="col">{t("list.state")}</th>
            <th scope="col">{t("list.enterprise")}</th>
            <th scope="col">{t("list.before")}</th>
            <th scope="col">{t("list.now")}</th>
            <th scope="col">{t("list.change")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.line} className={`lookup-${row.state}`}>
              <td className="right">{row.line}</td>
              <td>{row.text}</td>
              <td>{t(`list.${row.state}`)}</td>
              <td>
                {row.enterprise && (
                  <PartyLink id={row.enterprise.id} label={row.enterprise.label} />
                )}
                {row.candidates.length > 0 && (
                  <span className="candidates">
                    {t("list.candidates")}
                    {row.candidates.map((one) => (
                      <PartyLink key={one.id} id={one.id} label={one.label} />
                    ))}
                  </span>
                )}
              </td>
              <td>{row.previous_class ? <ClassTag value={row.previous_class} /> : "–"}</td>
              <td>{row.risk_class ? <ClassTag value={row.risk_class} /> : "–"}</td>
              <td className={row.change ? `change-${row.change}` : undefined}>
                {change(row.change)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
