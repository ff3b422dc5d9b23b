import { createRoot } from "react-dom/client";
import { App } from "./App";
import { keptLanguage, prepareLanguages } from "./i18n";
import { applyMode, keptMode } from "./theme";
import "./app.css";

applyMode(keptMode());
await prepareLanguages(keptLanguage());
const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
