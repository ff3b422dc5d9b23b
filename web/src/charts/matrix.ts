// The migration matrix as rows of a table: counts, row shares, and which way a cell points.

export type ClassOrNone = "A" | "B" | "C" | "D" | "none";
export type Tone = "same" | "worse" | "better" | "edge";

export interface MatrixCell {
  from: ClassOrNone;
  to: ClassOrNone;
  count: number;
  /** Fraction of the row; null if the row is empty. */
  share: number | null;
  tone: Tone;
}

export interface MatrixRow {
  from: ClassOrNone;
  total: number;
  cells: MatrixCell[];
}

const RANK: Record<ClassOrNone, number> = { A: 0, B: 1, C: 2, D: 3, none: -1 };

/** Whether a change makes the class worse, better, leaves it, or is an entry or a leave. */
export function toneOf(from: ClassOrNone, to: ClassOrNone): Tone {
  if (from === to) return "same";
  if (from === "none" || to === "none") return "edge";
  return RANK[to] > RANK[from] ? "worse" : "better";
}

/** Rows of the matrix in the order of its classes. */
export function matrixRows(
  classes: readonly string[],
  counts: readonly (readonly number[])[],
): MatrixRow[] {
  const names = classes.map(asClass);
  return names.map((from, row) => {
    const line = counts[row] ?? [];
    const total = line.reduce((sum, count) => sum + count, 0);
    const cells = names.map((to, column) => {
      const count = line[column] ?? 0;
      return { from, to, count, share: total ? count / total : null, tone: toneOf(from, to) };
    });
    return { from, total, cells };
  });
}

/** Totals of the columns, in the order of the classes. */
export function columnTotals(rows: readonly MatrixRow[]): number[] {
  return (rows[0]?.cells ?? []).map((_, column) =>
    rows.reduce((sum, row) => sum + (row.cells[column]?.count ?? 0), 0),
  );
}

/** How many became worse, better, entered or left; those that stayed are not counted. */
export function moves(rows: readonly MatrixRow[]): Record<Exclude<Tone, "same">, number> {
  const found = { worse: 0, better: 0, edge: 0 };
  for (const cell of rows.flatMap((row) => row.cells)) {
    if (cell.tone !== "same") found[cell.tone] += cell.count;
  }
  return found;
}

export function asClass(name: string): ClassOrNone {
  return name === "A" || name === "B" || name === "C" || name === "D" ? name : "none";
}
