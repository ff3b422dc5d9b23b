import { useTranslation } from "react-i18next";
import { useNumber } from "../../ui/numbers";
import styles from "./migration.module.css";

export const CAUSES = [
  "own_fact",
  "related_fact",
  "tie_change",
  "direct_rule",
  "clamp",
  "time",
  "correction",
  "model",
  "entered",
  "left",
] as const;
export type CauseCode = (typeof CAUSES)[number];

interface CauseListProps {
  causes: Readonly<Partial<Record<CauseCode, number>>>;
  chosen: CauseCode | null;
  onChoose: (cause: CauseCode | null) => void;
}

/** Main causes of the changes of class as bars; each is a button that lists those enterprises. */
export function CauseList({ causes, chosen, onChoose }: CauseListProps) {
  const { t } = useTranslation("migration");
  const number = useNumber();
  const shown = CAUSES.map((cause) => ({ cause, count: causes[cause] ?? 0 }))
    .filter((one) => one.count > 0)
    .sort((one, other) => other.count - one.count);
  const most = shown[0]?.count ?? 1;
  return (
    <ul className={styles.causes}>
      {shown.map(({ cause, count }) => (
        <li key={cause}>
          <button
            type="button"
            className={styles.cause}
            aria-pressed={chosen === cause}
            onClick={() => onChoose(chosen === cause ? null : cause)}
          >
            <span>{t(`cause_.${cause}`)}</span>
            <span className={styles.causeTrack}>
              <span className={styles.causeBar} style={{ width: `${(count / most) * 100}%` }} />
            </span>
            <span className={styles.causeCount}>{number(count)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
