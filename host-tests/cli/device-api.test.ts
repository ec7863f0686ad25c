import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Fastify, { type FastifyInstance } from "fastify";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeCloudFile } from "../../host/cli/cloud-files.js";
import { columnsOf } from "../../src/core/screen/columns.js";
import { captured, newFolder } from "./captured.js";

interface Asked {
  readonly url: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

let app: FastifyInstance;
let api: string;
let asked: Asked[];
let answer: (url: string, body: { mac_addresses?: string[] }) => unknown;

beforeEach(async () => {
  asked = [];
  answer = () => ({ code: 0, data: [] });
  app = Fastify({ forceCloseConnections: true });
  app.addContentTypeParser("application/octet-stream", (_request, body, done) => {
    body.resume().on("end", () => done(null));
  });
  app.all("/*", (request, reply) => {
    const { url, headers, body } = request;
    asked.push({ url, authorization: headers.authorization, body });
    return reply.send(answer(url, (body ?? {}) as { mac_addresses?: string[] }));
  });
  api = await app.listen({ host: "127.0.0.1", port: 0 });
});
afterEach(() => app.close());

const env = () => ({ XIAOZHI_API: api, XIAOZHI_TOKEN: "env-token", XIAOZHI_AGENT: "env-agent" });
const mac = (n: number) =>
  `02:00:00:00:${String(Math.floor(n / 100)).padStart(2, "0")}:${String(n % 100).padStart(2, "0")}`;

describe("devices", () => {
  it("prints a table for people", async () => {
    answer = () => ({
      code: 0,
      data: [{ macAddress: mac(1), alias: "客厅\x1b[2J", board: "virtual", appVersion: "1.0.0" }],
    });
    const cli = captured(env());
    expect(await cli.run("devices")).toBe(0);
    const [heading, row] = cli.stdout().split("\n");
    expect(heading).toMatch(/^MAC +NAME +BOARD/);
    // The ids are the MACs: no column says them again.
    expect(heading).not.toContain("ID");
    expect(row).toMatch(/^02:00:00:00:00:01 +客厅\[2J +virtual +1\.0\.0$/);
  });

  it.each([
    [40, 40],
    [0, 100],
  ])("on a terminal that says it is %i wide prints a table of at most %i columns", async (width, most) => {
    answer = () => ({
      code: 0,
      data: [{ macAddress: mac(1), alias: "很长的名字".repeat(4), board: "virtual" }],
    });
    const cli = captured(env());
    cli.terminal(width);
    await cli.run("devices");
    const [, row = ""] = cli.stdout().split("\n");
    expect(columnsOf(row)).toBeLessThanOrEqual(most);
    expect(row.includes("…")).toBe(width > 0);
  });

  it("prints one JSON object a device, and nothing for none", async () => {
    answer = () => ({ code: 0, data: [{ macAddress: mac(1) }, { macAddress: mac(2) }] });
    const cli = captured(env());
    await cli.run("devices", "--json");
    expect(cli.events()).toEqual([
      { event: "device", id: mac(1), macAddress: mac(1) },
      { event: "device", id: mac(2), macAddress: mac(2) },
    ]);
    answer = () => ({ code: 0, data: [] });
    const empty = captured(env());
    expect(await empty.run("devices", "--json")).toBe(0);
    expect(empty.stdout()).toBe("");
  });
});

describe("bind and unbind", () => {
  it("take the code as the device shows it", async () => {
    answer = () => ({ code: 0, data: { macAddress: mac(1) } });
    const cli = captured(env());
    expect(await cli.run("bind", "007 301", "--json")).toBe(0);
    expect(asked[0]?.url).toBe("/xiaozhi/device/bind/env-agent/007301");
    expect(cli.events()).toMatchObject([{ event: "bound", code: "007301", macAddress: mac(1) }]);
  });

  it("end with 1 and the API's sentence", async () => {
    answer = () => ({ code: 400, message: "no" });
    const cli = captured(env());
    expect(await cli.run("bind", "123456", "--json")).toBe(1);
    expect(cli.stderr()).toMatch(/^127\.0\.0\.1:\d+ does not know this code: .*\n$/);
    expect(cli.stdout()).toBe("");
  });

  const withDevice = (url: string) =>
    url.includes("/agent/list")
      ? { code: 0, data: [{ id: "a1" }, { id: "a2" }] }
      : { code: 0, data: url.endsWith("/bind/a2") ? [{ id: "d7", macAddress: mac(1) }] : [] };

  it.each([mac(1), "d7", "02-00-00-00-00-01"])("unbind %s by the device's id", async (device) => {
    answer = withDevice;
    const cli = captured(env());
    expect(await cli.run("unbind", device)).toBe(0);
    expect(asked.at(-1)?.body).toEqual({ deviceId: "d7" });
  });

  it("unbind says so if the device was never bound, though the cloud says yes", async () => {
    answer = withDevice;
    const cli = captured(env());
    expect(await cli.run("unbind", mac(2))).toBe(1);
    expect(asked.at(-1)?.body).toEqual({ deviceId: mac(2) });
    expect(cli.stderr()).toMatch(/^02:00:00:00:00:02 was not bound to you: nothing has changed\./);
  });

  it("unbind does without the lists, where a cloud has none", async () => {
    answer = (url) => (url.includes("/agent/list") ? { code: 404, msg: "no" } : { code: 0 });
    expect(await captured(env()).run("unbind", mac(2))).toBe(0);
    expect(asked.at(-1)?.body).toEqual({ deviceId: mac(2) });
  });
});

describe("devices update", () => {
  it("sends what is to change", async () => {
    answer = () => ({ code: 0, data: null });
    const cli = captured(env());
    expect(
      await cli.run("devices", "update", mac(1), "--alias", "厨房", "--auto-update", "off", "--json"),
    ).toBe(0);
    expect(asked).toMatchObject([
      { url: `/xiaozhi/device/update/${encodeURIComponent(mac(1))}`, body: { alias: "厨房", autoUpdate: 0 } },
    ]);
    expect(cli.events()).toEqual([
      { event: "device-updated", device: mac(1), alias: "厨房", autoUpdate: false },
    ]);
  });

  it("asks for what to change if nothing is given", async () => {
    const cli = captured(env());
    expect(await cli.run("devices", "update", mac(1))).toBe(2);
    expect(cli.stderr()).toMatch(/^Nothing to change: give --alias/);
    expect(asked).toEqual([]);
  });
});

describe("firmware upload", () => {
  const upload = (name: string, bytes: Uint8Array, ...args: string[]) => {
    answer = () => ({
      code: 0,
      data: {
        type: "t",
        version: "1",
        size: 1,
        sha256: "0".repeat(64),
        force: false,
        url: "",
        addedAt: "2026-01-01T00:00:00Z",
      },
    });
    const cwd = newFolder();
    writeFileSync(join(cwd, name), bytes);
    const cli = captured(env(), cwd);
    return cli.run("firmware", "upload", name, ...args).then((code) => ({ code, cli }));
  };
  const app = new Uint8Array(64);
  app[0] = 0xe9;
  app.set([0x32, 0x54, 0xcd, 0xab], 32);

  it.each([
    [["Magic_Bot_2.0.1.bin"], "type=Magic_Bot&version=2.0.1"],
    [["Magic_Bot_v2.0.1.bin"], "type=Magic_Bot&version=2.0.1"],
    [["x.bin", "Magic_Bot", "v2.0.1"], "type=Magic_Bot&version=2.0.1"],
  ])("%j is sent as %s, without a word of doubt", async ([name = "", ...args], query) => {
    const { code, cli } = await upload(name, app, ...args);
    expect(code).toBe(0);
    expect(asked[0]?.url).toBe(`/xiaozhi/firmware?${query}`);
    expect(cli.stderr()).toBe("");
  });

  it.each([
    [["x.bin", "my board", "1.0"], /^A board type has letters, digits, /],
    [["x.bin", "Magic_Bot", "2.0-beta"], /^A version is numbers with dots/],
    [["Magic Bot_2.0.1.bin"], /^Which board and version\?/],
  ])("%j is refused before anything is sent", async ([name = "", ...args], sentence) => {
    const { code, cli } = await upload(name, app, ...args);
    expect([code, asked]).toEqual([2, []]);
    expect(cli.stderr()).toMatch(sentence);
  });

  it.each([
    ["a page", new TextEncoder().encode("<!doctype html>"), /is no firmware image/],
    ["a merged image", Uint8Array.of(0xe9, ...new Array<number>(100).fill(0)), /for flashing by cable/],
  ])("of %s is doubted", async (_name, bytes, sentence) => {
    const { code, cli } = await upload("box_1.0.bin", bytes);
    expect(code).toBe(0);
    expect(cli.stderr()).toMatch(sentence);
  });
});

describe("imports", () => {
  it("lists all pages", async () => {
    answer = (url) => ({
      code: 0,
      msg: "success",
      data: url.includes("cursor=c1")
        ? { devices: [{ id: "2", mac_address: mac(2), status: 1 }], next_cursor: "" }
        : { devices: [{ id: "1", mac_address: mac(1), status: 0 }], next_cursor: "c1" },
    });
    const cli = captured(env());
    expect(await cli.run("imports", "--json")).toBe(0);
    expect(cli.events()).toMatchObject([
      { event: "import", macAddress: mac(1), status: "0" },
      { event: "import", macAddress: mac(2), status: "1" },
    ]);
    const table = captured(env());
    await table.run("imports");
    expect(table.stdout()).toMatch(
      /^MAC +SERIAL NUMBER +STATUS +IMPORTED \(\S+\) +AGENT\n02:00:00:00:00:01 +0\n/,
    );
  });

  it("end at a page that comes again", async () => {
    answer = () => ({ code: 0, data: { devices: [], next_cursor: "c1" } });
    expect(await captured(env()).run("imports")).toBe(0);
    expect(asked).toHaveLength(2);
  });
});

describe("who asks, and where", () => {
  it("flags win over the environment", async () => {
    await captured({ ...env(), XIAOZHI_API: "http://127.0.0.1:1" }).run(
      "devices",
      "--api",
      api,
      "--token",
      "flag-token",
      "--agent",
      "flag-agent",
    );
    expect(asked).toMatchObject([
      { url: "/xiaozhi/device/bind/flag-agent", authorization: "Bearer flag-token" },
    ]);
  });

  it("a development cloud on this machine is found by itself", async () => {
    const cwd = newFolder();
    const forget = writeCloudFile(cwd, { api, token: "local-token", agent: "local-agent" });
    expect(await captured({}, cwd).run("devices")).toBe(0);
    expect(asked).toMatchObject([
      { url: "/xiaozhi/device/bind/local-agent", authorization: "Bearer local-token" },
    ]);
    forget();
    expect(await captured({}, cwd).run("devices")).toBe(2);
  });

  it("its token never goes to another address", async () => {
    const cwd = newFolder();
    writeCloudFile(cwd, { api: "http://127.0.0.1:1", token: "local-token", agent: "local-agent" });
    expect(await captured({}, cwd).run("devices", "--api", api)).toBe(2);
    expect(asked).toEqual([]);
  });

  it("of two clouds that run here none is guessed: both are named, one that is named is used, and neither loses its file", async () => {
    const cwd = newFolder();
    const other = "http://127.0.0.1:1/xiaozhi";
    const forgetOther = writeCloudFile(cwd, { api: other, token: "other-token", agent: "other-agent" });
    const forget = writeCloudFile(cwd, { api, token: "local-token", agent: "local-agent" });
    const unsure = captured({}, cwd);
    expect(await unsure.run("bind", "123456")).toBe(2);
    expect(unsure.stderr()).toContain(`--api ${api} `);
    expect(unsure.stderr()).toContain(`--api ${other} `);
    expect(asked).toEqual([]);
    expect(await captured({}, cwd).run("devices", "--api", api)).toBe(0);
    expect(asked).toMatchObject([{ authorization: "Bearer local-token" }]);
    forgetOther();
    expect(await captured({}, cwd).run("devices")).toBe(0);
    forget();
  });

  it.each([
    // No process has an id that large.
    ["whose process is gone", { pid: 2 ** 30 }],
    ["whose process id belongs to another process by now", { processStart: "1" }],
  ])("a cloud %s is none, and its file goes when the next one starts", async (_, change) => {
    const cwd = newFolder();
    writeCloudFile(cwd, { api, token: "t", agent: "a" });
    const folder = join(cwd, ".xiaozhi", "clouds");
    const [name = ""] = readdirSync(folder);
    const written = JSON.parse(readFileSync(join(folder, name), "utf8")) as object;
    writeFileSync(join(folder, "left-over.json"), JSON.stringify({ ...written, ...change }));
    rmSync(join(folder, name));
    expect(await captured({}, cwd).run("devices")).toBe(2);
    writeFileSync(join(folder, "damaged.json"), "{");
    expect(await captured({}, cwd).run("devices")).toBe(2);
    const forget = writeCloudFile(cwd, { api, token: "t", agent: "a" });
    expect(readdirSync(folder)).toEqual([name]);
    forget();
  });

  it("the token shows in no output", async () => {
    answer = () => ({ code: 500, message: "env-token is odd" });
    const cli = captured(env());
    await cli.run("bind", "123456");
    expect(cli.stderr() + cli.stdout()).not.toContain("env-token");
  });
});

describe("import", () => {
  const imported = (_url: string, body: { mac_addresses?: string[] }) => ({
    success_count: body.mac_addresses?.length ?? 0,
    failed: [],
  });

  it("normalises, sends each address once, in batches of 100", async () => {
    answer = imported;
    const cwd = newFolder();
    const rows = Array.from({ length: 250 }, (_, n) => mac(n).toUpperCase().replaceAll(":", "-"));
    writeFileSync(
      join(cwd, "macs.txt"),
      `# from the factory\n\n${[...rows, ...rows.slice(0, 3)].join("\r\n")}\r\n`,
    );
    const cli = captured(env(), cwd);
    expect(await cli.run("import", mac(0), "--file", "macs.txt", "--json")).toBe(0);
    const sent = asked.map(({ body }) => (body as { mac_addresses: string[] }).mac_addresses);
    expect(sent.map((batch) => batch.length)).toEqual([100, 100, 50]);
    expect(sent[0]?.slice(0, 2)).toEqual([mac(0), mac(1)]);
    expect(cli.events()).toEqual([
      { event: "imported", agent: "env-agent", success: 250, failed: 0, repeated: 4 },
    ]);
  });

  it("reads the column of a CSV that its heading names", async () => {
    answer = imported;
    const cwd = newFolder();
    const csv = `\uFEFFserial;other;"MAC Address"\n1;${mac(8)};"${mac(1)}"\n2;;${mac(2)}\n`;
    writeFileSync(join(cwd, "devices.csv"), csv);
    expect(await captured(env(), cwd).run("import", "--file", "devices.csv")).toBe(0);
    expect(asked[0]?.body).toMatchObject({ mac_addresses: [mac(1), mac(2)] });
  });

  it("reports rows that are no MAC with their line, imports the others, and ends with 1", async () => {
    answer = imported;
    const cwd = newFolder();
    writeFileSync(join(cwd, "macs.txt"), `${mac(1)}\nrubbish\n01:00:5e:00:00:01\n${mac(2)}\n`);
    const cli = captured(env(), cwd);
    expect(await cli.run("import", "--file", "macs.txt", "--json")).toBe(1);
    expect(cli.events()).toEqual([
      { event: "failed", value: "rubbish", reason: "line 2: not a MAC address", line: 2 },
      { event: "failed", value: "01:00:5e:00:00:01", reason: expect.stringContaining("multicast"), line: 3 },
      { event: "imported", agent: "env-agent", success: 2, failed: 2, repeated: 0 },
    ]);
  });

  it("reports rows that the cloud refuses with its reason, and ends with 1", async () => {
    answer = () => ({ success_count: 1, failed: [{ value: mac(2), reason: "已存在" }] });
    const cli = captured(env());
    expect(await cli.run("import", mac(1), mac(2))).toBe(1);
    expect(cli.stdout()).toMatch(/02:00:00:00:00:02 +imported before\nImported 1, failed 1\.\n$/);
  });

  it("names the line of a row that the cloud refuses, in its own spelling of the address", async () => {
    answer = () => ({ success_count: 1, failed: [{ value: "02-00-00-00-00-02", reason: "已存在" }] });
    const cwd = newFolder();
    writeFileSync(join(cwd, "macs.txt"), `rubbish\n${mac(1)}\n\n${mac(2)}\n`);
    const cli = captured(env(), cwd);
    expect(await cli.run("import", "--file", "macs.txt")).toBe(1);
    expect(cli.stdout()).toBe(
      [
        "LINE  FAILED             REASON",
        "1     rubbish            not a MAC address",
        "4     02-00-00-00-00-02  imported before",
        "Imported 1, failed 2.",
        "",
      ].join("\n"),
    );
  });

  it("waits for the batch on its way when it is stopped, and says what was not sent", async () => {
    const cwd = newFolder();
    writeFileSync(join(cwd, "macs.txt"), Array.from({ length: 300 }, (_, n) => mac(n)).join("\n"));
    const cli = captured(env(), cwd);
    answer = (url, body) => {
      if (asked.length === 2) cli.stop();
      return imported(url, body);
    };
    expect(await cli.run("import", "--file", "macs.txt", "--json")).toBe(1);
    expect(asked).toHaveLength(2);
    const events = cli.events();
    expect(events.at(-1)).toMatchObject({ event: "imported", success: 200, failed: 100 });
    expect(events[0]).toMatchObject({ value: mac(200), line: 201, reason: "not sent: stopped" });
    expect(cli.stderr()).toMatch(/^Stopping after the batch on its way/);
  });

  it("shows a bar on a terminal, and takes it away; none with --json or in a pipe", async () => {
    answer = imported;
    const cwd = newFolder();
    writeFileSync(join(cwd, "macs.txt"), Array.from({ length: 250 }, (_, n) => mac(n)).join("\n"));
    const terminal = captured(env(), cwd);
    terminal.terminal(60);
    await terminal.run("import", "--file", "macs.txt");
    expect(terminal.stderr()).toContain("Importing [############------------------] 100/250");
    expect(terminal.stderr().endsWith("250/250\r\x1b[K")).toBe(true);
    expect(terminal.stdout()).toBe("Imported 250, failed 0.\n");
    const json = captured(env(), cwd);
    json.terminal(60);
    await json.run("import", "--file", "macs.txt", "--json");
    const piped = captured(env(), cwd);
    await piped.run("import", "--file", "macs.txt");
    expect(json.stderr() + piped.stderr()).toBe("");
  });

  it.each([
    ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]), /macs is not text: /],
    ["two columns of addresses", `a,b\n${mac(1)},${mac(2)}\n`, /“a”, “b”\..* such as --column a\.$/m],
    ["addresses of Bluetooth", `BT MAC\n${mac(1)}\n`, /--column "BT MAC" takes it all the same/],
    ["a spreadsheet", Buffer.from("PK\x03\x04rest", "latin1"), /save it as CSV/],
    [
      "a quote that is never closed",
      `${mac(1)}\n"${mac(2)}\n${mac(3)}\n`,
      /opened in line 2 or later is never closed/,
    ],
    ["too large a file", Buffer.alloc(10 * 1024 * 1024 + 1), /larger than 10 MiB/],
  ])("sends nothing of %s", async (_name, content, sentence) => {
    const cwd = newFolder();
    writeFileSync(join(cwd, "macs"), content);
    const cli = captured(env(), cwd);
    expect(await cli.run("import", "--file", "macs")).toBe(2);
    expect(cli.stderr()).toMatch(sentence);
    expect(asked).toEqual([]);
  });

