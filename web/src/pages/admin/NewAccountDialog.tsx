import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Form, Input, Modal } from "antd";
import { useTranslation } from "react-i18next";
import type { NewAccount, OneTimePassword } from "../../api/generated";
import {
  addAccountMutation,
  listAccountsQueryKey,
} from "../../api/generated/@tanstack/react-query.gen";
import { said } from "../../ui/said";

interface NewAccountDialogProps {
  onClose: () => void;
  onMade: (made: OneTimePassword) => void;
}

/** Make an account without rights. */
export function NewAccountDialog({ onClose, onMade }: NewAccountDialogProps) {
  const { t } = useTranslation("admin");
  const queries = useQueryClient();
  const [form] = Form.useForm<NewAccount>();
  const add = useMutation({
    ...addAccountMutation(),
    onSuccess: (made) => {
      onMade(made);
      return queries.invalidateQueries({ queryKey: listAccountsQueryKey() });
    },
  });
  return (
    <Modal
      open
      title={t("newAccount")}
      okText={t("make")}
      onCancel={onClose}
      onOk={form.submit}
      confirmLoading={add.isPending}
    >
      <p className="soft">{t("newAccountHint")}</p>
      <Form<NewAccount>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={(body) => add.mutate({ body })}
      >
        <Form.Item
          name="account"
          label={t("account")}
          extra={t("accountForm")}
          rules={[
            {
              required: true,
              pattern: /^[A-Za-z0-9][A-Za-z0-9._@-]{1,63}$/,
              message: t("accountForm"),
            },
          ]}
        >
          <Input autoComplete="off" maxLength={64} />
        </Form.Item>
        <Form.Item
          name="display"
          label={t("display")}
          rules={[{ required: true, whitespace: true, message: t("required") }]}
        >
          <Input autoComplete="off" maxLength={100} />
        </Form.Item>
        {add.error && <Alert type="error" showIcon title={said(add.error)} />}
      </Form>
    </Modal>
  );
}
