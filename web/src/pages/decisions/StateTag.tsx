import { useTranslation } from "react-i18next";
import type { ProposalState } from "../../api/generated";
import styles from "./decisions.module.css";

const LOOKS: Record<ProposalState, string | undefined> = {
  open: styles.waits,
  running: styles.waits,
  approved: styles.good,
  done: styles.good,
  failed: styles.bad,
  lapsed: undefined,
  withdrawn: undefined,
  refused: undefined,
};

/** Where a proposal stands, in words. */
export function StateTag({ state }: { state: ProposalState }) {
  const { t } = useTranslation("decisions");
  return <span className={`${styles.state} ${LOOKS[state] ?? ""}`}>{t(`states.${state}`)}</span>;
}
