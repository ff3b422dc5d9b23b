import { beforeEach, describe, expect, it } from "vitest";
import { edge, node } from "./samples";
import { type CanvasStore, createCanvasStore, MAX_UNDO } from "./store";

let canvas: CanvasStore;
const ids = () => [...canvas.getState().picture.nodes.keys()];

beforeEach(() => {
  canvas = createCanvasStore();
  canvas.getState().begin([node("a"), node("b")], [edge("a", "b")], ["a"]);
});

describe("undo", () => {
  it("brings back the picture before an expansion, and redo the one after", () => {
    canvas.getState().expand("b", [node("c")], [edge("b", "c")], null);
    canvas.getState().undo();
    expect(ids()).toEqual(["a", "b"]);
    canvas.getState().redo();
    expect(ids()).toEqual(["a", "b", "c"]);
  });

  it("keeps fifty pictures", () => {
    for (let at = 0; at < MAX_UNDO + 5; at += 1) canvas.getState().pin("b", at % 2 === 0);
    expect(canvas.getState().past).toHaveLength(MAX_UNDO);
  });

  it("a new step forgets what was undone", () => {
    canvas.getState().pin("b", true);
    canvas.getState().undo();
    canvas.getState().pin("a", true);
    expect(canvas.getState().future).toEqual([]);
  });

  it("does not hold a choice of a node that went", () => {
    canvas.getState().expand("b", [node("c")], [edge("b", "c")], null);
    canvas.getState().select("c");
    canvas.getState().undo();
    expect(canvas.getState().selected).toBeNull();
  });

  it("at the first picture does nothing", () => {
    canvas.getState().undo();
    expect(ids()).toEqual(["a", "b"]);
  });
});

it("places found by a layout are no step of their own", () => {
  canvas.getState().settle([["a", { x: 1, y: 1 }]], "1 force");
  expect(canvas.getState().past).toEqual([]);
});

it("an expansion that brings nothing new is no step, but remembers the page", () => {
  canvas.getState().expand("b", [node("a")], [], { total: 9, cursor: "next", last: "a" });
  expect(canvas.getState().past).toEqual([]);
  expect(canvas.getState().picture.page.get("b")).toEqual({ total: 9, cursor: "next", last: "a" });
});

it("a collapse that takes nothing away is no step", () => {
  canvas.getState().collapse("b");
  expect(canvas.getState().past).toEqual([]);
});
