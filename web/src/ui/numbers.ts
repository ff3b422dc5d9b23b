import { useCallback } from "react";
import { useTranslation } from "react-i18next";

/** Numbers in the language of the page, with a fixed number of decimals. */
export function useNumber(): (value: number | null | undefined, decimals?: number) => string {
  const { i18n } = useTranslation();
  return useCallback(
    (value, decimals = 0) =>
      value === null || value === undefined
        ? "–"
        : new Intl.NumberFormat(i18n.language, {
            minimumFractionDigits: decimals,
            maximumFractionDigits: decimals,
          }).format(value),
    [i18n.language],
  );
}

/** Fraction as a percentage. */
export function percent(value: number | null | undefined, decimals = 1): string {
  return value === null || value === undefined ? "–" : `${(100 * value).toFixed(decimals)}%`;
}
