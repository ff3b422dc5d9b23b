import { expect, it } from "vitest";
import { nameOfRegion } from "./codes";

const NAMES = new Map([
  ["65", "新疆维吾尔自治区"],
  ["650102", "乌鲁木齐市天山区"],
]);

it("a region has its own name", () => {
  expect(nameOfRegion(NAMES, "650102")).toBe("乌鲁木齐市天山区");
});

it("a region nobody named is told by the nearest one above it and its code", () => {
  expect(nameOfRegion(NAMES, "652201")).toBe("新疆维吾尔自治区 652201");
  expect(nameOfRegion(NAMES, "650102003")).toBe("乌鲁木齐市天山区 650102003");
});

it("an unknown code stays a code", () => {
  expect(nameOfRegion(NAMES, "990101")).toBe("990101");
});
