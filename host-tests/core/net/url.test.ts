import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { activateUrl, formatHost, parseUrl, toggleTrailingSlash } from "../../../src/core/net/url.js";

fc.configureGlobal({ seed: 608_303 });

const web = ["http", "https"];

describe("parseUrl", () => {
  it.each([
    ["https://xrobo.qiniuapi.com/v1/ota/", "https", "xrobo.qiniuapi.com", 443, true, "/v1/ota/"],
    ["HTTP://Host.Example:8003/Ota?A=b#frag", "http", "host.example", 8003, false, "/Ota?A=b"],
    ["http://host", "http", "host", 80, true, "/"],
    ["http://host?x=1", "http", "host", 80, true, "/?x=1"],
    ["http://host:80/", "http", "host", 80, true, "/"],
    ["https://[2001:DB8::1]:8443/a", "https", "2001:db8::1", 8443, false, "/a"],
    ["https://[::ffff:192.0.2.1]/", "https", "::ffff:192.0.2.1", 443, true, "/"],
    ["http://192.168.1.20:8002/xiaozhi/ota/", "http", "192.168.1.20", 8002, false, "/xiaozhi/ota/"],
    ["http://my_box.local/", "http", "my_box.local", 80, true, "/"],
  ])("reads %s", (text, scheme, host, port, isDefaultPort, path) => {
    expect(parseUrl(text, web)).toEqual({ ok: true, value: { scheme, host, port, isDefaultPort, path } });
  });

  it.each([
    ["nothing", ""],
    ["no scheme", "host/path"],
    ["another scheme", "ftp://host/"],
    ["a scheme like one", "httpss://host/"],
    ["no host", "http:///path"],
    ["a space", "http://host/a b"],
    ["a line break", "http://host/\r\nX: y"],
    ["a letter outside ASCII", "http://höst/"],
    ["a user", "http://user:pw@host/"],
    ["an at sign before the host", "http://@host/"],
    ["port 0", "http://host:0/"],
    ["port 65536", "http://host:65536/"],
    ["an empty port", "http://host:/"],
    ["a port that is none", "http://host:80x/"],
    ["a negative port", "http://host:-1/"],
    ["a backslash", "http://host\\path"],
    ["too much", `http://host/${"a".repeat(501)}`],
    ["an IPv4 address out of range", "http://192.168.1.256/"],
    ["half an IPv4 address", "http://192.168.1/"],
    ["an empty label", "http://a..b/"],
    ["a label that starts with a dash", "http://-a.b/"],
    ["a label of 64 characters", `http://${"a".repeat(64)}.b/`],
    ["IPv6 without brackets", "http://::1/"],
    ["IPv6 with nine groups", "http://[1:2:3:4:5:6:7:8:9]/"],
    ["IPv6 with two gaps", "http://[1::2::3]/"],
    ["IPv6 with a zone", "http://[fe80::1%eth0]/"],
  ])("refuses %s", (_, text) => expect(parseUrl(text, web).ok).toBe(false));

  it("takes 512 characters and no more", () => {
    const longest = `http://host/${"a".repeat(500)}`;
    expect(parseUrl(longest, web).ok).toBe(true);
    expect(parseUrl(`${longest}a`, web).ok).toBe(false);
  });

  it("does not quote the text in the failure: it may hold a password", () => {
    const result = parseUrl("http://user:hunter2@host/", web);
    expect(result.ok ? "" : result.failure).not.toContain("hunter2");
  });

  it("agrees with the URL standard on what it accepts", () => {
    const piece = fc.constantFrom(
      "http",
      "ws",
      "://",
      "host",
      "a.b",
      ":",
      "80",
      "8080",
      "/",
      "?",
      "#",
      "@",
      "[",
      "]",
      "::1",
      "127.0.0.1",
      "%20",
      "-",
      "..",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
        const text = `http://${pieces.join("")}`;
        const mine = parseUrl(text, web);
        if (!mine.ok) return;
        const theirs = new URL(text);
        expect(mine.value.host).toBe(theirs.hostname.replace(/^\[|\]$/g, ""));
        expect(mine.value.port).toBe(Number(theirs.port || 80));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("formatHost", () => {
  it.each([
    ["http://host/", "host"],
    ["http://host:8080/", "host:8080"],
    ["https://[::1]:8443/", "[::1]:8443"],
    ["https://[::1]/", "[::1]"],
  ])("%s → %s", (text, host) => {
    const url = parseUrl(text, web);
    expect(url.ok && formatHost(url.value)).toBe(host);
  });
});

describe("paths of the OTA URL", () => {
  it.each([
    ["http://h/ota/", "http://h/ota"],
    ["http://h/ota", "http://h/ota/"],
    ["http://h/ota?a=/b/", "http://h/ota/?a=/b/"],
    ["http://h/ota/?a=b", "http://h/ota?a=b"],
  ])("toggles the slash of %s", (url, other) => {
    expect(toggleTrailingSlash(url)).toBe(other);
    expect(toggleTrailingSlash(other)).toBe(url);
  });

  it("drops a fragment, which is not for the server", () => {
    expect(toggleTrailingSlash("http://h/ota?a=b#c/")).toBe("http://h/ota/?a=b");
    expect(activateUrl("http://h/ota#c?d")).toBe("http://h/ota/activate");
  });

  it.each([
    ["https://xrobo.qiniuapi.com/v1/ota/", "https://xrobo.qiniuapi.com/v1/ota/activate"],
    ["http://h/ota", "http://h/ota/activate"],
    ["http://h/ota?a=b/", "http://h/ota/activate?a=b/"],
    ["http://h/ota/?a=b", "http://h/ota/activate?a=b"],
  ])("puts activate below %s", (url, activate) => expect(activateUrl(url)).toBe(activate));
});
