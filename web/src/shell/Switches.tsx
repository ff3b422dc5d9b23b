import { MoonOutlined, SunOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "react-i18next";
import { changeLanguage } from "../i18n";
import { useMode } from "../mode";

/** Language and light or dark. */
export function Switches() {
  const { t, i18n } = useTranslation();
  const { mode, toggle } = useMode();
  return (
    <span className="shell-switches">
      <Button
        type="text"
        lang={i18n.language === "en" ? "zh-CN" : "en"}
        onClick={() => changeLanguage(i18n.language === "en" ? "zh-CN" : "en")}
      >
        {t("head.language")}
      </Button>
      <Button
        type="text"
        aria-label={t("head.theme")}
        aria-pressed={mode === "dark"}
        icon={mode === "dark" ? <SunOutlined /> : <MoonOutlined />}
        onClick={toggle}
      />
    </span>
  );
}
