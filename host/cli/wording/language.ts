/** Which language the command line speaks. */

export const languages = ["zh-CN", "en"] as const;
export type Language = (typeof languages)[number];

/** `--language` wherever it stands; otherwise the locale of the shell (`LC_ALL`, `LC_MESSAGES`, `LANG`): Chinese if it begins with zh. */
export function languageOf(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Language {
  const options = args.includes("--") ? args.slice(0, args.indexOf("--")) : args;
  const at = options.lastIndexOf("--language");
  const given =
    at >= 0 ? options[at + 1] : options.findLast((arg) => arg.startsWith("--language="))?.slice(11);
  return languages.find((language) => language === given) ?? localeLanguage(env);
}

function localeLanguage(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = [env.LC_ALL, env.LC_MESSAGES, env.LANG].find((text) => text !== undefined && text !== "");
  return /^zh/i.test(locale ?? "") ? "zh-CN" : "en";
}
