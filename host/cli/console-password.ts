/** What a person signs in to the console with: the cloud's token while nobody else can reach it, a password otherwise. */
import { isIPv4 } from "node:net";
import { inventPassword } from "../console/server/access/secret.js";
import { CliError, type Io } from "./io.js";
import { say } from "./wording/wording.js";

export interface ConsolePassword {
  readonly password: string;
  /** Nobody gave one: the person has to be shown it. */
  readonly isInvented: boolean;
}

const minChars = 8;
const maxChars = 256;

/**
 * The password for a console that listens at `host`; undefined: none is needed. One that is given holds for this computer too.
 * Throws CliError if it is too short, too long, or can't be typed.
 */
export function consolePassword(
  given: string | undefined,
  host: string,
  io: Io,
): ConsolePassword | undefined {
  const password = given ?? io.env.XIAOZHI_CONSOLE_PASSWORD;
  if (password === undefined || password === "")
    return isLoopback(host) ? undefined : { password: inventPassword(), isInvented: true };
  if (/^[^\p{Cc}]*$/u.test(password) && password.length >= minChars && password.length <= maxChars)
    return { password, isInvented: false };
  throw new CliError(
    say(io, "The console's password must have {minChars} to {maxChars} characters on one line.", {
      minChars,
      maxChars,
    }),
    2,
  );
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}
