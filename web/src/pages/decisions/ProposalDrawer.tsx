import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Drawer } from "antd";
import { useTranslation } from "react-i18next";
import type { ProposalView } from "../../api/generated";
import {
  decideProposalMutation,
  readProposalOptions,
  retryProposalMutation,
  withdrawProposalMutation,
} from "../../api/generated/@tanstack/react-query.gen";
import { QueryState } from "../../ui/ErrorState";
import { said } from "../../ui/said";
import { ExecutionView } from "./ExecutionView";
import { ProposalFacts } from "./ProposalFacts";
import { ProposalSteps } from "./ProposalSteps";
import { VerdictForm } from "./VerdictForm";

const ASK_AGAIN_MS = 1_500;

/** One proposal: what is asked, what happened, what the second person says, what came of it. */
export function ProposalDrawer({ number, onClose }: { number: number; onClose: () => void }) {
  const { t } = useTranslation("decisions");
  const found = useQuery({
    ...readProposalOptions({ path: { number } }),
    staleTime: 0,
    refetchInterval: (query) => (isMoving(query.state.data) ? ASK_AGAIN_MS : false),
  });
  const act = useActs();
  const kind = found.data ? t(`kinds.${found.data.kind}`) : "";
  return (
    <Drawer open title={t("detail", { n: number, kind })} size={640} onClose={onClose}>
      <QueryState query={found}>
        {(proposal) => (
          <>
            <ProposalFacts proposal={proposal} />
            <ProposalSteps steps={proposal.steps} />
            {proposal.execution && (
              <ExecutionView
                execution={proposal.execution}
                state={proposal.state}
                onRetry={() => act.retry(number)}
              />
            )}
            <VerdictForm
              key={proposal.state}
              proposal={proposal}
              pending={act.pending}
              error={act.error ? said(act.error) : null}
              onDecide={(verdict, reason) => act.decide(number, verdict, reason)}
              onWithdraw={(reason) => act.withdraw(number, reason)}
            />
          </>
        )}
      </QueryState>
    </Drawer>
  );
}

function isMoving(proposal: ProposalView | undefined): boolean {
  return proposal?.state === "approved" || proposal?.state === "running";
}

function useActs() {
  const queries = useQueryClient();
  const settled = { onSuccess: () => queries.invalidateQueries() };
  const decide = useMutation({ ...decideProposalMutation(), ...settled });
  const withdraw = useMutation({ ...withdrawProposalMutation(), ...settled });
  const retry = useMutation({ ...retryProposalMutation(), ...settled });
  return {
    decide: (number: number, verdict: "approved" | "refused", reason: string) =>
      decide.mutate({ path: { number }, body: { verdict, reason } }),
    withdraw: (number: number, reason: string) =>
      withdraw.mutate({ path: { number }, body: { reason } }),
    retry: (number: number) => retry.mutate({ path: { number } }),
    pending: decide.isPending || withdraw.isPending || retry.isPending,
    error: decide.error ?? withdraw.error ?? retry.error,
  };
}