  it.each([
    ["UTF-8 with its mark", (text: string) => Buffer.from(`\uFEFF${text}`)],
    ["UTF-16", (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le")],
    // 序号,MAC地址 as a Chinese spreadsheet writes it.
    [
      "GB 18030",
      (text: string) =>
        Buffer.concat([
          Buffer.from([0xd0, 0xf2, 0xba, 0xc5]),
          Buffer.from(",MAC"),
          Buffer.from([0xb5, 0xd8, 0xd6, 0xb7]),
          Buffer.from(text.slice(text.indexOf("\r\n"))),
        ]),
    ],
  ])("reads %s", async (_name, encode) => {
    answer = imported;
    const cwd = newFolder();
    writeFileSync(join(cwd, "macs.csv"), encode(`序号,MAC地址\r\n${mac(9)},${mac(1)}\r\n`));
    const cli = captured(env(), cwd);
    expect(await cli.run("import", "--file", "macs.csv")).toBe(0);
    expect(asked[0]?.body).toMatchObject({ mac_addresses: [mac(1)] });
  });

  it("takes the column that is asked for", async () => {
    answer = imported;
    const cwd = newFolder();
    writeFileSync(join(cwd, "macs.csv"), `no,BT MAC,WiFi MAC\n1,${mac(2)},${mac(1)}\n`);
    expect(await captured(env(), cwd).run("import", "--file", "macs.csv")).toBe(0);
    expect(await captured(env(), cwd).run("import", "--file", "macs.csv", "--column", "bt mac")).toBe(0);
    expect(asked.map(({ body }) => (body as { mac_addresses: string[] }).mac_addresses)).toEqual([
      [mac(1)],
      [mac(2)],
    ]);
  });

  it("lists what failed in the order of the lines, whoever refused it", async () => {
    answer = () => ({
      success_count: 0,
      failed: [
        { value: mac(3), reason: "满了" },
        { value: mac(1), reason: "已存在" },
      ],
    });
    const cwd = newFolder();
    writeFileSync(join(cwd, "macs.txt"), `${mac(1)}\n00:00:00:00:00:00\n${mac(3)}\n`);
    const cli = captured(env(), cwd);
    await cli.run("import", "--file", "macs.txt", "--json");
    expect(cli.events().slice(0, 3)).toMatchObject([
      { line: 1, reason: "imported before" },
      { line: 2, reason: "line 2: all zeros, which no device has" },
      { line: 3, reason: "refused; in its words: “满了”" },
    ]);
  });

  it("stops when the cloud fails in the middle, and says what was not sent", async () => {
    answer = (url, body) => (asked.length > 1 ? { code: 500, message: "full" } : imported(url, body));
    const cwd = newFolder();
    writeFileSync(join(cwd, "macs.txt"), Array.from({ length: 201 }, (_, n) => mac(n)).join("\n"));
    const cli = captured(env(), cwd);
    expect(await cli.run("import", "--file", "macs.txt", "--json")).toBe(1);
    expect(asked).toHaveLength(2);
    const events = cli.events();
    expect(events.at(-1)).toMatchObject({ success: 100, failed: 101 });
    expect(events.at(-2)).toEqual({ event: "failed", value: mac(200), line: 201, reason: "not sent" });
  });

  it("fails as a whole, without a row each, if nothing could be sent", async () => {
    answer = () => ({ code: 401 });
    const cli = captured(env());
    expect(await cli.run("import", mac(1), mac(2), "--json")).toBe(1);
    expect(cli.stdout()).toBe("");
    expect(cli.stderr()).toMatch(/does not accept the token/);
  });
});
