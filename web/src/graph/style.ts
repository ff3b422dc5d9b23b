/**
 * How the canvas draws: class by colour, letter and outline; ties by colour and line.
 *
 * Widths, fonts and shapes are classes set on elements, never computed while the picture moves. What the
 * library does anyway is not said again: each property of an element costs time when 5,000 of them appear.
 */

import type { StylesheetStyle } from "cytoscape";
import { CLASS_COLOURS, type Mode } from "../theme";
import { RISK_CLASSES, type RiskClass, TIE_KINDS, type TieKind } from "./kinds";
import { EDGE_FONT, FONT_SIZES } from "./lod";
import signA from "./signs/A.svg";
import signB from "./signs/B.svg";
import signC from "./signs/C.svg";
import signContact from "./signs/contact.svg";
import signD from "./signs/D.svg";
import signDistrict from "./signs/district.svg";
import signLock from "./signs/lock.svg";
import signNone from "./signs/none.svg";
import signPerson from "./signs/person.svg";
import signPlace from "./signs/place.svg";

interface TieLook {
  /** Readable on the ground of each mode: 3:1 at least. */
  readonly light: string;
  readonly dark: string;
}

export const TIE_LOOKS: Readonly<Record<TieKind, TieLook>> = {
  HOLDS: { light: "#5a6b80", dark: "#8fa3bc" },
  LEGAL_REPRESENTATIVE_OF: { light: "#7a4fa3", dark: "#b893dd" },
  OFFICER_OF: { light: "#8e6fb0", dark: "#a58bc4" },
  BRANCH_OF: { light: "#2f7f86", dark: "#63b7be" },
  REGISTERED_AT: { light: "#9a7434", dark: "#cfa45c" },
  REACHED_AT: { light: "#8a8233", dark: "#c2b95c" },
  FILED_BY: { light: "#7d7f84", dark: "#a0a4ab" },
  GUARANTEES: { light: "#b04a79", dark: "#e08bb2" },
  LENDS_TO: { light: "#b2552d", dark: "#e39468" },
  LEASES_TO: { light: "#56863d", dark: "#8fc274" },
  TRADES_WITH: { light: "#3d7eb0", dark: "#7db5e0" },
  POSSIBLY_SAME: { light: "#a0522d", dark: "#d99270" },
};

const CLASS_SHAPE: Readonly<
  Record<RiskClass, "ellipse" | "round-rectangle" | "triangle" | "octagon">
> = {
  A: "ellipse",
  B: "round-rectangle",
  C: "triangle",
  D: "octagon",
};
const CLASS_SIGN: Readonly<Record<RiskClass, string>> = { A: signA, B: signB, C: signC, D: signD };

/** Fill of nodes that have no class. */
export const KIND_FILL = {
  none: "#6b7480",
  person: "#5f5486",
  place: "#8a6a2f",
  contact: "#77713a",
} as const;
/** Class but no more: outside the viewer's area. */
export const OUT_FILL: Readonly<Record<RiskClass | "none", string>> = {
  A: "#cfe6d8",
  B: "#d3e1f4",
  C: "#f3e0c8",
  D: "#f3d2d3",
  none: "#dde1e6",
};

interface Ink {
  readonly text: string;
  readonly ground: string;
  readonly chosen: string;
  readonly halo: string;
  readonly majority: string;
}

export const INKS: Readonly<Record<Mode, Ink>> = {
  light: {
    text: "#1c2430",
    ground: "#ffffff",
    chosen: "#0b57d0",
    halo: "#e8a317",
    majority: "#c0282d",
  },
  dark: {
    text: "#eaedf2",
    ground: "#151a21",
    chosen: "#8ab8ff",
    halo: "#c98a12",
    majority: "#ff8f8a",
  },
};

const FONTS = "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Source Han Sans SC, sans-serif";

