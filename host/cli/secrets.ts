/** Keeps what a person typed by mistake or on purpose out of error messages. */

/** Nothing shorter is a token; hiding it would make words unreadable. */
const secretMinChars = 6;

/** What must not be shown: token and password of the environment, and whatever stands where one of them is given. */
export function secretsIn(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): readonly string[] {
  const given = args.flatMap((arg, at) => {
    const before = args[at - 1] ?? "";
    const value =
      /^--?(?:to|pa)[a-z]*=(.*)$/s.exec(arg)?.[1] ?? (/^--?(?:to|pa)[a-z]*$/.test(before) ? arg : undefined);
    return value === undefined || value.startsWith("--") ? [] : [value];
  });
  return [env.XIAOZHI_TOKEN ?? "", env.XIAOZHI_CONSOLE_PASSWORD ?? "", ...given]
    .map((secret) => secret.trim())
    .filter((secret) => secret.length >= secretMinChars);
}

/** The text without the secrets, and without the value of an option that nobody knows (`--tokne=…`). */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const hidden = secrets.reduce((shown, secret) => shown.replaceAll(secret, "***"), text);
  return hidden.replace(/(unknown option '--?[\w-]+)=.*'/s, "$1'");
}
