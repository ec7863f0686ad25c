/** The `config` of the manifests, checked: a wrong value there is a person's mistake and is answered in one sentence. */
import type { DeviceConfig } from "../core/device.js";
import { parseAuthority } from "../core/net/url.js";
import type { LogLevel } from "../core/ports.js";
import { type DisplaySettings, usualDisplay } from "./display-settings.js";

export interface Settings extends DeviceConfig {
  /** Dotted decimal. */
  readonly version: string;
  /** UTC of the build, milliseconds since 1970. */
  readonly builtAtMs: number;
  readonly board: string;
  readonly display: DisplaySettings;
  readonly logLevel: LogLevel;
  /** What happens also goes out as lines `xiaozhi {…}`, for tests. */
  readonly observed: boolean;
  /** Where records are kept: at most 15 characters. Two simulators on one computer need two. */
  readonly store: string;
  /** Who tells a board the time, in this order. */
  readonly ntpServers: readonly string[];
  /** How long a new image may take to reach its server. */
  readonly proveWithinMs: number;
  /** A network to store beside those that are there: for a board on the bench. */
  readonly wifi?: { readonly ssid: string; readonly password: string };
  /** The simulator's MAC; without it one is made up and kept. */
  readonly mac?: string;
}

const usualNtpServers = "pool.ntp.org,ntp.aliyun.com";
const ntpServersMax = 4;
const proveWithinUsualS = 900;
const proveWithinMinS = 30;
const proveWithinMaxS = 86_400;
const cornerMaxPx = 120;

/**
 * Values come as strings from the command line, of any JSON type from a manifest.
 * @returns the settings, with defaults for what is wrong, and a sentence about each mistake
 */
export function readSettings(config: Readonly<Record<string, unknown>>): {
  readonly settings: Settings;
  readonly mistakes: readonly string[];
} {
  const mistakes: string[] = [];
  const text = (key: string, fallback: string): string => {
    const value = config[key];
    return typeof value === "string" && value !== "" ? value : fallback;
  };
  function oneOf<Choice extends string>(key: string, choices: readonly Choice[], fallback: Choice): Choice {
    const value = text(key, fallback);
    const choice = choices.find((candidate) => candidate === value);
    if (choice === undefined)
      mistakes.push(`config ${key}: "${value}" is none of ${choices.join(", ")}; it is ${fallback} now`);
    return choice ?? fallback;
  }
  const ntp = text("ntpServers", usualNtpServers);
  const ntpServers = hostNames(ntp);
  if (ntpServers === undefined)
    mistakes.push(
      `config ntpServers: "${ntp}" is not one to four host names with commas between them; it is ${usualNtpServers} now`,
    );
  const proveWithin = String(config.proveWithinS ?? proveWithinUsualS);
  const proveWithinS = Number(proveWithin);
  const provesInTime = proveWithinS >= proveWithinMinS && proveWithinS <= proveWithinMaxS;
  if (!provesInTime)
    mistakes.push(
      `config proveWithinS: "${proveWithin}" is no number from ${proveWithinMinS} to ${proveWithinMaxS}; it is ${proveWithinUsualS} now`,
    );
  const corner = String(config.displayCornerPx ?? usualDisplay.cornerPx);
  const cornerPx = Number(corner);
  const isCorner = corner !== "" && cornerPx >= 0 && cornerPx <= cornerMaxPx;
  if (!isCorner)
    mistakes.push(
      `config displayCornerPx: "${corner}" is no number from 0 to ${cornerMaxPx}; it is ${usualDisplay.cornerPx} now`,
    );
  const display: DisplaySettings = {
    shape: oneOf("displayShape", ["rectangular", "round"], usualDisplay.shape),
    cornerPx: isCorner ? cornerPx : usualDisplay.cornerPx,
    colors: oneOf("displayColors", ["color", "monochrome"], usualDisplay.colors),
  };
  const builtAt = text("builtAt", "");
  const builtAtMs = Date.parse(builtAt);
  if (!(builtAtMs >= 0))
    mistakes.push(`config builtAt: "${builtAt}" is no time such as 2026-11-22T00:00:00Z`);
  const mac = text("mac", "");
  // Not `ssid`: with that key in `config` the SDK would join before `main`, and wait there for ever.
  const ssid = text("wifiSsid", "");
  const settings: Settings = {
    otaUrl: text("otaUrl", ""),
    language: text("language", "en"),
    transport: oneOf("transport", ["auto", "websocket", "mqtt"], "auto"),
    rest: oneOf("rest", ["reachable", "offline"], "reachable"),
    version: text("version", "0.0.0"),
    builtAtMs: builtAtMs >= 0 ? builtAtMs : 0,
    board: text("board", "unknown"),
    display,
    logLevel: oneOf("logLevel", ["debug", "info", "warn", "error"], "info"),
    observed: text("observed", String(config.observed === true)) === "true",
    store: text("store", "xiaozhi").slice(0, 15),
    proveWithinMs: (provesInTime ? proveWithinS : proveWithinUsualS) * 1_000,
    ntpServers: ntpServers ?? usualNtpServers.split(","),
    ...(ssid === "" ? {} : { wifi: { ssid, password: text("wifiPassword", "") } }),
    ...(mac === "" ? {} : { mac }),
  };
  return { settings, mistakes };
}

function hostNames(list: string): readonly string[] | undefined {
  const hosts: string[] = [];
  for (const name of list.split(",")) {
    if (name.trim() === "") continue;
    const authority = parseAuthority(name.trim());
    if (authority === undefined || authority.port !== undefined) return undefined;
    hosts.push(authority.host);
  }
  return hosts.length >= 1 && hosts.length <= ntpServersMax ? hosts : undefined;
}
