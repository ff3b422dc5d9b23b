import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Form, Input } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { changePassword, signOut, useSessionQuery } from "../session/session";
import { useProblemText } from "./problems";

interface Given {
  password: string;
  first: string;
  second: string;
  code?: string;
}

/** Change of the own password; forced after a one-time password and when it is too old. */
export function PasswordCard({ forced, next }: { forced: boolean; next: string }) {
  const { t } = useTranslation("login");
  const text = useProblemText();
  const navigate = useNavigate();
  const session = useSessionQuery();
  const attempt = useMutation({
    mutationFn: (given: Given) => changePassword(given.password, given.first, given.code),
    onSuccess: () => navigate(next, { replace: true }),
  });
  return (
    <Form
      layout="vertical"
      requiredMark={false}
      onFinish={(given: Given) => attempt.mutate(given)}
      validateTrigger="onSubmit"
    >
      <h2>{t("change.title")}</h2>
      {forced && <Alert type="warning" showIcon title={t("change.forced")} role="status" />}
      {attempt.error && <Alert type="error" showIcon title={text(attempt.error)} />}
      <Form.Item
        name="password"
        label={t("change.current")}
        rules={[{ required: true, message: t("passwordMissing") }]}
      >
        <Input.Password autoFocus autoComplete="current-password" />
      </Form.Item>
      <Form.Item
        name="first"
        label={t("change.first")}
        extra={t("change.policy")}
        rules={[{ required: true, message: t("passwordMissing") }]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="second"
        label={t("change.second")}
        dependencies={["first"]}
        rules={[
          { required: true, message: t("passwordMissing") },
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              !value || value === getFieldValue("first")
                ? Promise.resolve()
                : Promise.reject(new Error(t("change.differ"))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      {session.data?.second_factor && (
        <Form.Item
          name="code"
          label={t("code")}
          rules={[{ required: true, pattern: /^\d{6}$/, message: t("codeForm") }]}
        >
          <Input inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
        </Form.Item>
      )}
      <Button type="primary" htmlType="submit" block size="large" loading={attempt.isPending}>
        {t("change.save")}
      </Button>
      <Button
        type="link"
        block
        onClick={() => (forced ? signOut().catch(() => undefined) : navigate(next))}
      >
        {forced ? t("change.leave") : t("change.back")}
      </Button>
    </Form>
  );
}
