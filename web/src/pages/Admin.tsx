import { useTranslation } from "react-i18next";
import { PageFrame } from "../ui/PageFrame";

export default function Admin() {
  const { t } = useTranslation("admin");
  return <PageFrame title={t("title")} />;
}
