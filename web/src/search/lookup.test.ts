import { expect, test } from "vitest";
import { nextOf } from "../pages/Login";
import { kindOfFile, linesOf } from "./ListLookup";
import { filtersOf } from "./SearchResults";

test("empty_lines_and_spaces_of_a_pasted_list_count_for_nothing", () => {
  expect(linesOf(" 甲公司 \r\n\r\n乙公司\n")).toEqual(["甲公司", "乙公司"]);
});

test("the_kind_of_a_file_is_that_of_its_name", () => {
  expect(kindOfFile("list.CSV")).toBe("text/csv");
  expect(kindOfFile("list.xlsx")).toContain("spreadsheetml");
  expect(kindOfFile("list.txt")).toBe("text/plain");
});

test("unknown_filters_of_an_address_count_as_none", () => {
  expect(filtersOf(new URLSearchParams("class=E&status=x&region=abc"))).toEqual({});
  expect(filtersOf(new URLSearchParams("class=D&region=000102&status=revoked"))).toEqual({
    class: "D",
    region: "000102",
    status: "revoked",
  });
});

test.each(["//evil.example/x", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])(
  "sign_in_never_goes_on_to_another_site: %s",
  (next) => {
    expect(nextOf(new URLSearchParams({ next }))).toBe("/");
  },
);

test("sign_in_goes_on_to_the_page_asked_for", () => {
  expect(nextOf(new URLSearchParams({ next: "/clusters?month=2026-09" }))).toBe(
    "/clusters?month=2026-09",
  );
});
