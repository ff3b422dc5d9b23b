import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { TableColumnsType } from "antd";
import { Alert, App, Button, Checkbox, Form, Input, InputNumber, Modal, Table } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { KeyView, MadeKey, NewKey } from "../../api/generated";
import {
  addKeyMutation,
  listKeysOptions,
  listKeysQueryKey,
  revokeKeyMutation,
} from "../../api/generated/@tanstack/react-query.gen";
import { QueryState } from "../../ui/ErrorState";
import { momentText } from "../../ui/moments";
import { said } from "../../ui/said";
import { OneTime } from "./OneTime";

const SCOPES = ["read", "lookup", "feed", "export"] as const;

/** Keys of other systems; the text of a key is shown once, when it is made. */
export function Keys() {
  const { t } = useTranslation("admin");
  const queries = useQueryClient();
  const { message, modal } = App.useApp();
  const keys = useQuery(listKeysOptions());
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<MadeKey | null>(null);
  const revoke = useMutation({
    ...revokeKeyMutation(),
    onSuccess: () => queries.invalidateQueries({ queryKey: listKeysQueryKey() }),
    onError: (error) => void message.error(said(error)),
  });
  const columns: TableColumnsType<KeyView> = [
    { title: t("keyLabel"), dataIndex: "label" },
    { title: t("account"), dataIndex: "account" },
    {
      title: t("scopes"),
      key: "scopes",
      render: (_, row) => row.scopes.map((scope) => t(`scope.${scope}`)).join("，"),
    },
    { title: t("expires"), dataIndex: "expires_on", render: momentText },
    { title: t("used"), dataIndex: "used_on", render: momentText },
    {
      title: t("state"),
      key: "state",
      render: (_, row) =>
        row.in_force ? t("inForce") : row.revoked_on ? t("revoked") : t("expired"),
    },
    {
      title: t("actions"),
      key: "actions",
      render: (_, row) =>
        row.in_force && (
          <Button
            size="small"
            danger
            onClick={() =>
              void modal.confirm({
                title: t("revokeTitle", { label: row.label }),
                onOk: () => revoke.mutate({ path: { key_id: row.key_id } }),
              })
            }
          >
            {t("revoke")}
          </Button>
        ),
    },
  ];
  return (
    <section className="card" aria-label={t("parts.keys")}>
      <p className="soft">{t("keysHint")}</p>
      <p>
        <Button type="primary" onClick={() => setMaking(true)}>
          {t("newKey")}
        </Button>
      </p>
      <QueryState query={keys}>
        {(answer) => (
          <Table<KeyView>
            rowKey="key_id"
            size="middle"
            columns={columns}
            dataSource={answer.items}
            pagination={false}
          />
        )}
      </QueryState>
      {making && (
        <NewKeyDialog
          onClose={() => setMaking(false)}
          onMade={(key) => {
            setMaking(false);
            setMade(key);
          }}
        />
      )}
      {made && (
        <OneTime
          title={t("keyTitle", { label: made.key.label })}
          text={made.text}
          hint={t("keyHint")}
          onClose={() => setMade(null)}
        />
      )}
    </section>
  );
}

function NewKeyDialog({
  onClose,
  onMade,
}: {
  onClose: () => void;
  onMade: (made: MadeKey) => void;
}) {
  const { t } = useTranslation("admin");
  const queries = useQueryClient();
  const [form] = Form.useForm<NewKey>();
  const add = useMutation({
    ...addKeyMutation(),
    // The text of the key stays in the dialog only.
    gcTime: 0,
    onSuccess: (made) => {
      onMade(made);
      return queries.invalidateQueries({ queryKey: listKeysQueryKey() });
    },
  });
  const required = [{ required: true, message: t("required") }];
  return (
    <Modal
      open
      title={t("newKey")}
      okText={t("make")}
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
        <Form.Item name="scopes" label={t("scopes")} rules={required}>
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