export function stylesheet(mode: Mode): StylesheetStyle[] {
  const ink = INKS[mode];
  return [
    {
      selector: "node",
      style: {
        width: 30,
        height: 30,
        "background-color": KIND_FILL.none,
        "background-image": signNone,
        "background-fit": "contain",
        shape: "rectangle",
      },
    },
    ...RISK_CLASSES.map((one) => ({
      selector: `node.class-${one}`,
      style: {
        "background-color": CLASS_COLOURS[one].fill,
        "background-image": CLASS_SIGN[one],
        shape: CLASS_SHAPE[one],
        ...(one === "C" || one === "D" ? { width: 36, height: 36 } : {}),
      },
    })),
    kind("person", "ellipse", signPerson),
    kind("place", "diamond", signPlace),
    kind("contact", "hexagon", signContact),
    ...([...RISK_CLASSES, "none"] as const).map((one) => ({
      selector: `node.out.class-${one}`,
      style: {
        "background-color": OUT_FILL[one],
        "background-image": signLock,
        "border-width": 1.5,
        "border-color": one === "none" ? KIND_FILL.none : CLASS_COLOURS[one].fill,
        "border-style": "dotted" as const,
      },
    })),
    {
      selector: "node.meta",
      style: {
        "background-image": signDistrict,
        width: 44,
        height: 44,
        shape: "round-rectangle",
        "text-wrap": "wrap",
      },
    },
    {
      selector: "node.root",
      style: { width: 46, height: 46, "border-width": 3, "border-color": ink.text },
    },
    {
      selector: "node.hidden-ties",
      style: {
        "underlay-color": ink.halo,
        "underlay-opacity": 0.35,
        "underlay-padding": 6,
        "underlay-shape": "ellipse",
      },
    },
    {
      selector: "node.pinned",
      style: { "border-width": 3, "border-color": ink.chosen, "border-style": "double" },
    },
    {
      selector: "node.labelled",
      style: {
        label: "data(label)",
        "z-index": 5,
        color: ink.text,
        "text-valign": "bottom",
        "text-margin-y": 3,
        "text-outline-color": ink.ground,
        "text-outline-width": 2,
        "font-family": FONTS,
        "min-zoomed-font-size": 5,
      },
    },
    { selector: "node.labelled.above", style: { "text-valign": "top", "text-margin-y": -3 } },
    ...FONT_SIZES.flatMap((size, band) => [
      { selector: `node.font-${band}`, style: { "font-size": size } },
      { selector: `edge.font-${band}`, style: { "font-size": Math.round(size * EDGE_FONT) } },
    ]),
    {
      selector: "edge",
      style: {
        width: 1.4,
        "line-color": TIE_LOOKS.HOLDS[mode],
      },
    },
    ...TIE_KINDS.flatMap((one) => [
      { selector: `edge.${one}`, style: { "line-color": TIE_LOOKS[one][mode] } },
      {
        selector: `edge.${one}.arrows, edge.${one}.several`,
        style: { "target-arrow-color": TIE_LOOKS[one][mode] },
      },
    ]),
    {
      selector: "edge.arrows",
      style: { "curve-style": "straight", "target-arrow-shape": "triangle", "arrow-scale": 0.8 },
    },
    {
      selector: "edge.several",
      style: {
        "curve-style": "bezier",
        "control-point-step-size": 22,
        "target-arrow-shape": "triangle",
      },
    },
    { selector: "edge.majority", style: { width: 3 } },
    { selector: "edge.ended, edge.void", style: { "line-style": "dashed", "line-opacity": 0.75 } },
    { selector: "edge.POSSIBLY_SAME", style: { "line-style": "dotted" } },
    {
      selector: "edge.labelled",
      style: {
        label: "data(label)",
        color: ink.text,
        "font-family": FONTS,
        "text-background-color": ink.ground,
        "text-background-opacity": 0.85,
        "text-background-padding": "1px",
        "min-zoomed-font-size": 6,
      },
    },
    {
      selector: "node.dim",
      style: { opacity: 0.16, "underlay-opacity": 0 },
    },
    { selector: "edge.dim", style: { opacity: 0.08 } },
    {
      selector: "node.chosen",
      style: {
        "border-width": 4,
        "border-color": ink.chosen,
        "border-style": "solid",
        "z-index": 9,
      },
    },
    {
      selector: "edge.way",
      style: { width: 4, "line-color": ink.chosen, "target-arrow-color": ink.chosen, "z-index": 8 },
    },
  ];

  function kind(
    name: "person" | "place" | "contact",
    shape: "ellipse" | "diamond" | "hexagon",
    sign: string,
  ) {
    return {
      selector: `node.${name}`,
      style: {
        "background-color": KIND_FILL[name],
        "background-image": sign,
        shape,
        width: 26,
        height: 26,
      },
    };
  }
}
