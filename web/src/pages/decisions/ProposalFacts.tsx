import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ProposalView } from "../../api/generated";
import { ClassTag } from "../../ui/ClassTag";
import { useNumber } from "../../ui/numbers";
import { PartyLink } from "../../ui/PartyLink";
import styles from "./decisions.module.css";
import { StateTag } from "./StateTag";

/** Everything a proposal says, field by field; empty ones are left out. */
export function ProposalFacts({ proposal }: { proposal: ProposalView }) {
  const { t, i18n } = useTranslation("decisions");
  const ground = proposal.ground_label
    ? i18n.language === "en"
      ? proposal.ground_label.en
      : proposal.ground_label.zh
    : proposal.ground;
  const rows: [string, ReactNode][] = [
    [t("state"), <StateTag key="state" state={proposal.state} />],
    [t("subject"), <Subject key="subject" proposal={proposal} />],
    [t("field.ground"), ground],
    [t("field.fact_kind"), proposal.fact_kind && t(`factKinds.${proposal.fact_kind}`)],
    [t("field.item_id"), proposal.item_id],
    [t("field.replaced_by"), proposal.replaced_by],
    [t("field.pack"), proposal.pack],
    [
      t("field.risk_class"),
      proposal.risk_class && <ClassTag key="class" value={proposal.risk_class} />,
    ],
    [t("field.verdict"), proposal.verdict && t(`verdicts.${proposal.verdict}`)],
    [t("field.document_no"), proposal.document_no],
    [t("field.source_organ"), proposal.source_organ],
    [t("field.effective_on"), proposal.effective_on],
    [t("field.expires_on"), proposal.expires_on],
    [t("field.ends_on"), proposal.ends_on],
    [t("field.note"), proposal.note],
    [t("lapses"), proposal.state === "open" && proposal.lapses_on],
  ];
  return (
    <dl className={styles.rows}>
      {rows
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function Subject({ proposal }: { proposal: ProposalView }) {
  const { t } = useTranslation("decisions");
  const number = useNumber();
  const rest = proposal.enterprises_total - proposal.enterprises.length;
  if (proposal.enterprises.length === 0) return proposal.subject_label ?? proposal.subject;
  return (
    <>
      {proposal.subject_label === null && proposal.enterprises_total > 1 && (
        <div>{t("several", { n: number(proposal.enterprises_total) })}</div>
      )}
      {proposal.enterprises.map((one) => (
        <div key={one.enterprise_id}>
          <ClassTag value={one.risk_class} size={18} />{" "}
          <PartyLink id={one.enterprise_id} label={one.name} />
        </div>
      ))}
      {rest > 0 && <div className="soft">{t("andMore", { n: number(rest) })}</div>}
    </>
  );
}
