import { Alert, Modal, Typography } from "antd";
import { useTranslation } from "react-i18next";

interface OneTimeProps {
  title: string;
  /** What is shown this once: a password or a key. */
  text: string;
  hint: string;
  onClose: () => void;
}

/** A secret that is shown once; it is nowhere on the page afterwards. */
export function OneTime({ title, text, hint, onClose }: OneTimeProps) {
  const { t } = useTranslation("admin");
  return (
    <Modal
      open
      title={title}
      onCancel={onClose}
      onOk={onClose}
      okText={t("noted")}
      mask={{ closable: false }}
      cancelButtonProps={{ style: { display: "none" } }}
    >
      <Typography.Paragraph copyable style={{ fontSize: 17, overflowWrap: "anywhere" }}>
        <code data-testid="one-time">{text}</code>
      </Typography.Paragraph>
      <Alert type="warning" showIcon title={hint} />
    </Modal>
  );
}
