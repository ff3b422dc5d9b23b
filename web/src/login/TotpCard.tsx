import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Form, Input, QRCode, Typography } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { confirmTotp, type Session, startTotp } from "../session/session";
import { useProblemText } from "./problems";

/** Set-up of a second factor: password, secret with its code to scan, first code. */
export function TotpCard({ session, next }: { session: Session; next: string }) {
  const { t } = useTranslation("login");
  const text = useProblemText();
  const navigate = useNavigate();
  const start = useMutation({
    mutationFn: (given: { password: string }) => startTotp(given.password),
  });
  const confirm = useMutation({
    mutationFn: (given: { code: string }) => confirmTotp(given.code),
    onSuccess: () => navigate(next, { replace: true }),
  });
  const failed = confirm.error ?? start.error;
  return (
    <>
      <h2>{t("totp.title")}</h2>
      <p className="soft">{session.second_factor ? t("totp.again") : t("totp.help")}</p>
      {failed && <Alert type="error" showIcon title={text(failed)} />}
      {!start.data && (
        <Form layout="vertical" requiredMark={false} onFinish={(given) => start.mutate(given)}>
          <Form.Item name="password" label={t("password")} rules={[{ required: true }]}>
            <Input.Password autoFocus autoComplete="current-password" />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={start.isPending}>
            {t("totp.start")}
          </Button>
        </Form>
      )}
      {start.data && (
        <Form layout="vertical" requiredMark={false} onFinish={(given) => confirm.mutate(given)}>
          <div className="login-qr">
            <QRCode
              type="svg"
              value={start.data.address}
              bgColor="#fff"
              color="#000"
              aria-label={t("totp.code")}
            />
          </div>
          <p>
            {t("totp.secret")}{" "}
            <Typography.Text copyable data-testid="totp-secret">
              {start.data.secret}
            </Typography.Text>
          </p>
          <Form.Item
            name="code"
            label={t("code")}
            rules={[{ required: true, pattern: /^\d{6}$/, message: t("codeForm") }]}
          >
            <Input autoFocus inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={confirm.isPending}>
            {t("totp.confirm")}
          </Button>
        </Form>
      )}
      <Button type="link" block onClick={() => navigate(next)}>
        {t("change.back")}
      </Button>
    </>
  );
}
