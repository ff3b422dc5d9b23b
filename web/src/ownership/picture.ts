/** The diagram as a file of its own: colours and fonts are written into it. */

const STYLED = [
  "fill",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "font-size",
  "font-weight",
  "paint-order",
  "rx",
];

/** Copy of a drawn SVG that needs no style sheet, with a foot below it. */
export function standalone(drawn: SVGSVGElement, ground: string, foot: readonly string[]): string {
  const copy = drawn.cloneNode(true) as SVGSVGElement;
  const [from, to] = [[...drawn.querySelectorAll("*")], [...copy.querySelectorAll("*")]];
  for (const [at, element] of from.entries()) {
    const computed = window.getComputedStyle(element);
    const target = to[at];
    if (target === undefined) continue;
    for (const name of STYLED) {
      const value = computed.getPropertyValue(name);
      if (value !== "" && value !== "none" && value !== "normal") target.setAttribute(name, value);
    }
    if (computed.fill === "none") target.setAttribute("fill", "none");
    for (const name of ["class", "tabindex", "role", "data-key", "data-id", "data-handle"])
      target.removeAttribute(name);
  }
  const { x, y, width, height } = drawn.viewBox.baseVal;
  const deep = height + 22 * foot.length + 10;
  copy.setAttribute("viewBox", `${x} ${y} ${width} ${deep}`);
  copy.setAttribute("height", String(deep));
  copy.setAttribute(
    "font-family",
    "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Source Han Sans SC, sans-serif",
  );
  copy.setAttribute("font-size", "12.5");
  const back = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [name, value] of Object.entries({ x, y, width, height: deep, fill: ground }))
    back.setAttribute(name, String(value));
  copy.prepend(back);
  for (const [at, line] of foot.entries()) {
    const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
    text.setAttribute("x", String(x + 16));
    text.setAttribute("y", String(y + height + 22 * at + 8));
    text.setAttribute("fill", window.getComputedStyle(drawn).color);
    text.textContent = line;
    copy.append(text);
  }
  return new XMLSerializer().serializeToString(copy);
}

/** The same as a PNG of double size. */
export async function raster(svg: string, width: number, height: number): Promise<Blob | null> {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    const scale = Math.min(2, 8_000 / Math.max(width, height));
    canvas.width = width * scale;
    canvas.height = height * scale;
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((done) => canvas.toBlob(done, "image/png"));
  } finally {
    URL.revokeObjectURL(address);
  }
}
