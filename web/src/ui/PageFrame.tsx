import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { Published } from "../api/generated";
import { DataDate } from "./DataDate";

/** Frame of a page: its title in the tab and as the one h1, actions and the data date beside it. */
export function PageFrame({
  title,
  heading,
  published,
  actions,
  wide = false,
  children,
}: {
  title: string;
  /** Instead of the title, where the heading is more than text. */
  heading?: ReactNode;
  published?: Published;
  actions?: ReactNode;
  wide?: boolean;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} · ${t("product")}`;
  }, [title, t]);
  return (
    <div className={wide ? "page page-wide" : "page"}>
      <div className="page-head">
        <h1>{heading ?? title}</h1>
        {published && <DataDate published={published} />}
        {actions && <div className="page-actions">{actions}</div>}
      </div>
      {children}
    </div>
  );
}
