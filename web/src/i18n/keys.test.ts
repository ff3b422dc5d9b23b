import { expect, test } from "vitest";

const files = import.meta.glob<{ default: Record<string, unknown> }>("./*/*.json", { eager: true });

function keysOf(tree: Record<string, unknown>, before = ""): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string"
      ? [`${before}${key.replace(/_(one|other)$/, "")}`]
      : keysOf(value as Record<string, unknown>, `${before}${key}.`),
  );
}

const chinese = Object.keys(files).filter((name) => name.startsWith("./zh-CN/"));

test("every_namespace_exists_in_both_languages", () => {
  const english = Object.keys(files).filter((name) => name.startsWith("./en/"));
  expect(english.map((name) => name.replace("/en/", "/zh-CN/")).sort()).toEqual(chinese.sort());
});

test.each(chinese)("%s_has_the_same_keys_in_english", (name) => {
  const zh = files[name]?.default ?? {};
  const en = files[name.replace("/zh-CN/", "/en/")]?.default ?? {};
  expect([...new Set(keysOf(en))].sort()).toEqual([...new Set(keysOf(zh))].sort());
});

test.each(chinese)("%s_uses_the_same_values_in_english", (name) => {
  const slots = (tree: unknown): string[] =>
    [...new Set(JSON.stringify(tree).match(/\{\{\w+/g) ?? [])].sort();
  const zh = files[name]?.default ?? {};
  const en = files[name.replace("/zh-CN/", "/en/")]?.default ?? {};
  expect(slots(en)).toEqual(slots(zh));
});
