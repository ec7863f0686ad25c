import { chooseLanguage, chooseTheme, language, type Theme, theme } from "../preferences.js";
import { say } from "../say.js";
import type { PageLanguage } from "../wording/wording.js";

const themes: readonly Theme[] = ["auto", "light", "dark"];

/** Language and colours. Each language is named in itself. */
export function PreferenceSwitches() {
  return (
    <span class="preferences">
      <select
        aria-label={say("language")}
        value={language.value}
        onChange={(event) => chooseLanguage(event.currentTarget.value as PageLanguage)}
      >
        <option value="en" lang="en">
          English
        </option>
        <option value="zh-CN" lang="zh-CN">
          中文
        </option>
      </select>
      <select
        aria-label={say("theme")}
        value={theme.value}
        onChange={(event) => chooseTheme(event.currentTarget.value as Theme)}
      >
        {themes.map((each) => (
          <option key={each} value={each}>
            {say(`theme.${each}`)}
          </option>
        ))}
      </select>
    </span>
  );
}
