import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { HomeAnswer } from "../api/generated";
import { useMonth } from "../month/month";
import { ClassTag } from "../ui/ClassTag";
import { percent, useNumber } from "../ui/numbers";

/** Four class counts of the reader's area with their change. */
export function ClassStrip({ data }: { data: HomeAnswer }) {
  const { t } = useTranslation("home");
  const number = useNumber();
  const { keep } = useMonth();
  return (
    <section className="class-strip" aria-label={t("classes")}>
      {data.classes.map(({ risk_class, count, change }) => (
        <Link
          key={risk_class}
          className="class-cell card"
          to={keep(`/search?class=${risk_class}`)}
          title={t("listClass", { class: risk_class, n: number(count) })}
        >
          <ClassTag value={risk_class} size={34} />
          <span className="class-count">
            <b>{number(count)}</b>
            <small>{data.scored > 0 ? percent(count / data.scored) : "–"}</small>
          </span>
          <span className="class-delta">
            {change === null
              ? t("noChange")
              : change === 0
                ? t("same")
                : t(change > 0 ? "more" : "fewer", { count: Math.abs(change) })}
          </span>
        </Link>
      ))}
      <div className="class-cell class-total card">
        <span className="class-count">
          <b>{number(data.scored)}</b>
          <small>{t("scored")}</small>
        </span>
        <span className="class-delta">
          {t("ofAll", { n: number(data.enterprises) })}
          {data.outside > 0 && ` · ${t("outside", { n: number(data.outside) })}`}
        </span>
      </div>
    </section>
  );
}
