import { useTranslation } from "react-i18next";
import type { Published } from "../api/generated";

/** The published month that a page was read from. */
export function DataDate({ published }: { published: Published }) {
  const { t } = useTranslation();
  return (
    <span className="data-date" data-testid="data-date">
      {published.month} · {t("revisionShort", { n: published.revision })} ·{" "}
      {t("dataDate", { asOf: published.as_of })}
      {published.known_by !== published.as_of &&
        ` · ${t("knownBy", { knownBy: published.known_by })}`}
      {" · "}
      {t("pack", { pack: published.pack })}
    </span>
  );
}
