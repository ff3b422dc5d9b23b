import { createRoot } from "react-dom/client";
import { App } from "./App";
import { keptLanguage, prepareLanguages } from "./i18n";
import { prepareStyles } from "./nonce";
import { applyMode, keptMode } from "./theme";
import "./app.css";

prepareStyles();
applyMode(keptMode());
await prepareLanguages(keptLanguage());
const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
