// What ECharts is told to draw: flows between classes, and shares of classes over months.
import type { LineSeriesOption, SankeySeriesOption } from "echarts/charts";
import type {
  AriaComponentOption,
  GridComponentOption,
  TooltipComponentOption,
} from "echarts/components";
import type { ComposeOption } from "echarts/core";
import { asClass, type MatrixRow } from "./matrix";
import { type ChartInk, DASHES, MARKS } from "./palette";

export type ChartOption = ComposeOption<
  | LineSeriesOption
  | SankeySeriesOption
  | AriaComponentOption
  | GridComponentOption
  | TooltipComponentOption
>;

export interface FlowWords {
  before: string;
  now: string;
  none: string;
  firms: (count: number) => string;
}

export interface ClassShares {
  month: string;
  /** Fraction of the scored, by class; null if nobody was scored. */
  shares: Record<"A" | "B" | "C" | "D", number | null>;
}

/** Flows from the classes of the month before to the classes of the month. */
export function flowOption(
  rows: readonly MatrixRow[],
  words: FlowWords,
  ink: ChartInk,
  withUnchanged: boolean,
): ChartOption {
  const links = rows
    .flatMap((row) => row.cells)
    .filter((cell) => cell.count > 0 && (withUnchanged || cell.from !== cell.to));
  const used = new Set(links.flatMap((cell) => [`<${cell.from}`, `>${cell.to}`]));
  const name = (key: string) => {
    const risk = asClass(key.slice(1));
    return `${risk === "none" ? words.none : risk} · ${key[0] === "<" ? words.before : words.now}`;
  };
  return {
    animation: false,
    tooltip: { trigger: "item", renderMode: "richText", confine: true },
    series: [
      {
        type: "sankey",
        left: 8,
        right: 140,
        top: 12,
        bottom: 12,
        nodeAlign: "left",
        nodeGap: 14,
        draggable: false,
        layoutIterations: 0,
        label: {
          color: ink.text,
          textBorderWidth: 0,
          fontSize: 12,
          formatter: (node) => name(String(node.name)),
        },
        lineStyle: { color: "source", opacity: 0.35, curveness: 0.5 },
        tooltip: {
          formatter: (shown) => {
            const item = shown as {
              dataType?: string;
              name: string;
              data: { source?: string; target?: string; value?: number };
              value?: number;
            };
            const count = words.firms(Number(item.data.value ?? item.value ?? 0));
            return item.dataType === "edge"
              ? `${name(String(item.data.source))} → ${name(String(item.data.target))}\n${count}`
              : `${name(item.name)}\n${count}`;
          },
        },
        data: rows
          .flatMap((row) => [`<${row.from}`, `>${row.from}`])
          .filter((key) => used.has(key))
          .map((key) => ({
            name: key,
            depth: key[0] === "<" ? 0 : 1,
            itemStyle: { color: ink.classes[asClass(key.slice(1))] },
          })),
        links: links.map((cell) => ({
          source: `<${cell.from}`,
          target: `>${cell.to}`,
          value: cell.count,
        })),
      },
    ],
  };
}

/** Lines of class shares over months, with a mark, a dash and the letter at its end for each class. */
export function shareOption(points: readonly ClassShares[], ink: ChartInk): ChartOption {
  const percent = (value: unknown) => (typeof value === "number" ? `${value.toFixed(2)} %` : "-");
  return {
    animation: false,
    tooltip: { trigger: "axis", renderMode: "richText", confine: true, valueFormatter: percent },
    grid: { left: 48, right: 36, top: 16, bottom: 28 },
    xAxis: {
      type: "category",
      data: points.map((point) => point.month),
      axisLabel: { color: ink.faint },
      axisLine: { lineStyle: { color: ink.line } },
    },
    yAxis: {
      type: "value",
      min: 0,
      axisLabel: { color: ink.faint, formatter: "{value} %" },
      splitLine: { lineStyle: { color: ink.line } },
    },
    series: (["A", "B", "C", "D"] as const).map((risk) => ({
      type: "line",
      name: risk,
      symbol: MARKS[risk],
      symbolSize: 8,
      color: ink.classes[risk],
      lineStyle: { type: DASHES[risk], width: risk === "D" ? 3 : 2 },
      endLabel: { show: true, formatter: risk, color: ink.classes[risk], fontWeight: "bold" },
      data: points.map((point) => {
        const share = point.shares[risk];
        return share === null ? null : Math.round(share * 10_000) / 100;
      }),
    })),
  };
}
