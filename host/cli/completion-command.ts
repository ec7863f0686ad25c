/** `completion`: prints a script for a shell, made from the commands as they are. */
import { Argument, type Command } from "commander";
import { type Done, explained } from "./explained.js";
import type { Io } from "./io.js";
import { say } from "./wording/wording.js";

type Shell = "bash" | "zsh" | "fish";

export function addCompletionCommand(program: Command, io: Io, done: Done): void {
  explained(program.command("completion"), io, "print a script that lets a shell complete these commands", [
    "completion bash >> ~/.bashrc",
    "completion zsh > ~/.zfunc/_xiaozhi",
    "completion fish > ~/.config/fish/completions/xiaozhi.fish",
  ])
    .addArgument(new Argument("<shell>", say(io, "your shell")).choices(["bash", "zsh", "fish"]))
    .action(async (shell: Shell) => {
      const { completionScript } = await import("./completion/script.js");
      io.stdout.write(completionScript(program, shell));
      done(0);
    });
}
