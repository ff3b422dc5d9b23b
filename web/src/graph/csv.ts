/** Tables as CSV that a spreadsheet opens without running anything in it. */

const BOM = "\ufeff";
const RISKY = /^[=+\-@\t\r]/;

export type Cell = string | number | null;

/** One cell: a text that a spreadsheet would run as a formula gets an apostrophe before it. */
export function cell(value: Cell): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const safe = RISKY.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** UTF-8 text with a byte order mark, so that a spreadsheet reads Chinese right. */
export function csv(
  head: readonly string[],
  rows: Iterable<readonly Cell[]>,
  foot: readonly string[] = [],
): string {
  const lines = [head.map(cell).join(",")];
  for (const row of rows) lines.push(row.map(cell).join(","));
  if (foot.length > 0) lines.push("", ...foot.map((line) => cell(line)));
  return `${BOM}${lines.join("\r\n")}\r\n`;
}
