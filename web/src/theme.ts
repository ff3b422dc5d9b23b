import { type ThemeConfig, theme } from "antd";
import type { RiskClass } from "./api/generated";

/** Light or dark; the first time, as the desktop says. */
export type Mode = "light" | "dark";

const KEPT = "guanlian.mode";

/** The mode chosen before in this browser. */
export function keptMode(): Mode {
  const kept = window.localStorage.getItem(KEPT);
  if (kept === "light" || kept === "dark") return kept;
  return window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

/** Remember the mode and tell the style sheet. */
export function applyMode(mode: Mode): void {
  window.localStorage.setItem(KEPT, mode);
  document.documentElement.dataset.mode = mode;
}

/**
 * Fill and text of each class; contrast of white on fill and of text on its ground is at
 * least 4.5:1 (WCAG 2.1, 1.4.3) in both modes. The same four fills serve canvas and charts.
 */
export const CLASS_COLOURS: Record<RiskClass, { fill: string; light: string; dark: string }> = {
  A: { fill: "#1d7a46", light: "#17683b", dark: "#63c58e" },
  B: { fill: "#2763b5", light: "#1f5299", dark: "#84b3f2" },
  C: { fill: "#a85a00", light: "#8f4c00", dark: "#f0a548" },
  D: { fill: "#c0282d", light: "#a81f25", dark: "#ff8f8a" },
};

/** Text of a class on the ground of a mode. */
export function classText(value: RiskClass, mode: Mode): string {
  return CLASS_COLOURS[value][mode];
}

const FONT =
  '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", sans-serif';

/** Tokens of Ant Design; the secondary texts are darker than its own, for contrast. */
export function themeOf(mode: Mode): ThemeConfig {
  const dark = mode === "dark";
  return {
    algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: {
      colorPrimary: dark ? "#3d7fd9" : "#1d57a8",
      colorLink: dark ? "#86b5f5" : "#1a4f99",
      colorLinkHover: dark ? "#b0d0ff" : "#123a73",
      colorError: dark ? "#e5605b" : "#c0282d",
      colorText: dark ? "#eaedf2" : "#1c2430",
      colorTextSecondary: dark ? "#bcc4d0" : "#47515f",
      colorTextDescription: dark ? "#b3bcc9" : "#525d6c",
      colorTextTertiary: dark ? "#aab4c2" : "#586373",
      colorTextPlaceholder: dark ? "#9aa5b5" : "#606b7b",
      colorBgLayout: dark ? "#11151b" : "#f2f4f7",
      colorBgContainer: dark ? "#1a2029" : "#ffffff",
      colorBgElevated: dark ? "#222a35" : "#ffffff",
      colorBorder: dark ? "#46505f" : "#bfc7d2",
      colorBorderSecondary: dark ? "#323b48" : "#dfe4ea",
      borderRadius: 5,
      fontFamily: FONT,
      fontSize: 14,
      motion: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    },
    components: {
      Table: { cellPaddingBlockMD: 8, headerColor: dark ? "#eaedf2" : "#2b3543" },
      Tabs: {
        itemSelectedColor: dark ? "#86b5f5" : "#1a4f99",
        itemHoverColor: dark ? "#b0d0ff" : "#123a73",
        itemActiveColor: dark ? "#86b5f5" : "#123a73",
      },
    },
  };
}
