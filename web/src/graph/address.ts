/** Filters and mode of the page as words of its address, and back; what equals the start is left out. */

import { ALL, type Filters, MAX_HOPS } from "./filters";
import { CLASS_BOXES, TIE_KINDS } from "./kinds";

export const LAYOUTS = ["force", "rings", "tree"] as const;
export type Layout = (typeof LAYOUTS)[number];
export const SHOWS = ["canvas", "table"] as const;
export type Show = (typeof SHOWS)[number];

export interface Address {
  readonly center: string | null;
  readonly filters: Filters;
  readonly layout: Layout;
  readonly show: Show;
  readonly selected: string | null;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

function oneOf<T extends string>(words: readonly T[], given: string | null, start: T): T {
  return words.find((word) => word === given) ?? start;
}

function some<T extends string>(words: readonly T[], given: string | null): ReadonlySet<T> {
  if (given === null) return new Set(words);
  const asked = new Set(given.split(","));
  return new Set(words.filter((word) => asked.has(word)));
}

function day(given: string | null): string | null {
  return given !== null && DAY.test(given) ? given : null;
}

/** Reads an address; what cannot be read falls back to the start and never to an error. */
export function readAddress(words: URLSearchParams): Address {
  const hops = Number(words.get("hops") ?? ALL.hops);
  return {
    center: words.get("center"),
    selected: words.get("selected"),
    layout: oneOf(LAYOUTS, words.get("layout"), "force"),
    show: oneOf(SHOWS, words.get("show"), "canvas"),
    filters: {
      kinds: some(TIE_KINDS, words.get("kinds")),
      classes: some(CLASS_BOXES, words.get("classes")),
      from: day(words.get("from")),
      to: day(words.get("to")),
      hops: Number.isInteger(hops) && hops >= 1 && hops <= MAX_HOPS ? hops : ALL.hops,
      persons: words.get("persons") !== "0",
      addresses: words.get("addresses") !== "0",
      ended: words.get("ended") === "1",
      isVoid: words.get("void") === "1",
    },
  };
}

/** Writes an address over the words that other parts of the page put there (month, revision). */
export function writeAddress(address: Address, words: URLSearchParams): URLSearchParams {
  const { filters } = address;
  const written = new URLSearchParams(words);
  const put = (name: string, value: string | null) => {
    if (value === null) written.delete(name);
    else written.set(name, value);
  };
  put("center", address.center);
  put("selected", address.selected);
  put("layout", address.layout === "force" ? null : address.layout);
  put("show", address.show === "canvas" ? null : address.show);
  put("kinds", filters.kinds.size === TIE_KINDS.length ? null : [...filters.kinds].join(","));
  put(
    "classes",
    filters.classes.size === CLASS_BOXES.length ? null : [...filters.classes].join(","),
  );
  put("from", filters.from);
  put("to", filters.to);
  put("hops", filters.hops === ALL.hops ? null : String(filters.hops));
  put("persons", filters.persons ? null : "0");
  put("addresses", filters.addresses ? null : "0");
  put("ended", filters.ended ? "1" : null);
  put("void", filters.isVoid ? "1" : null);
  return written;
}
