import { describe, expect, it } from "vitest";
import { captured } from "./captured.js";

const ota = ["--ota-url", "http://127.0.0.1:1/"];

describe("wrong arguments", () => {
  it.each<[string[], RegExp]>([
    [["nonsense"], /unknown command/i],
    [["device", "--json"], /--ota-url/],
    [["device", "--ota-url", "not a url"], /must begin with http/],
    [["device", "--ota-url", "ftp://x/"], /must begin with http/],
    [["device", ...ota, "--until", "bound"], /The states are starting, joining/],
    [["device", ...ota, "--timeout", "0"], /seconds above 0/],
    [["device", ...ota, "--timeout", "1e9"], /seconds above 0/],
    [["device", ...ota, "--mac", "02:00"], /A MAC address looks like/],
    [["device", ...ota, "--mac", "01:00:00:00:00:01"], /multicast/],
    [["device", ...ota, "--engine", "v8"], /xs, node/],
    [["device", ...ota, "--transport", "carrier-pigeon"], /auto, websocket, mqtt/],
    [["device", ...ota, "--say", " "], /must not be empty/],
    [["device", ...ota, "extra"], /too many arguments/i],
    [["cloud", "--port", "65536"], /A port is a number/],
    [["cloud", "--port", "-1"], /A port is a number/],
    [["cloud", "--profile", "other"], /xrobo, open/],
    [["cloud", "--port"], /argument missing/],
    [["devices", "--unknown"], /unknown option/i],
    [["bind"], /missing required argument/i],
    [["bind", "abc"], /digits that the device shows/],
    [["unbind"], /missing required argument/i],
    [["import", "02:00"], /A MAC address looks like/],
    [["bind", "123456", "--api", "127.0.0.1"], /must begin with http/],
    [["devices", "update", "x", "--auto-update", "maybe"], /on, off/],
    [["devices", "list"], /too many arguments/i],
    [["agents", "rename", "a"], /missing required argument 'name'/i],
    [["agents", "create", " "], /must not be empty/],
    [["imports", "get", "rubbish"], /A MAC address looks like/],
    [["firmware", "delete", "box"], /missing required argument 'version'/i],
    [["completion", "tcsh"], /bash, zsh, fish/],
  ])("%j end with 2 and say what is wrong, on stderr only", async (args, sentence) => {
    const cli = captured();
    expect(await cli.run(...args)).toBe(2);
    expect(cli.stderr()).toMatch(sentence);
    expect(cli.stdout()).toBe("");
  });

  it.each<[string[], RegExp]>([
    [["devices"], /^Where is the cloud\? .*--api.*\n$/],
    [["devices", "--api", "http://127.0.0.1:1"], /^Who asks\? .*--token.*\n$/],
    [["devices", "--api", "http://127.0.0.1:1", "--token", "t"], /^Which agent\? .*--agent.*\n$/],
    [["import", "--api", "http://127.0.0.1:1", "--token", "t", "--agent", "a"], /^Nothing to import/],
    [["import", "--file", "missing.csv"], /missing\.csv cannot be read \(ENOENT\)/],
    [["firmware", "upload", "image.bin"], /^Which board and version\? /],
    [["firmware", "upload", "box_1.2.0.bin"], /box_1\.2\.0\.bin cannot be read \(ENOENT\)/],
  ])("%j: what is missing is asked for in one sentence", async (args, sentence) => {
    const cli = captured();
    expect(await cli.run(...args)).toBe(2);
    expect(cli.stderr()).toMatch(sentence);
  });

  it("without a command: shows the help on stderr", async () => {
    const cli = captured();
    expect(await cli.run()).toBe(2);
    expect(cli.stderr()).toMatch(/Usage: xiaozhi/);
    expect(cli.stdout()).toBe("");
  });
});

describe("a token", () => {
  const token = "tok-0123456789";
  it.each<string[][]>([
    [["devices", `--tokne=${token}`]],
    [["devices", `--token=${token}`, "--api", token]],
    [["devices", "--token", token, "--agent"]],
    [["import", token]],
    [[token]],
    [["agents", "--token", token]],
    [["start", `--pasword=${token}`]],
    [["cloud", "--password", token, token]],
  ])("or password that was mistyped or is in the way is not shown: %j", async (args) => {
    const cli = captured({ XIAOZHI_TOKEN: token, XIAOZHI_CONSOLE_PASSWORD: token });
    expect(await cli.run(...args)).toBe(2);
    expect(cli.stderr()).not.toBe("");
    expect(cli.stderr() + cli.stdout()).not.toContain(token);
  });
});

describe("help and version", () => {
  it("are no error and name every command", async () => {
    const cli = captured();
    expect(await cli.run("--help")).toBe(0);
    for (const command of ["start", "cloud", "device", "devices", "bind", "unbind", "import", "bench"]) {
      expect(cli.stdout()).toMatch(new RegExp(`^  ${command} `, "m"));
    }
    expect(await captured().run("device", "--help")).toBe(0);
    const versionOnly = captured();
    expect(await versionOnly.run("--version")).toBe(0);
    expect(versionOnly.stdout()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
