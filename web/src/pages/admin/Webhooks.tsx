import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { TableColumnsType } from "antd";
import { Alert, App, Button, Checkbox, Form, Input, InputNumber, Modal, Space, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { WebhookDraft, WebhookMade, WebhookRow } from "../../api/generated";
import {
  addWebhookMutation,
  changeWebhookSecretMutation,
  listWebhooksOptions,
  listWebhooksQueryKey,
  removeWebhookMutation,
  resumeWebhookMutation,
} from "../../api/generated/@tanstack/react-query.gen";
import { QueryState } from "../../ui/ErrorState";
import { momentText } from "../../ui/moments";
import { said } from "../../ui/said";
import { OneTime } from "./OneTime";

const KINDS = ["class_changed", "cluster_changed"] as const;

/** Receivers of notices, and how far each got. */
export function Webhooks() {
  const { t } = useTranslation("admin");
  const found = useQuery(listWebhooksOptions());
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<WebhookMade | null>(null);
  const [changing, setChanging] = useState<WebhookRow | null>(null);
  const columns = useColumns(setChanging);
  return (
    <section className="card" aria-label={t("parts.webhooks")}>
      <p className="soft">{t("webhooksHint")}</p>
      <QueryState query={found}>
        {(answer) => (
          <>
            <p>
              {answer.hosts.length
                ? t("webhooksHosts", { hosts: answer.hosts.join("，") })
                : t("webhooksNoHosts")}
            </p>
            <p>
              <Button
                type="primary"
                disabled={answer.hosts.length === 0}
                onClick={() => setMaking(true)}
              >
                {t("newWebhook")}
              </Button>
            </p>
            <Table<WebhookRow>
              rowKey="webhook_id"
              size="middle"
              columns={columns}
              dataSource={answer.items}
              pagination={false}
            />
          </>
        )}
      </QueryState>
      {making && (
        <NewWebhookDialog
          onClose={() => setMaking(false)}
          onMade={(webhook) => {
            setMaking(false);
            setMade(webhook);
          }}
        />
      )}
      {changing && (
        <ChangeSecretDialog
          webhook={changing}
          onClose={() => setChanging(null)}
          onMade={(webhook) => {
            setChanging(null);
            setMade(webhook);
          }}
        />
      )}
      {made && (
        <OneTime
          title={t("secretTitle")}
          text={made.secret}
          hint={t("secretHint")}
          onClose={() => setMade(null)}
        />
      )}
    </section>
  );
}

function useColumns(onChange: (row: WebhookRow) => void): TableColumnsType<WebhookRow> {
  const { t } = useTranslation("admin");
  const queries = useQueryClient();
  const { message, modal } = App.useApp();
  const settled = {
    onSuccess: () => queries.invalidateQueries({ queryKey: listWebhooksQueryKey() }),
    onError: (error: unknown) => void message.error(said(error)),
  };
  const resume = useMutation({ ...resumeWebhookMutation(), ...settled });
  const remove = useMutation({ ...removeWebhookMutation(), ...settled });
  return [
    { title: t("url"), dataIndex: "url" },
    { title: t("webhookLabel"), dataIndex: "label" },
    {
      title: t("webhookKinds"),
      key: "kinds",
      render: (_, row) => row.kinds.map((kind) => t(`webhookKind.${kind}`)).join("，"),
    },
    {
      title: t("webhookState"),
      key: "state",
      render: (_, row) =>
        [
          row.paused ? t("paused") : [row.last_status, momentText(row.delivered_at)].join(" "),
          row.overlap_until && t("overlapUntil", { until: momentText(row.overlap_until) }),
        ]
          .filter(Boolean)
          .join("；"),
    },
    {
      title: t("actions"),
      key: "actions",
      render: (_, row) => (
        <Space>
          {row.paused && (
            <Button
              size="small"
              onClick={() => resume.mutate({ path: { webhook_id: row.webhook_id } })}
            >
              {t("resume")}
            </Button>
          )}
          <Button size="small" onClick={() => onChange(row)}>
            {t("changeSecret")}
          </Button>
          <Button
            size="small"
            danger
            onClick={() =>
              void modal.confirm({
                title: t("removeTitle", { url: row.url }),
                onOk: () => remove.mutate({ path: { webhook_id: row.webhook_id } }),
              })
            }
          >
            {t("remove")}
          </Button>
        </Space>
      ),
    },
  ];
}

interface ChangeSecretDialogProps {
  webhook: WebhookRow;
  onClose: () => void;
  onMade: (made: WebhookMade) => void;
}

function ChangeSecretDialog({ webhook, onClose, onMade }: ChangeSecretDialogProps) {
  const { t } = useTranslation("admin");
  const queries = useQueryClient();
  const [form] = Form.useForm<{ overlap_hours: number }>();
  const change = useMutation({
    ...changeWebhookSecretMutation(),
    // The secret stays in the dialog only.
    gcTime: 0,
    onSuccess: (made) => {
      onMade(made);
      return queries.invalidateQueries({ queryKey: listWebhooksQueryKey() });
    },
  });
  return (
    <Modal
      open
      title={t("changeSecretTitle", { url: webhook.url })}
      okText={t("changeSecret")}
      onCancel={onClose}
      onOk={form.submit}
      confirmLoading={change.isPending}
    >
      <p className="soft">{t("changeSecretHint")}</p>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ overlap_hours: 72 }}
        onFinish={(body) => change.mutate({ path: { webhook_id: webhook.webhook_id }, body })}
      >
        <Form.Item
          name="overlap_hours"
          label={t("overlapHours")}
          rules={[{ required: true, message: t("required") }]}
        >
          <InputNumber min={0} max={720} precision={0} />
        </Form.Item>
        {change.error && <Alert type="error" showIcon title={said(change.error)} />}
      </Form>
    </Modal>
  );
}

