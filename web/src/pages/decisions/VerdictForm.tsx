import { Alert, Button, Form, Input, Space } from "antd";
import { useTranslation } from "react-i18next";
import type { ProposalView } from "../../api/generated";
import { useRight } from "../../session/session";
import styles from "./decisions.module.css";

interface VerdictFormProps {
  proposal: ProposalView;
  pending: boolean;
  error: string | null;
  onDecide: (verdict: "approved" | "refused", reason: string) => void;
  onWithdraw: (reason: string) => void;
}

/** The second person's word; the author may only take the proposal back. */
export function VerdictForm({ proposal, pending, error, onDecide, onWithdraw }: VerdictFormProps) {
  const { t } = useTranslation("decisions");
  const approve = useRight("approve");
  const [form] = Form.useForm<{ reason: string }>();
  if (proposal.state !== "open")
    return error ? <Alert type="error" showIcon title={error} /> : null;
  const withReason = (act: (reason: string) => void) => () =>
    form.validateFields().then(
      ({ reason }) => act(reason.trim()),
      () => undefined,
    );
  if (!proposal.may_approve && !proposal.may_withdraw) {
    return <Alert type="info" showIcon title={t(approve ? "notYours" : "noRight")} />;
  }
  return (
    <section className={styles.block} aria-label={t("verdictTitle")}>
      <h3>{t("verdictTitle")}</h3>
      {proposal.may_withdraw && <p className="soft">{t("ownProposal")}</p>}
      <Form form={form} layout="vertical" requiredMark={false}>
        <Form.Item
          name="reason"
          label={t("reason")}
          rules={[{ required: true, whitespace: true, message: t("reasonRequired") }]}
        >
          <Input.TextArea rows={3} maxLength={2000} />
        </Form.Item>
        {error && <Alert type="error" showIcon title={error} style={{ marginBottom: 12 }} />}
        <Space>
          {proposal.may_approve && (
            <>
              <Button
                type="primary"
                loading={pending}
                onClick={withReason((reason) => onDecide("approved", reason))}
              >
                {t("approve")}
              </Button>
              <Button
                danger
                loading={pending}
                onClick={withReason((reason) => onDecide("refused", reason))}
              >
                {t("refuse")}
              </Button>
            </>
          )}
          {proposal.may_withdraw && (
            <Button loading={pending} onClick={withReason(onWithdraw)}>
              {t("takeBack")}
            </Button>
          )}
        </Space>
      </Form>
    </section>
  );
}
