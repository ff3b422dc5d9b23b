import { DownloadOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, Button, Form, Modal, Progress, Radio, Select } from "antd";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ExportKind, ExportParameters, ExportView, Label } from "../api/generated";
import {
  askExportMutation,
  listExportPurposesOptions,
  readExportOptions,
} from "../api/generated/@tanstack/react-query.gen";
import { useMonth } from "../month/month";
import { useNumber } from "./numbers";
import { said } from "./said";

interface ExportProps {
  /** Kinds that can be chosen; the first is chosen at once. */
  kinds: readonly ExportKind[];
  /** Id of the enterprise or cluster; none for lists and the month. */
  subject?: string;
  /** What the file is made with, read when it is asked for. */
  parameters?: (kind: ExportKind) => ExportParameters;
}

/** Button that opens the export dialog. */
export function ExportButton({
  children,
  size = "middle",
  ...asked
}: ExportProps & { children: ReactNode; size?: "small" | "middle" }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size={size} icon={<DownloadOutlined />} onClick={() => setOpen(true)}>
        {children}
      </Button>
      {open && <ExportDialog {...asked} onClose={() => setOpen(false)} />}
    </>
  );
}

interface Answers {
  kind: ExportKind;
  purpose: string;
  recipient: string;
}

/** What for and for whom; then the progress of the file, then the file. */
export function ExportDialog({ onClose, ...asked }: ExportProps & { onClose: () => void }) {
  const { t } = useTranslation("export");
  const [waiting, setWaiting] = useState<ExportView | null>(null);
  return (
    <Modal open title={t("title")} onCancel={onClose} footer={null} destroyOnHidden>
      {waiting ? (
        <Waiting asked={waiting} onAgain={() => setWaiting(null)} />
      ) : (
        <Ask {...asked} onAsked={setWaiting} />
      )}
    </Modal>
  );
}

interface AskProps extends ExportProps {
  onAsked: (made: ExportView) => void;
}

function Ask({ kinds, subject, parameters, onAsked }: AskProps) {
  const { t, i18n } = useTranslation("export");
  const { choice } = useMonth();
  const [form] = Form.useForm<Answers>();
  const purpose = Form.useWatch("purpose", form);
  const choices = useQuery(listExportPurposesOptions({ query: choice }));
  const ask = useMutation({ ...askExportMutation(), onSuccess: onAsked });
  const word = (label: Label) => (i18n.language === "en" ? label.en : label.zh);
  const allowed = choices.data?.purposes.find((one) => one.code === purpose)?.recipients ?? [];
  const send = (answers: Answers) =>
    ask.mutate({
      body: {
        ...choice,
        ...answers,
        subject: subject ?? null,
        parameters: {
          language: i18n.language === "en" ? "en" : "zh",
          ...parameters?.(answers.kind),
        },
      },
    });
  return (
    <Form<Answers>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ kind: kinds[0] }}
      onFinish={send}
      onValuesChange={(changed) => "purpose" in changed && form.resetFields(["recipient"])}
    >
      <Form.Item name="kind" label={t("what")} hidden={kinds.length === 1}>
        <Radio.Group
          vertical
          options={kinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
        />
      </Form.Item>
      {kinds.length === 1 && kinds[0] && <p>{t(`kind.${kinds[0]}`)}</p>}
      <Form.Item
        name="purpose"
        label={t("purpose")}
        rules={[{ required: true, message: t("required") }]}
      >
        <Select
          placeholder={t("choose")}
          loading={choices.isPending}
          options={choices.data?.purposes.map((one) => ({
            value: one.code,
            label: word(one.label),
          }))}
        />
      </Form.Item>
      <Form.Item
        name="recipient"
        label={t("recipient")}
        extra={t("purposeHint")}
        rules={[{ required: true, message: t("requiredRecipient") }]}
      >
        <Select
          placeholder={t("choose")}
          disabled={!purpose}
          options={choices.data?.recipients
            .filter((one) => allowed.includes(one.code))
            .map((one) => ({ value: one.code, label: word(one.label) }))}
        />
      </Form.Item>
      {(ask.error ?? choices.error) && (
        <Alert
          type="error"
          showIcon
          title={said(ask.error ?? choices.error)}
          style={{ marginBottom: 16 }}
        />
      )}
      <Button type="primary" htmlType="submit" loading={ask.isPending}>
        {t("start")}
      </Button>
    </Form>
  );
}

const SHARE_DONE = { pending: 10, running: 60, done: 100, failed: 100, expired: 100 } as const;

function Waiting({ asked, onAgain }: { asked: ExportView; onAgain: () => void }) {
  const { t } = useTranslation("export");
  const number = useNumber();
  const state = useQuery({
    ...readExportOptions({ path: { export_id: asked.id } }),
    initialData: asked,
    staleTime: 0,
    refetchInterval: (query) =>
      ["pending", "running"].includes(query.state.data?.state ?? "") ? 600 : false,
  });
  const view = state.data;
  const failed = view.state === "failed" || view.state === "expired";
  return (
    <div aria-live="polite">
      <p>{t(`state.${view.state}`)}</p>
      <Progress
        aria-label={t(`state.${view.state}`)}
        percent={SHARE_DONE[view.state]}
        showInfo={false}
        status={failed ? "exception" : view.state === "done" ? "success" : "active"}
      />
      {failed && <Alert type="error" showIcon title={view.problem?.detail ?? t("state.failed")} />}
      {view.state === "done" && view.file && (
        <>
          <p>
            <Button
              type="primary"
              icon={<DownloadOutlined />}
              href={`/api/v1/exports/${encodeURIComponent(view.id)}/file`}
              download={view.file.name}
            >
              {t("download")}
            </Button>
          </p>
          <p className="soft">
            {view.file.name} · {t("size", { kb: number(Math.ceil(view.file.size / 1024)) })}
            <br />
            SHA-256 <code style={{ overflowWrap: "anywhere" }}>{view.file.sha256}</code>
          </p>
          {view.file.truncated && <Alert type="warning" showIcon title={t("truncated")} />}
        </>
      )}
      <p className="soft">{t("footer")}</p>
      <Button onClick={onAgain}>{t("again")}</Button>
    </div>
  );
}
