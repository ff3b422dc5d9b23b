import { useTranslation } from "react-i18next";
import type { RiskClass } from "../api/generated";
import { ClassTag } from "./ClassTag";

/** Class before and now, with an arrow that says worse, better or the same in words too. */
export function ClassChange({
  before,
  now,
}: {
  before: RiskClass | null | undefined;
  now: RiskClass | null | undefined;
}) {
  const { t } = useTranslation();
  const way = !before || !now || before === now ? "same" : now > before ? "worse" : "better";
  return (
    <span className={`class-change change-${way}`}>
      {before ? (
        <ClassTag value={before} size={18} />
      ) : (
        <span className="class-none">{t("none")}</span>
      )}
      <span aria-hidden="true">{way === "worse" ? "↗" : way === "better" ? "↘" : "→"}</span>
      <span className="visually-hidden">{t(`change.${way}`)}</span>
      {now ? <ClassTag value={now} size={18} /> : <span className="class-none">{t("none")}</span>}
    </span>
  );
}
