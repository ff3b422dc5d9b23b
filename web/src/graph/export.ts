/** Files that the page makes by itself: the picture and its lists. */

import { type Cell, csv } from "./csv";
import type { Visible } from "./filters";
import type { GraphWords } from "./words";

/** Hands a file to the browser; the address of the bytes is given back at once. */
export function download(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(address), 1_000);
}

export interface Columns {
  readonly nodes: readonly string[];
  readonly edges: readonly string[];
}

/** Nodes, an empty line, then ties; the foot says where the lists come from. */
export function graphCsv(
  shown: Visible,
  words: GraphWords,
  heads: Columns,
  foot: readonly string[],
): string {
  const labels = new Map(shown.nodes.map((node) => [node.id, node.label]));
  const rows: (readonly Cell[])[] = shown.nodes.map((node) => [
    node.id,
    node.label,
    words.kind(node),
    node.riskClass,
    node.score,
    node.region,
    node.degree,
    shown.hops.get(node.id) ?? null,
  ]);
  rows.push([], heads.edges);
  for (const edge of shown.edges) {
    rows.push([
      edge.source,
      labels.get(edge.source) ?? null,
      words.tie(edge),
      edge.target,
      labels.get(edge.target) ?? null,
      edge.validFrom,
      edge.validTo,
      words.tieState(edge),
    ]);
  }
  return csv(heads.nodes, rows, foot);
}

export function csvBlob(text: string): Blob {
  return new Blob([text], { type: "text/csv;charset=utf-8" });
}
