import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Drawer, Form, Select } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { KindView } from "../../api/generated";
import {
  createProposalMutation,
  listProposalKindsOptions,
  listProposalsInfiniteQueryKey,
} from "../../api/generated/@tanstack/react-query.gen";
import { QueryState } from "../../ui/ErrorState";
import { said } from "../../ui/said";
import { type Answers, draftOf, fieldsOf } from "./fields";
import { ProposalField } from "./ProposalField";
import { WhomFields } from "./WhomFields";

interface ProposeDrawerProps {
  kind: string;
  subject?: string;
  onClose: () => void;
  onMade: (number: number) => void;
}

/** Form of a proposal: the kind says which fields it takes. */
export function ProposeDrawer({ kind, subject, onClose, onMade }: ProposeDrawerProps) {
  const { t } = useTranslation("decisions");
  const kinds = useQuery(listProposalKindsOptions());
  return (
    <Drawer open title={t("propose")} size={560} onClose={onClose} destroyOnHidden>
      <QueryState query={kinds}>
        {(answer) => <ProposeForm kinds={answer.items} start={{ kind, subject }} onMade={onMade} />}
      </QueryState>
    </Drawer>
  );
}

interface ProposeFormProps {
  kinds: readonly KindView[];
  start: { kind: string; subject?: string };
  onMade: (number: number) => void;
}

function ProposeForm({ kinds, start, onMade }: ProposeFormProps) {
  const { t, i18n } = useTranslation("decisions");
  const queries = useQueryClient();
  const [form] = Form.useForm<Answers>();
  const usable = kinds.filter((one) => one.on);
  const wanted = Form.useWatch("kind", form) ?? start.kind;
  const ground = Form.useWatch("ground", form);
  const kind = usable.find((one) => one.kind === wanted) ?? usable[0];
  const create = useMutation({
    ...createProposalMutation(),
    onSuccess: (made) => {
      onMade(made.number);
      return queries.invalidateQueries({
        predicate: (query) => isListed(query.queryKey),
      });
    },
  });
  useEffect(() => {
    form.setFieldsValue({ kind: kind?.kind, subject: start.subject });
  }, [form, kind?.kind, start.subject]);
  if (!kind) return null;
  const word = (label: { zh: string; en: string }) =>
    i18n.language === "en" ? label.en : label.zh;
  return (
    <Form<Answers>
      form={form}
      layout="vertical"
      onFinish={(answers) => create.mutate({ body: draftOf(kind, answers) })}
      onValuesChange={(changed) => {
        if ("kind" in changed) form.resetFields(["subject", "ground", "risk_class", "whom"]);
      }}
      initialValues={{ kind: kind.kind, whom: "one", subject: start.subject }}
    >
      <Form.Item name="kind" label={t("kind")}>
        <Select options={usable.map((one) => ({ value: one.kind, label: word(one.label) }))} />
      </Form.Item>
      <p className="soft">
        {word(kind.meaning)}（{kind.source}）
      </p>
      <WhomFields kind={kind} />
      {fieldsOf(kind, ground).map((field) => (
        <ProposalField key={`${kind.kind}.${field.name}`} kind={kind} field={field} />
      ))}
      {create.error && (
        <Alert type="error" showIcon title={said(create.error)} style={{ marginBottom: 16 }} />
      )}
      <Button type="primary" htmlType="submit" loading={create.isPending}>
        {t("send")}
      </Button>
    </Form>
  );
}

function isListed(key: readonly unknown[]): boolean {
  const [id] = listProposalsInfiniteQueryKey();
  const first = key[0] as { _id?: string } | undefined;
  return first?._id === id._id;
}
