import { expect, it } from "vitest";
import { matching } from "./CodePicker";
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

const CODES = [
  ["0001", "云岭市"],
  ["000101", "云岭市临江区"],
  ["0002", "澜石市"],
] as const;

it("a box of codes is searched by the beginning of a code or a part of a name", () => {
  expect(matching(CODES, "000").map(([code]) => code)).toEqual(["0001", "000101", "0002"]);
  expect(matching(CODES, "云岭").map(([code]) => code)).toEqual(["0001", "000101"]);
});

it("a box that holds a code covers nothing below it with a list", () => {
  expect(matching(CODES, "0001")).toEqual([]);
});
