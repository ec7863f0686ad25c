/** What a person chose for this browser: language and colours. Kept in its storage, which may be forbidden. */
import { effect, signal } from "@preact/signals";
import type { PageLanguage } from "./wording/wording.js";

export type Theme = "auto" | "light" | "dark";

function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // It is asked for again next time.
  }
}

const languageKey = "console.language";
const themeKey = "console.theme";

const isLanguage = (value: string | null): value is PageLanguage => value === "en" || value === "zh-CN";
const isTheme = (value: string | null): value is Theme =>
  value === "auto" || value === "light" || value === "dark";

function firstLanguage(): PageLanguage {
  const value = kept(languageKey);
  if (isLanguage(value)) return value;
  return navigator.languages
    .find((each) => /^(zh|en)\b/i.test(each))
    ?.toLowerCase()
    .startsWith("zh")
    ? "zh-CN"
    : "en";
}

const firstTheme = kept(themeKey);

export const language = signal<PageLanguage>(firstLanguage());
export const theme = signal<Theme>(isTheme(firstTheme) ? firstTheme : "auto");

export function chooseLanguage(value: PageLanguage): void {
  language.value = value;
  keep(languageKey, value);
}

export function chooseTheme(value: Theme): void {
  theme.value = value;
  keep(themeKey, value);
}

/** Pico's colours follow `data-theme`, and without it the system. */
export function followPreferences(title: () => string): void {
  effect(() => {
    document.documentElement.lang = language.value;
    document.title = title();
  });
  effect(() => {
    if (theme.value === "auto") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.dataset.theme = theme.value;
  });
}
