import { useTranslation } from "react-i18next";
import { useNumber } from "./numbers";

/** A value against its maximum, with a tick at the median of the peers. */
export function ScoreBar({
  value,
  max,
  peer,
  label,
}: {
  value: number;
  max: number;
  peer?: number | null;
  label: string;
}) {
  const { t } = useTranslation();
  const number = useNumber();
  const part = (of: number) => `${Math.max(0, Math.min(100, (100 * of) / (max || 1)))}%`;
  const said = [
    `${label}: ${t("scoreOf", { value: number(value, 0), max: number(max, 0) })}`,
    peer === null || peer === undefined ? "" : t("peer", { value: number(peer, 0) }),
  ];
  return (
    <div className="score-bar" role="img" aria-label={said.filter(Boolean).join("; ")}>
      <div className="score-bar-fill" style={{ width: part(value) }} />
      {peer !== null && peer !== undefined && (
        <div className="score-bar-peer" style={{ left: part(peer) }} />
      )}
    </div>
  );
}
