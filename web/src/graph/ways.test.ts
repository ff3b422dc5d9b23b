import { expect, it } from "vitest";
import { edge, node } from "./samples";
import { effectiveHolding, joined, weakest } from "./ways";

const way = (...edges: ReturnType<typeof edge>[]) => ({
  nodes: ["a", "b", "c"].map((id) => node(id)),
  edges,
});

it("an effective holding is the product of the shares", () => {
  const chain = way(edge("a", "b", { share: 0.5 }), edge("b", "c", { share: 0.4 }));
  expect(effectiveHolding(chain)).toBeCloseTo(0.2);
});

it("holdings may all point backwards", () => {
  const chain = way(edge("b", "a", { share: 0.5 }), edge("c", "b", { share: 0.4 }));
  expect(effectiveHolding(chain)).toBeCloseTo(0.2);
});

it("no effective holding over another tie, an unknown share or a turn", () => {
  const held = edge("a", "b", { share: 0.5 });
  expect(effectiveHolding(way(held, edge("b", "c", { kind: "OFFICER_OF" })))).toBeNull();
  expect(effectiveHolding(way(held, edge("b", "c")))).toBeNull();
  expect(effectiveHolding(way(held, edge("c", "b", { share: 0.4 })))).toBeNull();
});

it("the weakest tie is the one that carries least", () => {
  const sure = edge("a", "b", { share: 0.5 });
  const unsure = edge("b", "c", { kind: "POSSIBLY_SAME", confidence: 0.3 });
  expect(weakest(way(sure, unsure))?.id).toBe("b-c");
  expect(weakest(way(edge("a", "b"), edge("b", "c")))).toBeNull();
});

it("a path whose ties do not meet is none", () => {
  expect(joined(way(edge("a", "b"), edge("c", "b")))).toBe(true);
  expect(joined(way(edge("a", "b"), edge("c", "a")))).toBe(false);
});
