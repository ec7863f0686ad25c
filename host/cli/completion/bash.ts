/** Completion for bash 3.2 and newer, with nothing else installed. */
import type { Place, Values } from "./places.js";
import { placeCase, quoted, withValues } from "./shell-words.js";

export function bashScript(places: readonly Place[]): string {
  return `${[
    "# Completion of xiaozhi for bash. In ~/.bashrc: source <(xiaozhi completion bash)",
    "_xiaozhi() {",
    `  local IFS=$'\\n' cur="\${COMP_WORDS[COMP_CWORD]}" place='' skip='' word i`,
    "  for ((i = 1; i < COMP_CWORD; i++)); do",
    `    word="\${COMP_WORDS[i]}"`,
    "    if [[ -n $skip ]]; then skip=''; continue; fi",
    '    case "$place|$word" in',
    ...placeCase(places, "      "),
    "    esac",
    "  done",
    "  COMPREPLY=()",
    "  if [[ -n $skip ]]; then",
    `    case "$place|\${COMP_WORDS[COMP_CWORD-1]}" in`,
    ...withValues(places).flatMap(({ key, values }) => {
      const reply = replyOf(values);
      return reply === undefined ? [] : [`      ${quoted(key)}) ${reply} ;;`];
    }),
    "    esac",
    "    return",
    "  fi",
    '  case "$place" in',
    ...places.map((place) => `    ${quoted(place.path)}) ${wordsReply(place)} ;;`),
    "  esac",
    "}",
    "complete -F _xiaozhi xiaozhi",
  ].join("\n")}\n`;
}

function wordsReply({ commands, options, values }: Place): string {
  const words = [
    ...commands.map(({ name }) => name),
    ...(Array.isArray(values) ? values : []),
    ...options.flatMap(({ flags }) => flags),
  ];
  const reply = `COMPREPLY=($(compgen -W ${quoted(words.join("\n"))} -- "$cur"))`;
  if (values !== "file") return reply;
  return `if [[ $cur == -* ]]; then ${reply}; else ${replyOf("file")}; fi`;
}

function replyOf(values: Values): string | undefined {
  if (values === "nothing") return undefined;
  if (values === "file" || values === "folder") {
    const kind = values === "file" ? "-f" : "-d";
    // Older ones have no compopt: a folder then gets no slash.
    return `compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen ${kind} -- "$cur"))`;
  }
  return `COMPREPLY=($(compgen -W ${quoted(values.join("\n"))} -- "$cur"))`;
}
