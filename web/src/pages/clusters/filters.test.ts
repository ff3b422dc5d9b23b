import { expect, test } from "vitest";
import { askedOf } from "./ClusterFilters";

test("without filters the list shows every cluster, most records against expected first", () => {
  expect(askedOf({})).toEqual({
    risk_only: false,
    min_size: undefined,
    c_d_share: undefined,
    class: undefined,
    region: undefined,
    changed_since: undefined,
    sort: "ratio",
  });
});

test("a share is asked for as a fraction", () => {
  expect(askedOf({ cd: "25" }).c_d_share).toBe(0.25);
});

test("damaged values of an address count as no filter", () => {
  const asked = askedOf({
    size: "-3",
    cd: "900",
    class: "X",
    region: "a b",
    since: "2026-13",
    sort: "?",
  });
  expect(Object.values(asked).filter((value) => value !== undefined)).toEqual([false, "ratio"]);
});
