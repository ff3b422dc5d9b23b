import { useTranslation } from "react-i18next";
import type { EnterpriseAnswer, Factor } from "../api/generated";
import { useLabel } from "../ui/labels";
import { useNumber } from "../ui/numbers";
import { ScoreBar } from "../ui/ScoreBar";

/** Five factors against their maximum, with the median of the peers; a press filters the reasons. */
export function FactorBars({
  answer,
  factor,
  onFactor,
}: {
  answer: EnterpriseAnswer;
  factor: Factor | null;
  onFactor: (factor: Factor | null) => void;
}) {
  const { t } = useTranslation("enterprise");
  const label = useLabel();
  const number = useNumber();
  const { enterprise, peers } = answer;
  const beside = new Map(peers?.factors.map((one) => [one.factor, one]));
  const most = Math.max(0.001, ...enterprise.factors.map((one) => one.hazard));
  return (
    <>
      <ul className="factor-bars">
        {enterprise.factors.map((one) => {
          const peer = beside.get(one.factor);
          const pressed = factor === one.factor;
          return (
            <li key={one.factor}>
              <button
                type="button"
                aria-pressed={pressed}
                className={pressed ? "factor-row pressed" : "factor-row"}
                onClick={() => onFactor(pressed ? null : one.factor)}
              >
                <span>{label(one.label)}</span>
                <ScoreBar
                  label={label(one.label)}
                  value={1000 * one.hazard}
                  max={1000 * (peer?.maximum_hazard ?? most)}
                  peer={peer ? 1000 * peer.median_hazard : null}
                />
                <b>{number(one.points, 0)}</b>
              </button>
            </li>
          );
        })}
      </ul>
      <p className="soft factor-note">{t(peers ? "factorNote" : "factorNoteAlone")}</p>
    </>
  );
}
