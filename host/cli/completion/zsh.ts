/** Completion for zsh, with descriptions. Works as a file in `fpath` and sourced. */
import type { Place, Values } from "./places.js";
import { placeCase, quoted, withValues } from "./shell-words.js";

export function zshScript(places: readonly Place[]): string {
  return `${[
    "#compdef xiaozhi",
    "# Completion of xiaozhi for zsh. As _xiaozhi in a folder of fpath, or in ~/.zshrc after compinit:",
    "# source <(xiaozhi completion zsh)",
    "_xiaozhi() {",
    "  local place='' skip='' word i",
    "  local -a names",
    "  for ((i = 2; i < CURRENT; i++)); do",
    `    word=\${words[i]}`,
    "    if [[ -n $skip ]]; then skip=''; continue; fi",
    '    case "$place|$word" in',
    ...placeCase(places, "      "),
    "    esac",
    "  done",
    "  if [[ -n $skip ]]; then",
    `    case "$place|\${words[CURRENT-1]}" in`,
    ...withValues(places).flatMap(({ key, values }) => {
      const reply = replyOf(values);
      return reply === undefined ? [] : [`      ${quoted(key)}) ${reply} ;;`];
    }),
    "    esac",
    "    return",
    "  fi",
    '  case "$place" in',
    ...places.flatMap((place) => [`    ${quoted(place.path)})`, ...wordsReply(place), "      ;;"]),
    "  esac",
    "}",
    `if [[ \${funcstack[1]} == _xiaozhi ]]; then _xiaozhi "$@"; else compdef _xiaozhi xiaozhi; fi`,
  ].join("\n")}\n`;
}

function wordsReply({ commands, options, values }: Place): string[] {
  const described = (words: readonly { name: string; description: string }[], tag: string) =>
    words.length === 0
      ? []
      : [
          `      names=(${words.map(({ name, description }) => quoted(`${name}:${description}`)).join(" ")})`,
          `      _describe -t ${tag}s ${tag} names`,
        ];
  const flags = options.flatMap(({ flags, description }) => flags.map((name) => ({ name, description })));
  const reply = replyOf(values);
  return [
    ...described(commands, "command"),
    ...(reply === undefined ? [] : [`      ${reply}`]),
    ...described(flags, "option"),
  ];
}

function replyOf(values: Values): string | undefined {
  if (values === "nothing") return undefined;
  if (values === "file") return "_files";
  if (values === "folder") return "_files -/";
  return `compadd -- ${values.map(quoted).join(" ")}`;
}
