import { EyeOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, Button, Form, Input, Modal, Select } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { askReveal, type RevealedName, type RevealView, showReveal } from "../api/generated";
import { listExportPurposesOptions } from "../api/generated/@tanstack/react-query.gen";
import { useMonth } from "../month/month";
import { said } from "./said";

const LEAST_REASON = 5;
const HIDDEN_AFTER_S = 60;

interface RevealProps {
  person: string;
  /** Masked name, as the page shows it. */
  masked: string;
  /** Enterprise of the own area that the person is tied to. */
  enterprise: string;
}

/** Button beside a masked name: ask for the name of this one person. */
export function RevealButton(props: RevealProps) {
  const { t } = useTranslation("reveal");
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        size="small"
        type="text"
        icon={<EyeOutlined />}
        aria-label={t("ask", { name: props.masked })}
        title={t("ask", { name: props.masked })}
        onClick={() => setOpen(true)}
      />
      {open && <RevealDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

interface Answers {
  purpose: string;
  reason: string;
}

/** Purpose and reason; then the name, once and for a minute, or that a second person has to agree. */
export function RevealDialog({ onClose, ...asked }: RevealProps & { onClose: () => void }) {
  const { t } = useTranslation("reveal");
  const { choice } = useMonth();
  const [waiting, setWaiting] = useState<RevealView | null>(null);
  const ask = useMutation({
    // The name never enters the store of answers: it lives in this dialog only.
    gcTime: 0,
    mutationFn: async (answers: Answers): Promise<RevealedName | null> => {
      const { data: made } = await askReveal({
        query: choice,
        body: { ...answers, person_id: asked.person, enterprise_id: asked.enterprise },
      });
      if (made.state !== "approved") {
        setWaiting(made);
        return null;
      }
      return (await showReveal({ path: { number: made.number }, query: choice })).data;
    },
  });
  return (
    <Modal open title={t("title", { name: asked.masked })} onCancel={onClose} footer={null}>
      {ask.data && <ShownName shown={ask.data} onHide={onClose} />}
      {waiting && <Alert type="info" showIcon title={t("waiting", { number: waiting.number })} />}
      {!ask.data && !waiting && (
        <AskForm
          error={ask.error ? said(ask.error) : null}
          pending={ask.isPending}
          onAsk={(answers) => ask.mutate(answers)}
        />
      )}
    </Modal>
  );
}

interface AskFormProps {
  error: string | null;
  pending: boolean;
  onAsk: (answers: Answers) => void;
}

function AskForm({ error, pending, onAsk }: AskFormProps) {
  const { t, i18n } = useTranslation("reveal");
  const { choice } = useMonth();
  const choices = useQuery(listExportPurposesOptions({ query: choice }));
  return (
    <Form<Answers> layout="vertical" requiredMark={false} onFinish={onAsk}>
      <p className="soft">{t("hint")}</p>
      <Form.Item
        name="purpose"
        label={t("purpose")}
        rules={[{ required: true, message: t("purposeRequired") }]}
      >
        <Select
          placeholder={t("choose")}
          loading={choices.isPending}
          options={choices.data?.purposes
            .filter((one) => one.reveals)
            .map((one) => ({
              value: one.code,
              label: i18n.language === "en" ? one.label.en : one.label.zh,
            }))}
        />
      </Form.Item>
      <Form.Item
        name="reason"
        label={t("reason")}
        rules={[
          { required: true, min: LEAST_REASON, whitespace: true, message: t("reasonRequired") },
        ]}
      >
        <Input.TextArea rows={3} maxLength={500} />
      </Form.Item>
      {error && <Alert type="error" showIcon title={error} style={{ marginBottom: 16 }} />}
      <Button type="primary" htmlType="submit" loading={pending}>
        {t("send")}
      </Button>
    </Form>
  );
}

/** A revealed name, hidden again after a minute. */
export function ShownName({ shown, onHide }: { shown: RevealedName; onHide: () => void }) {
  const { t } = useTranslation("reveal");
  useEffect(() => {
    const timer = window.setTimeout(onHide, HIDDEN_AFTER_S * 1000);
    return () => window.clearTimeout(timer);
  }, [onHide]);
  return (
    <div role="status">
      <p style={{ fontSize: 20, fontWeight: 600 }} data-testid="revealed-name">
        {shown.name ?? t("unknown")}
      </p>
      <p className="soft">{t("shown", { seconds: HIDDEN_AFTER_S })}</p>
    </div>
  );
}
