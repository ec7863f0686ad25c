/** Readers of option values. Each throws commander's error for a bad argument, with a sentence that says what is right. */
import { InvalidArgumentError } from "commander";
import { type StateName, stateNames } from "../../src/core/lifecycle/names.js";
import { misuseOf, normalMac } from "../device/mac.js";

export function portValue(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("A port is a number from 0 to 65535 (0: any free port).");
}

export function secondsValue(text: string): number {
  const seconds = Number(text);
  // Above this a timer of Node would run at once.
  if (/^\d+(\.\d+)?$/.test(text) && seconds > 0 && seconds <= 2_000_000) return seconds;
  throw new InvalidArgumentError("A time is a number of seconds above 0, at most 2000000.");
}

export function countValue(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= 10_000) return count;
  throw new InvalidArgumentError("A count is a whole number from 1 to 10000.");
}

export function webUrlValue(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new InvalidArgumentError("It must begin with http:// or https://.");
}

export function macValue(text: string): string {
  const mac = normalMac(text);
  if (mac === undefined) throw new InvalidArgumentError("A MAC address looks like 02:00:5e:10:00:01.");
  const misuse = misuseOf(mac);
  if (misuse === "multicast")
    throw new InvalidArgumentError(`${mac} is a multicast address, which no device has.`);
  if (misuse === "allZeros") throw new InvalidArgumentError(`${mac} is all zeros, which no device has.`);
  return mac;
}

export function stateValue(text: string): StateName {
  const known = stateNames.find((name) => name === text);
  if (known !== undefined) return known;
  throw new InvalidArgumentError(`The states are ${stateNames.join(", ")}.`);
}

export function codeValue(text: string): string {
  const code = text.replace(/[\s-]/g, "");
  if (/^\d{4,12}$/.test(code)) return code;
  throw new InvalidArgumentError("A code is the digits that the device shows, such as 608303.");
}

export function textValue(text: string): string {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("It must not be empty.");
}
