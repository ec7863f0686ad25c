import { resolveLocation } from "../../../../src/core/net/location.js";
import { activateUrl, parseUrl, toggleTrailingSlash } from "../../../../src/core/net/url.js";
import { type Mutation, pick } from "../plan.js";
import { without } from "../shorten.js";
import { must, target } from "../target.js";

const examples = [
  "https://api.example/v1/ota/",
  "http://home.example:8002/xiaozhi/ota/?a=b#c",
  "wss://[2001:db8::1]:8443/ws",
  "ws://192.0.2.7",
  "//voice.example/x",
  "/login?next=/a/../b",
  "../up/./here",
  "?only=query",
];
const parts = [
  "..",
  "/",
  "//",
  "\\",
  "@",
  ":",
  ":0",
  ":65536",
  ":080",
  "#",
  "?",
  "%2e",
  "%2F",
  "[::1]",
  "[::ffff:1.2.3.4]",
  "[fe80::1%25eth0]",
  "0x7f.1",
  "127.1",
  "1.2.3.04",
  "256.1.1.1",
  "xn--a",
  "中",
  "\t",
  "\n",
  " ",
  "http:",
  "HTTPS://",
  "javascript:",
  "user:pw@",
  ".",
  "-",
  "a".repeat(64),
  "b".repeat(500),
  "\u0000",
  "|",
  "^",
  '"',
];

function mutated(example: number, mutations: readonly Mutation[]): string {
  let text = pick(examples, example);
  for (const { op, at, arg } of mutations) {
    const place = at % (text.length + 1);
    if (op < 34) text = text.slice(0, place) + pick(parts, arg) + text.slice(place);
    else if (op < 44) text = text.slice(0, place) + text.slice(place + 1 + (arg % 8));
    else if (op < 50) text = text.slice(0, place) + pick(examples, arg) + text.slice(place);
    else if (op < 56) text = text.slice(0, place) + String.fromCharCode(arg % 128) + text.slice(place);
    else text = text.slice(0, place) + text.slice(place).toUpperCase();
  }
  return text;
}

/** As browsers write a host: IPv6 shortened and without its brackets. */
const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, "$1");
const shortened = (host: string): string =>
  host.includes(":") ? hostOf(new URL(`http://[${host}]/`)) : host;
const portOf = (url: URL): number =>
  Number(url.port) || ({ "http:": 80, "ws:": 80, "https:": 443, "wss:": 443 }[url.protocol] ?? 0);

/** Node looks into these names; to a device they are names like others. */
const hasPunycode = (text: string): boolean => /xn--/i.test(text);

export const urls = target<string>({
  name: "url",
  about: "addresses, given to the URL reader; Node's own must see the same server in them",
  cases: 100_000,
  size: { examples: examples.length },
  make: ({ example, mutations }) => mutated(example, mutations),
  judge(text) {
    const read = parseUrl(text, ["http", "https", "ws", "wss"]);
    if (!read.ok) {
      must(read.failure.length < 120 && !read.failure.includes("\n"), "a sentence that is none");
      return "refused";
    }
    if (hasPunycode(text)) return "url";
    must(URL.canParse(text), "an address that Node refuses");
    const url = new URL(text);
    const { scheme, host, port, isDefaultPort, path } = read.value;
    must(url.protocol === `${scheme}:`, "another scheme than Node sees");
    must(hostOf(url) === shortened(host), `the host is ${host}, Node sees ${hostOf(url)}`);
    must(
      portOf(url) === port && isDefaultPort === (url.port === ""),
      `the port is ${port}, Node sees ${portOf(url)}`,
    );
    must(url.username === "" && url.password === "", "a user name is passed over");
    must(/^\/[!-~]*$/.test(path) && !path.includes("#"), "a path that is none");
    for (const derived of [toggleTrailingSlash(text), activateUrl(text)]) {
      const again = parseUrl(derived, [scheme], 600);
      must(
        again.ok && again.value.host === host && again.value.port === port,
        "an address made from it leads to another server",
      );
    }
    return "url";
  },
  reaches: ["url", "refused"],
  shorter: without,
});

const bases = [
  "https://api.example/v1/ota/",
  "http://home.example:8002/xiaozhi/ota/",
  "http://192.0.2.7/a/b?c",
];

export type LocationInput = { readonly from: string; readonly location: string };

export const redirects = target<LocationInput>({
  name: "redirect",
  about: "Location headers, seen from three addresses; Node's own URL must lead to the same server",
  cases: 60_000,
  size: { examples: examples.length, extrasMax: 1 },
  make: ({ example, mutations, extras: [extra = 0] }) => ({
    from: pick(bases, extra),
    location: mutated(example, mutations),
  }),
  judge({ from, location }) {
    const read = resolveLocation(from, location, 512);
    if (!read.ok) {
      must(read.failure.kind === "redirect" && !/[\n"]/.test(read.failure.detail), "a failure that quotes");
      return read.failure.reason;
    }
    const { url, sameOrigin } = read.value;
    must(!url.includes("#"), "a fragment is kept");
    if (hasPunycode(url)) return "followed";
    must(URL.canParse(location, from), "an address that Node refuses");
    const seen = new URL(location, from);
    const told = new URL(url);
    must(told.origin === seen.origin, `it leads to ${told.origin}, Node goes to ${seen.origin}`);
    must(
      sameOrigin === (told.origin === new URL(from).origin),
      "the same server is another one, or the reverse",
    );
    must(!(from.startsWith("https:") && told.protocol === "http:"), "from https to http");
    return "followed";
  },
  reaches: ["followed", "insecure", "unusable"],
  *shorter({ from, location }) {
    for (const fewer of without(location)) yield { from, location: fewer };
  },
});
