import { Alert } from "antd";
import { useTranslation } from "react-i18next";
import type { Receipt } from "../api/generated";
import { useLabel } from "../ui/labels";
import { useNumber } from "../ui/numbers";

/** What stands above the model: a decision, facts withdrawn since, repairs, other law. */
export function Marks({ receipt }: { receipt: Receipt }) {
  const { t } = useTranslation("enterprise");
  const label = useLabel();
  const number = useNumber();
  const { decision } = receipt;
  return (
    <div className="marks">
      {decision && (
        <Alert
          type="warning"
          showIcon
          title={t("mark.decision", { label: label(decision.label), value: decision.risk_class })}
          description={t("mark.decisionMore", {
            ground: decision.ground,
            document: decision.document_no ?? "–",
            from: decision.effective_on,
            to: decision.expires_on,
            verified: decision.verified ? t("mark.verified") : t("mark.unverified"),
          })}
        />
      )}
      {receipt.adjustments.map((one) => (
        <Alert
          key={one.rule}
          type="info"
          showIcon
          title={t("mark.adjustment", {
            label: label(one.label),
            points: `${one.points >= 0 ? "+" : "−"}${number(Math.abs(one.points), 1)}`,
          })}
        />
      ))}
      {(receipt.void ?? []).map((one) => (
        <Alert
          key={`${one.fact_id}.${one.item_id ?? ""}`}
          type="success"
          showIcon
          title={t("mark.void", { known: one.known_on, document: one.document_no })}
          description={t("mark.voidMore", { article: one.article, ground: one.ground })}
        />
      ))}
      {receipt.repaired_facts > 0 && (
        <Alert
          type="success"
          showIcon
          title={t("mark.repaired", { count: receipt.repaired_facts })}
        />
      )}
      {receipt.statutory_exceptions.map((one) => (
        <Alert key={one} type="info" showIcon title={t("mark.statutory", { law: one })} />
      ))}
    </div>
  );
}
