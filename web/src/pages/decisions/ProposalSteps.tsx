import { useTranslation } from "react-i18next";
import type { ProposalStep } from "../../api/generated";
import { momentText } from "../../ui/moments";
import styles from "./decisions.module.css";

/** What happened to a proposal, oldest first. */
export function ProposalSteps({ steps }: { steps: readonly ProposalStep[] }) {
  const { t } = useTranslation("decisions");
  return (
    <section className={styles.block} aria-label={t("history")}>
      <h3>{t("history")}</h3>
      <ol className={styles.steps}>
        {steps.map((one) => (
          <li key={`${one.step}.${one.at}`}>
            {momentText(one.at)} <b>{t(`steps.${one.step}` as "steps.proposed")}</b>{" "}
            {one.by ?? t("program")}
            {one.reason && <div className="soft">{one.reason}</div>}
          </li>
        ))}
      </ol>
    </section>
  );
}
