import { Tag } from "antd";
import { useTranslation } from "react-i18next";
import type { ProposalState } from "../../api/generated";

const COLOURS: Record<ProposalState, string> = {
  open: "processing",
  lapsed: "default",
  withdrawn: "default",
  refused: "default",
  approved: "success",
  running: "processing",
  done: "success",
  failed: "error",
};

/** Where a proposal stands, in words. */
export function StateTag({ state }: { state: ProposalState }) {
  const { t } = useTranslation("decisions");
  return <Tag color={COLOURS[state]}>{t(`states.${state}`)}</Tag>;
}
