import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import enCommon from "./en/common.json";
import zhCommon from "./zh-CN/common.json";

/** Languages of the page; the first is the one shown until the reader chooses. */
export const LANGUAGES = ["zh-CN", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

const KEPT = "guanlian.language";
// One file a page and language, read when the page is opened.
const files = import.meta.glob<{ default: Record<string, unknown> }>([
  "./zh-CN/*.json",
  "./en/*.json",
  "!./*/common.json",
]);

/** The language the reader chose before. */
export function keptLanguage(): Language {
  const kept = window.localStorage.getItem(KEPT);
  return LANGUAGES.find((one) => one === kept) ?? "zh-CN";
}

/** Change the language of the whole page and remember it in this browser. */
export async function changeLanguage(language: Language): Promise<void> {
  window.localStorage.setItem(KEPT, language);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}

/** Start i18next; texts of a page come with the page. */
export async function prepareLanguages(language: Language): Promise<void> {
  document.documentElement.lang = language;
  await i18next
    .use({
      type: "backend" as const,
      read(lng: string, namespace: string, done: (error: unknown, data: unknown) => void) {
        const load = files[`./${lng}/${namespace}.json`];
        if (!load) {
          done(new Error(`no texts ${lng}/${namespace}`), null);
          return;
        }
        load().then(
          (found) => done(null, found.default),
          (error) => done(error, null),
        );
      },
    })
    .use(initReactI18next)
    .init({
      lng: language,
      supportedLngs: [...LANGUAGES],
      fallbackLng: "zh-CN",
      defaultNS: "common",
      ns: ["common"],
      resources: { "zh-CN": { common: zhCommon }, en: { common: enCommon } },
      partialBundledLanguages: true,
      interpolation: { escapeValue: false },
      returnNull: false,
    });
}
