import { useTranslation } from "react-i18next";
import { PageFrame } from "../ui/PageFrame";

export default function Login() {
  const { t } = useTranslation("login");
  return <PageFrame title={t("title")} />;
}
