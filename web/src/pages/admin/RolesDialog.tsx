import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Checkbox, Form, Modal, Radio } from "antd";
import { useTranslation } from "react-i18next";
import type { AccountView, Role } from "../../api/generated";
import {
  listAccountsQueryKey,
  setRolesMutation,
} from "../../api/generated/@tanstack/react-query.gen";
import { CodePicker } from "../../ui/CodePicker";
import { useCodeBook } from "../../ui/codes";
import { said } from "../../ui/said";

const ROLES: readonly Role[] = [
  "query",
  "analyse",
  "approve",
  "system_admin",
  "security_admin",
  "audit_admin",
];

interface Answers {
  roles: Role[];
  area: "authority" | "whole" | "none";
  authority?: string;
}

/** Roles and area of an account; which roles one person may not hold together is the service's rule. */
export function RolesDialog({ account, onClose }: { account: AccountView; onClose: () => void }) {
  const { t } = useTranslation(["admin", "common"]);
  const { authorities } = useCodeBook();
  const queries = useQueryClient();
  const [form] = Form.useForm<Answers>();
  const area = Form.useWatch("area", form);
  const set = useMutation({
    ...setRolesMutation(),
    onSuccess: () => {
      onClose();
      return queries.invalidateQueries({ queryKey: listAccountsQueryKey() });
    },
  });
  const send = (answers: Answers) =>
    set.mutate({
      path: { account: account.account },
      body: {
        roles: answers.roles,
        whole_area: answers.area === "whole",
        authority: answers.area === "authority" ? (answers.authority ?? null) : null,
      },
    });
  return (
    <Modal
      open
      title={t("rolesTitle", { account: account.account })}
      okText={t("save")}
      onCancel={onClose}
      onOk={form.submit}
      confirmLoading={set.isPending}
    >
      <p className="soft">{t("rolesHint")}</p>
      <Form<Answers>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={send}
        initialValues={{
          roles: account.roles,
          area: account.whole_area ? "whole" : account.authority ? "authority" : "none",
          authority: account.authority?.code,
        }}
      >
        <Form.Item name="roles" label={t("roles")}>
          <Checkbox.Group
            options={ROLES.map((role) => ({ value: role, label: t(`common:role.${role}`) }))}
          />
        </Form.Item>
        <Form.Item name="area" label={t("area")}>
          <Radio.Group
            options={[
              { value: "authority", label: t("areaAuthority") },
              { value: "whole", label: t("common:wholeArea") },
              { value: "none", label: t("areaNone") },
            ]}
          />
        </Form.Item>
        {area === "authority" && (
          <Form.Item
            name="authority"
            label={t("authorityCode")}
            rules={[{ required: true, whitespace: true, message: t("required") }]}
          >
            <CodePicker codes={authorities} />
          </Form.Item>
        )}
        {set.error && <Alert type="error" showIcon title={said(set.error)} />}
      </Form>
    </Modal>
  );
}
