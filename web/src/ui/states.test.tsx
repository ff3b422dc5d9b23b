import { render, screen } from "@testing-library/react";
import { MemoryRouter } from "react-router";
import { expect, test } from "vitest";
import { GoneError, ProblemError, problemOf } from "../api/client";
import { choiceOf, withChoice } from "../month/month";
import { CLASS_COLOURS } from "../theme";
import { ClassTag } from "./ClassTag";
import { ErrorState, kindOf } from "./ErrorState";
import { isOther } from "./PartyLink";

test("every_problem_has_its_state", () => {
  const kind = (status: number, code: string) => kindOf(new ProblemError(status, code, ""));

  expect(kind(403, "out_of_scope")).toBe("outOfScope");
  expect(kind(403, "forbidden")).toBe("forbidden");
  expect(kind(404, "not_found")).toBe("notFound");
  expect(kind(429, "rate_limited")).toBe("busy");
  expect(kind(503, "not_ready")).toBe("notReady");
  expect(kind(500, "internal")).toBe("error");
  expect(kindOf(new GoneError())).toBe("gone");
});

test("no_answer_at_all_means_the_service_is_gone", () => {
  expect(problemOf(new TypeError("Failed to fetch"), undefined)).toBeInstanceOf(GoneError);
});

test("an_unexpected_error_shows_its_request_id", () => {
  const error = new ProblemError(500, "internal", "an unexpected error", "abc123");
  render(<ErrorState error={error} onRetry={() => undefined} />, { wrapper: MemoryRouter });

  expect(screen.getByRole("alert").textContent).toContain("abc123");
  expect(screen.getByRole("button", { name: /重\s*试/ })).toBeTruthy();
});

test("a_class_is_letter_and_shape_and_has_a_name", () => {
  render(<ClassTag value="D" />);
  const tag = screen.getByRole("img", { name: "D 类" });

  expect(tag.querySelector("text")?.textContent).toBe("D");
  expect(tag.querySelector("path")?.getAttribute("fill")).toBe(CLASS_COLOURS.D.fill);
});

function luminance(hex: string): number {
  const part = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

test.each(Object.entries(CLASS_COLOURS))(
  "letters_of_class_%s_stand_out_from_their_fill",
  (_, { fill }) => {
    expect(1.05 / (luminance(fill) + 0.05)).toBeGreaterThanOrEqual(4.5);
  },
);

test("a_damaged_month_of_an_address_counts_as_none_and_links_keep_a_good_one", () => {
  expect(choiceOf(new URLSearchParams("month=2026-13&revision=2"))).toEqual({});
  const choice = choiceOf(new URLSearchParams("month=2026-09&revision=2"));

  expect(withChoice("/search?q=a", choice)).toBe("/search?q=a&month=2026-09&revision=2");
  expect(withChoice("/search?q=a", {})).toBe("/search?q=a");
});

test("an_enterprise_without_a_credit_code_has_a_page_and_persons_places_contacts_have_none", () => {
  const ids = ["91000101MA0CYJGH6J", "R:registry:17", "P:1", "A:1", "C:1"];

  expect(ids.map(isOther)).toEqual([false, false, true, true, true]);
});