interface NewWebhookDialogProps {
  onClose: () => void;
  onMade: (made: WebhookMade) => void;
}

function NewWebhookDialog({ onClose, onMade }: NewWebhookDialogProps) {
  const { t } = useTranslation("admin");
  const queries = useQueryClient();
  const [form] = Form.useForm<WebhookDraft>();
  const add = useMutation({
    ...addWebhookMutation(),
    // The secret stays in the dialog only.
    gcTime: 0,
    onSuccess: (made) => {
      onMade(made);
      return queries.invalidateQueries({ queryKey: listWebhooksQueryKey() });
    },
  });
  return (
    <Modal
      open
      title={t("newWebhook")}
      okText={t("make")}
      onCancel={onClose}
      onOk={form.submit}
      confirmLoading={add.isPending}
    >
      <Form<WebhookDraft>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ url: "https://", kinds: [...KINDS] }}
        onFinish={(draft) =>
          add.mutate({ body: { ...draft, authority: draft.authority?.trim() || null } })
        }
      >
        <Form.Item
          name="url"
          label={t("url")}
          rules={[{ required: true, min: 12, message: t("required") }]}
        >
          <Input maxLength={500} />
        </Form.Item>
        <Form.Item name="label" label={t("webhookLabel")}>
          <Input maxLength={80} />
        </Form.Item>
        <Form.Item
          name="kinds"
          label={t("webhookKinds")}
          rules={[{ type: "array", min: 1, message: t("required") }]}
        >
          <Checkbox.Group
            options={KINDS.map((kind) => ({ value: kind, label: t(`webhookKind.${kind}`) }))}
          />
        </Form.Item>
        <Form.Item name="authority" label={t("webhookAuthority")}>
          <Input maxLength={40} />
        </Form.Item>
        {add.error && <Alert type="error" showIcon title={said(add.error)} />}
      </Form>
    </Modal>
  );
}
