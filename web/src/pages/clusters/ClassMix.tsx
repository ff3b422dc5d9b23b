import { useTranslation } from "react-i18next";
import { CLASS_COLOURS } from "../../theme";
import styles from "./clusters.module.css";
import { mixParts } from "./mix";

const LETTER_FROM = 0.045;
const COUNT_FROM = 0.1;

/** Classes of the members as one bar, worst first; letters where they have room. */
export function ClassMix({
  counts,
  size,
}: {
  counts: Readonly<Record<string, number | undefined>>;
  size: number;
}) {
  const { t } = useTranslation("clusters");
  const parts = mixParts(counts, size);
  const said = parts.map((part) =>
    part.risk === "none" ? t("unscored", { n: part.count }) : `${part.risk} ${part.count}`,
  );
  const label = t("mixLabel", { total: size, parts: said.join("，") });
  return (
    <span className={styles.mix} role="img" aria-label={label} title={label}>
      {parts.map((part) => (
        <span
          key={part.risk}
          className={styles.part}
          style={{
            width: `${100 * part.share}%`,
            background: part.risk === "none" ? "#616b78" : CLASS_COLOURS[part.risk].fill,
          }}
        >
          {part.share >= LETTER_FROM && part.risk !== "none" && part.risk}
          {part.share >= COUNT_FROM && ` ${part.count}`}
        </span>
      ))}
    </span>
  );
}
