import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Label } from "../api/generated";

/** Label of the service in the language of the page. */
export function useLabel(): (label: Label | null | undefined) => string {
  const { i18n } = useTranslation();
  const english = i18n.language === "en";
  return useCallback((label) => (label ? (english ? label.en : label.zh) : ""), [english]);
}
