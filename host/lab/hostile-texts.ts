/** Texts that are more than text, and what of them must never come out of a device. */

export const hostileTexts = {
  "colours (CSI)": "\x1b[31;1mred",
  "clear screen": "\x1b[2J\x1b[Hgone",
  "title (OSC 0)": "\x1b]0;owned\x07t",
  "clipboard (OSC 52)": "\x1b]52;c;ZXZpbA==\x07c",
  "link (OSC 8)": "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\",
  "one byte CSI (C1)": "\u009b31mred\u009d0;owned\u009c",
  "unfinished escape": "text\x1b[",
  "device control (DCS)": "\x1bPq#0\x1b\\x",
  "other line": "first\r\nerror forged line",
  overwriting: "good\rbad \b\b\b\bevil",
  "bidi override": "abc\u202efdp.exe\u202c",
  "bidi isolate": "\u2066abc\u2069",
  invisible: "a\u200b\u200e\u200fb\ufeffc\u2060d",
  "line separators": "one\u2028two\u2029three",
  "lone surrogate": "x\ud800y",
  html: "<img src=x onerror=alert(1)><script>alert(1)</script>",
  "json and quotes": '"},{"event":"online","session":"forged"}',
  "bells and nul": "a\u0000b\u0007c\u007f",
  formatting: "%s%n {{7*7}} $(reboot) `reboot` ; reboot",
} as const;

/** What steers a terminal, or makes a text look like another one. */
export const steering = new RegExp(
  [
    // Control characters but the line feed, invisible and bidi ones, half characters.
    "[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff]",
    "[\\ud800-\\udbff](?![\\udc00-\\udfff])",
  ].join("|"),
);

/** Every text in a value, names of members among them. */
export function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [name, ...textsIn(member)]);
}
