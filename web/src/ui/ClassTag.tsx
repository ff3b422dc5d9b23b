import { useTranslation } from "react-i18next";
import type { RiskClass } from "../api/generated";
import { CLASS_COLOURS } from "../theme";

/** Outline of each class: circle, rounded square, triangle, octagon; readable without colour. */
export const CLASS_SHAPES: Record<RiskClass, string> = {
  A: "M12 1.5a10.5 10.5 0 1 1 0 21a10.5 10.5 0 1 1 0-21z",
  B: "M5 2h14a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3V5a3 3 0 0 1 3-3z",
  C: "M12 .8 24 22.6H0z",
  D: "M7.2.8h9.6l6.4 6.4v9.6l-6.4 6.4H7.2L.8 16.8V7.2z",
};

/** Class of an enterprise: letter, colour and shape. */
export function ClassTag({
  value,
  size = 22,
  label = true,
}: {
  value: RiskClass | null | undefined;
  size?: number;
  label?: boolean;
}) {
  const { t } = useTranslation();
  if (!value) return <span className="class-none">{t("classNone")}</span>;
  const name = t("classLabel", { value });
  return (
    // biome-ignore lint/a11y/noSvgWithoutTitle: named by aria-label, or hidden beside text that says it
    <svg
      className={`class-tag class-${value}`}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      {...(label ? { role: "img", "aria-label": name } : { "aria-hidden": true })}
    >
      <path d={CLASS_SHAPES[value]} fill={CLASS_COLOURS[value].fill} />
      <text
        x="12"
        y={value === "C" ? 20 : 16.8}
        textAnchor="middle"
        fontSize={value === "C" ? 12 : 13.5}
        fontWeight="700"
        fill="#fff"
      >
        {value}
      </text>
    </svg>
  );
}
