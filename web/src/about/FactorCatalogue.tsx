import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { listIndicatorsOptions } from "../api/generated/@tanstack/react-query.gen";
import { useMonth } from "../month/month";
import { QueryState } from "../ui/ErrorState";
import { useLabel } from "../ui/labels";
import { percent } from "../ui/numbers";

/** What each factor and indicator of the pack means, and where it comes from. */
export function FactorCatalogue() {
  const { t } = useTranslation("about");
  const { choice } = useMonth();
  const label = useLabel();
  const query = useQuery(listIndicatorsOptions({ query: choice }));
  return (
    <QueryState query={query}>
      {(data) => (
        <>
          {data.factors.map((factor) => (
            <section key={factor.factor} aria-label={label(factor.label)}>
              <h3 className="list-head">
                {label(factor.label)} · {t("weight", { share: percent(factor.weight, 1) })}
              </h3>
              <table className="plain-table">
                <thead>
                  <tr>
                    <th scope="col">{t("column.id")}</th>
                    <th scope="col">{t("column.name")}</th>
                    <th scope="col">{t("column.meaning")}</th>
                    <th scope="col" className="right">
                      {t("column.weight")}
                    </th>
                    <th scope="col">{t("column.basis")}</th>
                  </tr>
                </thead>
                <tbody>
                  {data.indicators
                    .filter((one) => one.factor === factor.factor)
                    .map((one) => (
                      <tr key={one.id}>
                        <td className="code">{one.id}</td>
                        <td>{label(one.label)}</td>
                        <td lang="en">{one.meaning}</td>
                        <td className="right">
                          {one.weight > 0 ? percent(one.weight, 1) : t("unscored")}
                        </td>
                        <td>{one.basis}</td>
                      </tr>
                    ))}
                </tbody>
              </table>
            </section>
          ))}
        </>
      )}
    </QueryState>
  );
}
