import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Checkbox, Form, Input, InputNumber, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { NewKey } from "../../api/generated";
import {
  grantKeyMutation,
  listKeysOptions,
  listKeysQueryKey,
  revokeKeyMutation,
} from "../../api/generated/@tanstack/react-query.gen";
import { QueryState } from "../../ui/ErrorState";
import { said } from "../../ui/said";
import { KeyTable } from "./KeyTable";

const SCOPES = ["read", "lookup", "feed", "export"] as const;

/** Keys of other systems: granted here, their text is made by the holder of the account. */
export function Keys() {
  const { t } = useTranslation("admin");
  const queries = useQueryClient();
  const { message } = App.useApp();
  const keys = useQuery(listKeysOptions());
  const [granting, setGranting] = useState(false);
  const revoke = useMutation({
    ...revokeKeyMutation(),
    onSuccess: () => queries.invalidateQueries({ queryKey: listKeysQueryKey() }),
    onError: (error) => void message.error(said(error)),
  });
  return (
    <section className="card" aria-label={t("parts.keys")}>
      <p className="soft">{t("keysHint")}</p>
      <p>
        <Button type="primary" onClick={() => setGranting(true)}>
          {t("newKey")}
        </Button>
      </p>
      <QueryState query={keys}>
        {(answer) => (
          <KeyTable
            keys={answer.items}
            onEnd={(key) => revoke.mutate({ path: { key_id: key.key_id } })}
          />
        )}
      </QueryState>
      {granting && <NewKeyDialog onClose={() => setGranting(false)} />}
    </section>
  );
}

function NewKeyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("admin");
  const queries = useQueryClient();
  const [form] = Form.useForm<NewKey>();
  const add = useMutation({
    ...grantKeyMutation(),
    onSuccess: () => {
      onClose();
      return queries.invalidateQueries({ queryKey: listKeysQueryKey() });
    },
  });
  const required = [{ required: true, message: t("required") }];
  return (
    <Modal
      open
      title={t("newKey")}
      okText={t("grant")}
      onCancel={onClose}
      onOk={form.submit}
      confirmLoading={add.isPending}
    >
      <Form<NewKey>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ scopes: ["read"], days: 90 }}
        onFinish={(body) => add.mutate({ body })}
      >
        <Form.Item name="label" label={t("keyLabel")} rules={required}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item
          name="account"
          label={t("keyAccount")}
          extra={t("keyAccountHint")}
          rules={required}
        >
          <Input maxLength={64} />
        </Form.Item>
        <Form.Item
          name="scopes"
          label={t("scopes")}
          rules={[{ type: "array", min: 1, message: t("required") }]}
        >
          <Checkbox.Group
            options={SCOPES.map((scope) => ({ value: scope, label: t(`scope.${scope}`) }))}
          />
        </Form.Item>
        <Form.Item name="days" label={t("days")} rules={required}>
          <InputNumber min={1} max={366} precision={0} />
        </Form.Item>
        {add.error && <Alert type="error" showIcon title={said(add.error)} />}
      </Form>
    </Modal>
  );
}
