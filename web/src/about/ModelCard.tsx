import { useTranslation } from "react-i18next";
import type { ModelCardView, ModelPaths } from "../api/generated";
import { useLabel } from "../ui/labels";

/** What the model in use says of itself: its days, its gain, and the path rules it took. */
export function ModelCard({ card }: { card: ModelCardView }) {
  const { t } = useTranslation("about");
  const label = useLabel();
  return (
    <>
      {t("cardWindow", {
        from: card.trained_from,
        until: card.trained_until,
        tested: card.tested_on ?? "-",
        approved: card.approved_on ?? "-",
      })}
      <br />
      {t("cardFound", {
        gain: signed(card.gain),
        low: signed(card.gain_low),
        high: signed(card.gain_high),
        error: card.calibration_error?.toFixed(4) ?? "-",
        strengths: card.strengths,
      })}
      <br />
      {t("cardPaths", { rules: label(card.paths.label) })}
      <HubFactors hubs={card.paths.hubs} />
      {card.paths.tried.length > 0 && <TriedRules paths={card.paths} />}
    </>
  );
}

/** How much a tie at an intermediate node counts, by the ties the node had when it entered. */
function HubFactors({ hubs }: { hubs: ModelPaths["hubs"] }) {
  const { t } = useTranslation("about");
  const last = hubs.findLast((one) => one.up_to !== null)?.up_to ?? 0;
  return (
    <table className="plain-table">
      <caption>{t("hubs.caption")}</caption>
      <thead>
        <tr>
          <th scope="row">{t("hubs.ties")}</th>
          {hubs.map((one) => (
            <th key={one.up_to} scope="col" className="right">
              {one.up_to === null ? t("hubs.above", { last }) : t("hubs.upTo", { most: one.up_to })}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">{t("hubs.factor")}</th>
          {hubs.map((one) => (
            <td key={one.up_to} className="right">
              {one.factor}
            </td>
          ))}
        </tr>
      </tbody>
    </table>
  );
}

/** The path rules tried beside the pack's; the one taken is marked. */
function TriedRules({ paths }: { paths: ModelPaths }) {
  const { t } = useTranslation("about");
  const label = useLabel();
  return (
    <table className="plain-table">
      <caption>{t("tried.caption")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("tried.rules")}</th>
          <th scope="col" className="right">
            {t("tried.gain")}
          </th>
          <th scope="col">{t("tried.taken")}</th>
        </tr>
      </thead>
      <tbody>
        {paths.tried.map((one) => (
          <tr key={one.id}>
            <td>{label(one.label)}</td>
            <td className="right">
              {signed(one.gain)} [{signed(one.gain_low)}, {signed(one.gain_high)}]
            </td>
            <td>{t(one.id === paths.id ? "tried.yes" : "tried.no")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A difference with its sign; a dash where none was measured. */
function signed(value: number | null): string {
  return value === null ? "-" : `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`;
}
