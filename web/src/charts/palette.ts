// Colours, dashes and marks of classes in charts: never colour alone.
import type { ClassOrNone } from "./matrix";

export interface ChartInk {
  classes: Record<ClassOrNone, string>;
  text: string;
  faint: string;
  line: string;
  ground: string;
}

export const MARKS: Record<ClassOrNone, string> = {
  A: "circle",
  B: "rect",
  C: "diamond",
  D: "triangle",
  none: "emptyCircle",
};

export const DASHES: Record<ClassOrNone, "solid" | "dashed" | "dotted" | number[]> = {
  A: "solid",
  B: [8, 3],
  C: "dashed",
  D: "solid",
  none: "dotted",
};

const LIGHT: ChartInk = {
  classes: { A: "#237804", B: "#0958d9", C: "#ad6800", D: "#cf1322", none: "#595959" },
  text: "#262626",
  faint: "#595959",
  line: "#d9d9d9",
  ground: "#ffffff",
};

const DARK: ChartInk = {
  classes: { A: "#73d13d", B: "#69b1ff", C: "#ffc53d", D: "#ff7875", none: "#a6a6a6" },
  text: "#e8e8e8",
  faint: "#b0b0b0",
  line: "#434343",
  ground: "#141414",
};

/** Ink of charts on the light or the dark page. */
export function chartInk(dark: boolean): ChartInk {
  return dark ? DARK : LIGHT;
}
