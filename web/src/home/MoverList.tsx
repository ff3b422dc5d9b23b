import { useTranslation } from "react-i18next";
import type { Mover } from "../api/generated";
import { ClassChange } from "../ui/ClassChange";
import { useLabel } from "../ui/labels";
import { useNumber } from "../ui/numbers";
import { PartyLink } from "../ui/PartyLink";

const MOST = 5;

/** Enterprises whose class changed, the first of them, with the points and the main cause. */
export function MoverList({ title, movers }: { title: string; movers: readonly Mover[] }) {
  const { t } = useTranslation("home");
  const label = useLabel();
  const number = useNumber();
  return (
    <>
      <h3 className="list-head">{title}</h3>
      {movers.length === 0 && <p className="soft">{t("noMovers")}</p>}
      <ul className="plain-list">
        {movers.slice(0, MOST).map((mover) => {
          const points =
            mover.score === null || mover.previous_score === null
              ? null
              : mover.score - mover.previous_score;
          return (
            <li key={mover.enterprise_id}>
              <PartyLink id={mover.enterprise_id} label={mover.name} />
              <span className="list-facts">
                <ClassChange before={mover.previous_class} now={mover.risk_class} />
                {points !== null && (
                  <span>
                    {points > 0 ? "+" : "−"}
                    {t("points", { value: number(Math.abs(points), 0) })}
                  </span>
                )}
                <span>{label(mover.cause_label)}</span>
              </span>
            </li>
          );
        })}
      </ul>
    </>
  );
}
