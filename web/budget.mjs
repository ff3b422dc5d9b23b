// Fails when what a browser fetches before the first page is larger than the budget, gzipped.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET_KB = 450;
const built = new URL("../api/page/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("manifest.json", built)));

/** Files of an entry: itself, what it imports at once, its style sheets. */
function filesOf(name, found = new Set()) {
  const entry = manifest[name];
  if (!entry || found.has(entry.file)) return found;
  found.add(entry.file);
  for (const sheet of entry.css ?? []) found.add(sheet);
  for (const next of entry.imports ?? []) filesOf(next, found);
  return found;
}

const entries = ["index.html", "src/pages/Login.tsx", "src/pages/Home.tsx"];
const texts = ["login", "home"].map((page) => `src/i18n/zh-CN/${page}.json`);
let worst = 0;
for (const page of entries.slice(1)) {
  const files = new Set([...filesOf("index.html"), ...filesOf(page)]);
  for (const name of texts) for (const file of filesOf(name)) files.add(file);
  let bytes = 0;
  for (const file of files) bytes += gzipSync(readFileSync(new URL(file, built))).length;
  worst = Math.max(worst, bytes);
  process.stdout.write(`${page}: ${(bytes / 1000).toFixed(1)} kB gz in ${files.size} files\n`);
}
if (worst > BUDGET_KB * 1000) {
  process.stderr.write(`first page: ${(worst / 1000).toFixed(1)} kB gz, budget ${BUDGET_KB} kB\n`);
  process.exit(1);
}
