import { expect, test } from "vitest";
import { forest } from "./forest";

const row = (code: string, parent: string | null) => ({ code, parent });

test("rows stand under the row that they name", () => {
  const [root] = forest([row("B", "A"), row("A", null), row("C", "B")]);

  expect([
    root?.row.code,
    root?.children[0]?.row.code,
    root?.children[0]?.children[0]?.row.code,
  ]).toEqual(["A", "B", "C"]);
});

test("a row whose parent is not in the table is a root, not lost", () => {
  expect(forest([row("B", "gone"), row("A", null)]).map((node) => node.row.code)).toEqual([
    "B",
    "A",
  ]);
});
