import { expect, it } from "vitest";
import { fitted } from "./viewport";

it("the view of a picture has all points inside a margin and the middle in the middle", () => {
  const view = fitted(
    [
      { x: -1_000, y: 0 },
      { x: 3_000, y: 500 },
    ],
    900,
    600,
  );
  expect(view).not.toBeNull();
  const { zoom, pan } = view ?? { zoom: 0, pan: { x: 0, y: 0 } };
  expect(-1_000 * zoom + pan.x).toBeCloseTo(52);
  expect(3_000 * zoom + pan.x).toBeCloseTo(848);
  expect(250 * zoom + pan.y).toBeCloseTo(300);
});

it("one point is not blown up", () => {
  expect(fitted([{ x: 7, y: 7 }], 900, 600)?.zoom).toBe(1.15);
});

it("no points have no view", () => {
  expect(fitted([], 900, 600)).toBeNull();
});
