/** Completion for fish, with descriptions. */
import type { OptionWords, Place, Values } from "./places.js";
import { withValues } from "./shell-words.js";

export function fishScript(places: readonly Place[]): string {
  return `${[
    "# Completion of xiaozhi for fish. As ~/.config/fish/completions/xiaozhi.fish",
    "function __xiaozhi_at --description 'whether the commands typed so far are these'",
    "  set -l place ''",
    "  set -l skip ''",
    "  for word in (commandline -opc)[2..-1]",
    '    if test -n "$skip"',
    "      set skip ''",
    "      continue",
    "    end",
    '    switch "$place|$word"',
    ...places.flatMap(({ path, commands }) =>
      commands.flatMap(({ name }) => [
        `      case ${quoted(`${path}|${name}`)}`,
        `        set place ${quoted(path === "" ? name : `${path} ${name}`)}`,
      ]),
    ),
    `      case ${withValues(places)
      .map(({ key }) => quoted(key))
      .join(" ")}`,
    "        set skip 1",
    "    end",
    "  end",
    '  test "$place" = "$argv[1]"',
    "end",
    "complete -c xiaozhi -f",
    ...places.flatMap(linesOf),
  ].join("\n")}\n`;
}

function linesOf({ path, commands, options, values }: Place): string[] {
  const begin = `complete -c xiaozhi -n ${quoted(`__xiaozhi_at ${quoted(path)}`)}`;
  const argument = argumentWords(values);
  return [
    ...commands.map(({ name, description }) => `${begin} -a ${name} -d ${quoted(description)}`),
    ...(argument === undefined ? [] : [`${begin} ${argument}`]),
    ...options.map((option) => `${begin} ${flagWords(option)} -d ${quoted(option.description)}`),
  ];
}

function flagWords({ flags, values }: OptionWords): string {
  const names = flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  if (values === undefined) return names.join(" ");
  // -x: the option takes a value, and that is no file.
  return [...names, argumentWords(values) === undefined ? "-x" : `-r ${argumentWords(values)}`].join(" ");
}

function argumentWords(values: Values): string | undefined {
  if (values === "nothing") return undefined;
  if (values === "file") return "-F";
  if (values === "folder") return "-a '(__fish_complete_directories)'";
  return `-f -a ${quoted(values.join(" "))}`;
}

/** In single quotes, in which fish takes a backslash for itself too. */
function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
