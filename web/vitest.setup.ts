import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";
import { prepareLanguages } from "./src/i18n";

// jsdom has no media queries and no observers; Ant Design asks for both.
window.matchMedia = (query: string) =>
  ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
    dispatchEvent: () => false,
    onchange: null,
  }) as MediaQueryList;
class Silent {
  observe() {}
  unobserve() {}
  disconnect() {}
}
window.ResizeObserver ??= Silent as unknown as typeof ResizeObserver;
await prepareLanguages("zh-CN");
afterEach(cleanup);
