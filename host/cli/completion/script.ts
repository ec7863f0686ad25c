/** The completion script of a shell. It holds all it needs: completing a word starts no Node. */
import type { Command } from "commander";
import { bashScript } from "./bash.js";
import { fishScript } from "./fish.js";
import { placesOf } from "./places.js";
import { zshScript } from "./zsh.js";

const writers = { bash: bashScript, zsh: zshScript, fish: fishScript };

export function completionScript(program: Command, shell: keyof typeof writers): string {
  return writers[shell](placesOf(program));
}
