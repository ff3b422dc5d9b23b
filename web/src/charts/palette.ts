// Colours, dashes and marks of classes in charts: never colour alone.
import { classText, type Mode } from "../theme";
import type { ClassOrNone } from "./matrix";

export interface ChartInk {
  classes: Record<ClassOrNone, string>;
  text: string;
  faint: string;
  line: string;
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

const GROUND = {
  light: { text: "#1c2430", faint: "#47515f", line: "#dfe4ea", none: "#606b7b" },
  dark: { text: "#eaedf2", faint: "#bcc4d0", line: "#323b48", none: "#9aa5b5" },
} as const;

/** Ink of charts on the light or the dark page. */
export function chartInk(mode: Mode): ChartInk {
  const { none, ...ground } = GROUND[mode];
  const classes = {
    A: classText("A", mode),
    B: classText("B", mode),
    C: classText("C", mode),
    D: classText("D", mode),
    none,
  };
  return { ...ground, classes };
}
