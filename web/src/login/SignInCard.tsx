import { useMutation, useQuery } from "@tanstack/react-query";
import { Alert, Button, Form, Input } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ProblemError } from "../api/client";
import { readSignInWaysOptions } from "../api/generated/@tanstack/react-query.gen";
import { signIn } from "../session/session";
import { useProblemText } from "./problems";

interface Given {
  account: string;
  password: string;
  code?: string;
}

interface SignInCardProps {
  /** Whether the service ended the session before. */
  over: boolean;
  /** Whether the single sign-on brought nobody who has an account here. */
  refused: boolean;
}

/** Account and password, then the code where the account has a second factor. */
export function SignInCard({ over, refused }: SignInCardProps) {
  const { t } = useTranslation("login");
  const text = useProblemText();
  const [asksCode, setAsksCode] = useState(false);
  const [form] = Form.useForm<Given>();
  const ways = useQuery(readSignInWaysOptions());
  const attempt = useMutation({
    mutationFn: (given: Given) => signIn(given.account.trim(), given.password, given.code),
    onError: (error) => {
      if (error instanceof ProblemError && error.code === "code_required") setAsksCode(true);
      else form.resetFields(["code"]);
    },
  });
  const failed =
    attempt.error instanceof ProblemError && attempt.error.code === "code_required"
      ? null
      : attempt.error;
  return (
    <Form
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={(given) => attempt.mutate(given)}
      validateTrigger="onSubmit"
    >
      {over && !failed && <Alert type="info" showIcon title={t("over")} role="status" />}
      {refused && !failed && <Alert type="error" showIcon title={t("singleSignOnRefused")} />}
      {failed && <Alert type="error" showIcon title={text(failed)} />}
      <Form.Item
        name="account"
        label={t("account")}
        rules={[{ required: true, message: t("accountMissing") }]}
      >
        <Input autoFocus autoComplete="username" maxLength={64} disabled={asksCode} />
      </Form.Item>
      <Form.Item
        name="password"
        label={t("password")}
        rules={[{ required: true, message: t("passwordMissing") }]}
      >
        <Input.Password autoComplete="current-password" maxLength={1024} disabled={asksCode} />
      </Form.Item>
      {asksCode && (
        <Form.Item
          name="code"
          label={t("code")}
          extra={t("codeHelp")}
          rules={[{ required: true, pattern: /^\d{6}$/, message: t("codeForm") }]}
        >
          <Input autoFocus inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
        </Form.Item>
      )}
      <Button type="primary" htmlType="submit" block size="large" loading={attempt.isPending}>
        {t("signIn")}
      </Button>
      {ways.data?.single_sign_on && (
        <Button block href="/api/v1/session/oidc" className="login-other">
          {t("singleSignOn")}
        </Button>
      )}
    </Form>
  );
}
