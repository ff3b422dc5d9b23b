import { UserOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { type Session, signOut } from "../session/session";

/** Who is signed in, and the way out. */
export function AccountMenu({ session }: { session: Session }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const place =
    session.authority?.name ??
    session.authority?.code ??
    (session.whole_area ? t("wholeArea") : "");
  const act = async (key: string) => {
    if (key === "password") navigate("/login?change=1");
    if (key === "totp") navigate("/login?totp=1");
    if (key === "keys") navigate("/keys");
    if (key === "out") {
      await signOut().catch(() => undefined);
      navigate("/login", { replace: true });
    }
  };
  return (
    <Dropdown
      trigger={["click"]}
      menu={{
        items: [
          { key: "password", label: t("head.password") },
          { key: "totp", label: t("head.totp") },
          ...(session.rights.includes("read") ? [{ key: "keys", label: t("head.keys") }] : []),
          { type: "divider" },
          { key: "out", label: t("head.signOut") },
        ],
        onClick: ({ key }) => act(key),
      }}
    >
      <Button type="text" className="shell-account" icon={<UserOutlined />}>
        <span>
          {session.display}
          <small>
            {session.roles.map((role) => t(`role.${role}`)).join("、")}
            {place && ` · ${place}`}
          </small>
        </span>
      </Button>
    </Dropdown>
  );
}
