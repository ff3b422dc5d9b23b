/** Right column: who controls, who may be a beneficial owner, what to know of the data, which rules. */

import { useTranslation } from "react-i18next";
import type { OwnershipAnswer, ShareRange } from "../api/generated";
import { PartyLink } from "../ui/PartyLink";
import { percent } from "./place";

/** A share as a range; an open end is unknown. */
export function rangeText({ low, high }: ShareRange): string {
  if (high === null) return `≥ ${percent(low)}`;
  return high - low < 1e-6 ? percent(low) : `${percent(low)}–${percent(high)}`;
}

export function OwnershipFacts({ answer }: { answer: OwnershipAnswer }) {
  const { t, i18n } = useTranslation("ownership");
  const { ownership, labels } = answer;
  const text = (label: { zh: string; en: string }) =>
    i18n.language === "en" ? label.en : label.zh;
  const names = (ids: readonly string[]) => ids.map((id) => labels[id] ?? id).join("、");
  const party = (id: string) => <PartyLink id={id} label={labels[id]} />;
  const law = (id: string) => ownership.conventions.find((one) => one.id === id);
  const control = law("control");
  const beneficial = law("beneficial_owner");
  return (
    <aside
      className="ownership-side card"
      aria-label={t("controllers")}
      data-testid="ownership-facts"
    >
      <section>
        <h2>{t("controllers")}</h2>
        {control && <p className="soft">{`${text(control.label)} · ${control.law}`}</p>}
        {ownership.controllers.length === 0 && (
          <p>{t(ownership.owners.total === 0 ? "unknownController" : "noController")}</p>
        )}
        <ul>
          {ownership.controllers.map((one) => (
            <li key={one.id}>
              {party(one.id)} · {t("votes", { range: rangeText(one.votes) })}
              {one.ultimate && <b> · {t("ultimateMark")}</b>}
            </li>
          ))}
        </ul>
        {ownership.possible_controllers.length > 0 && (
          <p>
            {t("possible")}: {names(ownership.possible_controllers)}
          </p>
        )}
      </section>
      <section>
        <h2>{t("beneficials")}</h2>
        {beneficial && <p className="soft">{`${text(beneficial.label)} · ${beneficial.law}`}</p>}
        {ownership.beneficial_owners.length === 0 ? (
          <p>{t("noBeneficial")}</p>
        ) : (
          <>
            <ul>
              {ownership.beneficial_owners.map((one) => (
                <li key={`${one.id} ${one.basis}`}>
                  {party(one.id)} · {t(`basis.${one.basis}`)}
                  {one.share && ` ${rangeText(one.share)}`} · {t(`certainty.${one.certainty}`)}
                </li>
              ))}
            </ul>
            <p className="soft">{t("candidate")}</p>
          </>
        )}
      </section>
      {ownership.cycles.length > 0 && (
        <section>
          <h2>{t("cycles")}</h2>
          <ul>
            {ownership.cycles.map((cycle) => (
              <li key={cycle.join(" ")}>↻ {names(cycle)}</li>
            ))}
          </ul>
        </section>
      )}
      {ownership.findings.length > 0 && (
        <section>
          <h2>{t("findings")}</h2>
          <ul>
            {ownership.findings.map((one) => (
              <li key={`${one.kind} ${one.nodes.join(" ")}`}>
                {t(`finding.${one.kind}`, {
                  names: names(one.nodes),
                  value: one.value === null ? "" : percent(one.value),
                })}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section>
        <h2>{t("conventions")}</h2>
        <ul>
          {ownership.conventions.map((one) => (
            <li key={one.id} title={one.meaning}>
              {text(one.label)} <span className="soft">{one.law}</span>
            </li>
          ))}
        </ul>
      </section>
    </aside>
  );
}
