/** A row and the rows under it. */
export interface Grown<Row> {
  row: Row;
  children: Grown<Row>[];
}

/** Trees of rows that name the row above; a row whose parent is not there is a root. */
export function forest<Row extends { code: string; parent: string | null }>(
  rows: readonly Row[],
): Grown<Row>[] {
  const grown = new Map(rows.map((row) => [row.code, { row, children: [] as Grown<Row>[] }]));
  const roots: Grown<Row>[] = [];
  for (const node of grown.values()) {
    const above = node.row.parent === null ? undefined : grown.get(node.row.parent);
    (above ? above.children : roots).push(node);
  }
  return roots;
}
