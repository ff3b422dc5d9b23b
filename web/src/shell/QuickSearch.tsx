import { SearchOutlined } from "@ant-design/icons";
import { Input, type InputRef } from "antd";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";
import { useMonth } from "../month/month";

/** Search of every page but those with their own box; "/" jumps into it. */
export function QuickSearch() {
  const { t } = useTranslation();
  const { keep } = useMonth();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const own = pathname === "/" || pathname === "/search";
  const box = useRef<InputRef>(null);
  useEffect(() => {
    const jump = (event: KeyboardEvent) => {
      const at = event.target as HTMLElement;
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (at.closest("input, textarea, select, [contenteditable=true]")) return;
      const target =
        box.current?.input ?? document.querySelector<HTMLInputElement>("[data-main-search] input");
      if (!target) return;
      event.preventDefault();
      target.focus();
    };
    document.addEventListener("keydown", jump);
    return () => document.removeEventListener("keydown", jump);
  }, []);
  if (own) return null;
  return (
    <Input
      ref={box}
      className="shell-search"
      type="search"
      prefix={<SearchOutlined />}
      placeholder={t("head.search")}
      aria-label={t("head.search")}
      allowClear
      onPressEnter={(event) => {
        const text = event.currentTarget.value.trim();
        if (text) navigate(keep(`/search?q=${encodeURIComponent(text)}`));
      }}
    />
  );
}
