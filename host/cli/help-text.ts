/** What commander says in a help of its own accord, in the language of the rest. */
import type { Argument, Option } from "commander";
import type { Io } from "./io.js";
import { say } from "./wording/wording.js";

export function titleIn(io: Io, title: string): string {
  switch (title) {
    case "Usage:":
      return say(io, "Usage:");
    case "Arguments:":
      return say(io, "Arguments:");
    case "Options:":
      return say(io, "Options:");
    case "Global Options:":
      return say(io, "Options of the group:");
    case "Commands:":
      return say(io, "Commands:");
    default:
      return title;
  }
}

export function optionText(option: Option, io: Io): string {
  const { defaultValue, defaultValueDescription } = option;
  // A flag is off by default, and says so by being one.
  const value =
    defaultValue === undefined || typeof defaultValue === "boolean" ? undefined : String(defaultValue);
  return described(option.description, option.argChoices, defaultValueDescription ?? value, io);
}

export function argumentText({ description, argChoices }: Argument, io: Io): string {
  return described(description, argChoices, undefined, io);
}

function described(
  description: string,
  choices: readonly string[] | undefined,
  value: string | undefined,
  io: Io,
): string {
  const all = { description, choices: choices?.join(", ") ?? "", value: value ?? "" };
  if (choices !== undefined && value !== undefined)
    return say(io, "{description} (one of {choices}; default: {value})", all);
  if (choices !== undefined) return say(io, "{description} (one of {choices})", all);
  return value === undefined ? description : say(io, "{description} (default: {value})", all);
}
