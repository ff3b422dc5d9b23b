import { Alert, Button, Progress } from "antd";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Execution, ProposalState } from "../../api/generated";
import { ClassChange } from "../../ui/ClassChange";
import { useNumber } from "../../ui/numbers";
import { PartyLink } from "../../ui/PartyLink";
import styles from "./decisions.module.css";

interface ExecutionViewProps {
  execution: Execution;
  state: ProposalState;
  onRetry: () => void;
}

/** What came of an approved proposal: the revision being published, and whom it moved. */
export function ExecutionView({ execution, state, onRetry }: ExecutionViewProps) {
  const { t } = useTranslation("decisions");
  return (
    <section className={styles.block} aria-label={t("publication")} aria-live="polite">
      <h3>{t("publication")}</h3>
      {(state === "approved" || state === "running") && (
        <>
          <Progress
            aria-label={t(`states.${state}`)}
            percent={state === "running" ? 60 : 15}
            showInfo={false}
            status="active"
          />
          <p>{execution.due_on ? t("due", { day: execution.due_on }) : t(`progress.${state}`)}</p>
        </>
      )}
      {state === "failed" && (
        <Alert
          type="error"
          showIcon
          title={execution.message ?? execution.code ?? t("states.failed")}
          action={
            <Button size="small" onClick={onRetry}>
              {t("retry")}
            </Button>
          }
        />
      )}
      {state === "done" && <Outcome execution={execution} />}
    </section>
  );
}

function Outcome({ execution }: { execution: Execution }) {
  const { t } = useTranslation("decisions");
  const number = useNumber();
  if (!execution.month) return <p>{t("noPublication")}</p>;
  const { month, revision, moved = [] } = execution;
  return (
    <>
      <p>
        <b>{t("revisionDone", { month, revision })}</b>{" "}
        {t("touched", {
          touched: number(execution.touched),
          moved: number(execution.moved_total),
        })}{" "}
        <Link to={`/migration?month=${month}`}>{t("seeMonth")}</Link>
      </p>
      {moved.length > 0 && (
        <table className={styles.moved}>
          <thead>
            <tr>
              <th scope="col">{t("name")}</th>
              <th scope="col">{t("field.risk_class")}</th>
              <th scope="col">{t("score")}</th>
            </tr>
          </thead>
          <tbody>
            {moved.map((one) => (
              <tr key={one.enterprise_id}>
                <td>
                  <PartyLink id={one.enterprise_id} label={one.name} />
                </td>
                <td>
                  <ClassChange before={one.class_before} now={one.class_after} />
                </td>
                <td>
                  {number(one.score_before, 1)} → {number(one.score_after, 1)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
