import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Factor, ReceiptLine } from "../api/generated";
import { useLabel } from "../ui/labels";
import { useNumber } from "../ui/numbers";
import { PartyLink } from "../ui/PartyLink";
import { PathLine } from "../ui/PathLine";
import { type Reason, visible } from "./reasons";
import { stepsOf } from "./steps";

const FIRST = 8;
const FIRST_LINES = 3;

/** Ranked reasons; a reason opens to its sentences and shows its path. */
export function Reasons({
  reasons,
  labels,
  factor,
  onFactor,
  chosen,
  onChoose,
  centre,
  name,
}: {
  reasons: readonly Reason[];
  labels: Record<string, string>;
  factor: Factor | null;
  onFactor: (factor: Factor | null) => void;
  chosen: string | null;
  onChoose: (key: string | null) => void;
  centre: string;
  name: string | null;
}) {
  const { t } = useTranslation("enterprise");
  const { t: common } = useTranslation();
  const label = useLabel();
  const number = useNumber();
  const [all, setAll] = useState(false);
  const fit = visible(reasons, factor);
  const shown = all ? fit : fit.slice(0, FIRST);
  return (
    <>
      <p className="soft reasons-help">
        {t("reasonsHelp")}
        {factor && (
          <Button size="small" type="link" onClick={() => onFactor(null)}>
            {t("onlyFactor", {
              factor: label(fit[0]?.factorName) || common(`factor.${factor}`),
            })}
          </Button>
        )}
      </p>
      {fit.length === 0 && <p className="soft">{t("noReasons")}</p>}
      <ol className="reasons">
        {shown.map((reason) => {
          const open = chosen === reason.key;
          const first = reason.lines[0];
          return (
            <li key={reason.key} className={open ? "reason open" : "reason"}>
              <div className="reason-head">
                <b className="reason-points">
                  {reason.points >= 0 ? "+" : "−"}
                  {number(Math.abs(reason.points), 1)}
                </b>
                <span className="reason-title">
                  {reason.party ? (
                    <>
                      <PartyLink
                        id={reason.party.id}
                        label={reason.party.name ?? labels[reason.party.id]}
                      />
                      {first?.part && (
                        <span className="reason-kind">{label(first.part.label)}</span>
                      )}
                      <span className="soft">{t("facts", { count: reason.lines.length })}</span>
                    </>
                  ) : (
                    <>
                      {label(reason.title)}
                      {first?.value_text ? (
                        <span className="soft">{label(first.value_text)}</span>
                      ) : (
                        first?.known === false && <span className="soft">{common("unknown")}</span>
                      )}
                    </>
                  )}
                </span>
                <span className="reason-factor soft">{label(reason.factorName)}</span>
                <Button
                  size="small"
                  type="text"
                  aria-expanded={open}
                  aria-label={t(open ? "whyOpen" : "why", {
                    name: reason.party
                      ? (reason.party.name ?? labels[reason.party.id] ?? "")
                      : label(reason.title),
                  })}
                  onClick={() => onChoose(open ? null : reason.key)}
                >
                  {open ? t("less") : t("more")}
                </Button>
              </div>
              {reason.party && first && (
                <div className="reason-path">
                  <PathLine
                    steps={stepsOf(
                      first,
                      labels,
                      { id: centre, name },
                      { label, same: t("sameParty") },
                    )}
                  />
                </div>
              )}
              {open && <Sentences lines={reason.lines} />}
            </li>
          );
        })}
      </ol>
      {fit.length > FIRST && (
        <Button onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? t("firstOnly") : t("allReasons", { count: fit.length })}
        </Button>
      )}
    </>
  );
}

function Sentences({ lines }: { lines: readonly ReceiptLine[] }) {
  const { t } = useTranslation("enterprise");
  const label = useLabel();
  const number = useNumber();
  const [all, setAll] = useState(false);
  const shown = all ? lines : lines.slice(0, FIRST_LINES);
  return (
    <div className="sentences">
      {shown.map((line, at) => (
        // Two facts may have the same words; their place in the receipt does not change.
        // biome-ignore lint/suspicious/noArrayIndexKey: sorted once, never changed
        <div key={at} className="sentence">
          <p>
            <b>+{number(line.points, 1)}</b> {label(line.sentence)}
          </p>
          {line.lifted_by && (
            <p className="lifted">
              {t("liftedBy")}
              {label(line.lifted_by)}
            </p>
          )}
        </div>
      ))}
      {lines.length > FIRST_LINES && (
        <Button size="small" type="link" onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? t("fewerFacts") : t("allFacts", { count: lines.length })}
        </Button>
      )}
    </div>
  );
}
