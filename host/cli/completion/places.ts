/** What may be typed where, as plain data: read from commander's tree, written out by each shell's script. */
import type { Argument, Command, Option } from "commander";

/** What completes the value of an option or an argument. */
export type Values = readonly string[] | "file" | "folder" | "nothing";

export interface OptionWords {
  /** `--json`, and the short form if there is one. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Absent: it is a switch. */
  readonly values?: Values;
}

export interface Place {
  /** The commands typed so far, such as `agents rename`; empty at the beginning. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly description: string }[];
  /** Its own and those of the commands above it. */
  readonly options: readonly OptionWords[];
  /** Of the first argument. */
  readonly values: Values;
}

const help: OptionWords = { flags: ["-h", "--help"], description: "show help" };

export function placesOf(program: Command): readonly Place[] {
  return placesBelow(program, "", []);
}

function placesBelow(command: Command, path: string, inherited: readonly OptionWords[]): readonly Place[] {
  const own = command.options.filter(({ hidden }) => !hidden).map(optionWords);
  // The root's own option, --version, is for nobody else.
  const handedDown = path === "" ? [] : [...own, ...inherited];
  const [argument] = command.registeredArguments;
  const place: Place = {
    path,
    commands: command.commands.map((child) => ({ name: child.name(), description: child.description() })),
    options: [...own, ...inherited, help],
    values: argument === undefined ? "nothing" : valuesOf(argument, argument.name()),
  };
  const below = command.commands.flatMap((child) =>
    placesBelow(child, path === "" ? child.name() : `${path} ${child.name()}`, handedDown),
  );
  return [place, ...below];
}

function optionWords(option: Option): OptionWords {
  const flags = [option.short, option.long].filter((flag) => flag !== undefined);
  const placeholder = /<([\w-]+)>/.exec(option.flags)?.[1];
  const takesValue = option.required || option.optional;
  return {
    flags,
    description: option.description,
    ...(takesValue ? { values: valuesOf(option, placeholder ?? "") } : {}),
  };
}

function valuesOf({ argChoices }: Option | Argument, placeholder: string): Values {
  if (argChoices !== undefined) return argChoices;
  if (placeholder === "path" || placeholder === "file") return "file";
  return placeholder === "dir" ? "folder" : "nothing";
}
