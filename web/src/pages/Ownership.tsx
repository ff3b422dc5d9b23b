import { useTranslation } from "react-i18next";
import { PageFrame } from "../ui/PageFrame";

export default function Ownership() {
  const { t } = useTranslation("ownership");
  return <PageFrame title={t("title")} />;
}
