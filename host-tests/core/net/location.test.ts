import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resolveLocation } from "../../../src/core/net/location.js";
import { imageUrlMaxChars, urlMaxChars } from "../../../src/core/net/url.js";

const from = "https://cloud.example/v1/ota/check?a=b";
const to = (location: string, base = from) => {
  const result = resolveLocation(base, location, urlMaxChars);
  return result.ok ? result.value.url : result.failure.reason;
};

describe("resolveLocation", () => {
  it.each([
    ["https://other.example/ota/", "https://other.example/ota/"],
    ["HTTPS://Other.Example:443/ota?c=d#e", "https://other.example/ota?c=d"],
    ["https://[2001:DB8::1]:8443/", "https://[2001:db8::1]:8443/"],
    ["https://other.example", "https://other.example/"],
    ["//other.example:8443/ota", "https://other.example:8443/ota"],
    ["/ota?c=d", "https://cloud.example/ota?c=d"],
    ["check/", "https://cloud.example/v1/ota/check/"],
    ["./check2", "https://cloud.example/v1/ota/check2"],
    ["../", "https://cloud.example/v1/"],
    ["..", "https://cloud.example/v1/"],
    ["../../../../x", "https://cloud.example/x"],
    ["?c=d", "https://cloud.example/v1/ota/check?c=d"],
    ["../x?u=../y", "https://cloud.example/v1/x?u=../y"],
    [" /ota ", "https://cloud.example/ota"],
  ])("%j leads to %s", (location, url) => expect(to(location)).toBe(url));

  it("keeps a port that is not the usual one", () =>
    expect(to("/b", "http://host:8003/a")).toBe("http://host:8003/b"));

  it.each([
    "",
    "  ",
    "ftp://cloud.example/",
    "javascript:alert(1)",
    "mailto:a@b",
    "https:ota",
    "https:/ota",
    "https://user:pw@cloud.example/",
    "//user@other.example/",
    "///other.example/",
    "/\\other.example/",
    "\\\\other.example\\",
    "https://höst/",
    "/a b",
    "/a\r\nX: y",
    "https://cloud.example:0/",
  ])("%j is not usable", (location) => expect(to(location)).toBe("unusable"));

  it("refuses the way from https to http, absolute or not, and takes the other one", () => {
    expect(to("http://cloud.example/ota/")).toBe("insecure");
    expect(to("https://cloud.example/ota/", "http://cloud.example/ota/")).toBe("https://cloud.example/ota/");
    expect(to("//other.example/", "http://cloud.example/")).toBe("http://other.example/");
  });

  it("has a limit for the header as sent and for the address that comes of it", () => {
    const path = (chars: number) => `/${"a".repeat(chars - 1)}`;
    const room = urlMaxChars - "https://cloud.example".length;
    expect(to(path(room))).toBe(`https://cloud.example${path(room)}`);
    expect(to(path(room + 1))).toBe("unusable");
    expect(to(`${"./".repeat(urlMaxChars)}x`)).toBe("unusable");
    expect(resolveLocation(from, path(room + 1), imageUrlMaxChars).ok).toBe(true);
  });

  it.each([
    ["/x", true],
    ["https://cloud.example:443/x", true],
    ["https://cloud.example:444/x", false],
    ["//other.example/x", false],
  ])("tells whether %s is the same origin: %s", (location, sameOrigin) =>
    expect(resolveLocation(from, location, urlMaxChars)).toMatchObject({ value: { sameOrigin } }),
  );

  it("counts another scheme on the same host as another origin", () =>
    expect(resolveLocation("http://h/", "https://h/", urlMaxChars)).toMatchObject({
      value: { sameOrigin: false },
    }));

  it("says what is wrong without quoting the address: it may hold a secret", () => {
    for (const location of ["https://u:hunter2@h/", "http://h/?token=hunter2", "/hunter2 x"]) {
      const result = resolveLocation(from, location, urlMaxChars);
      expect(result.ok ? "" : result.failure.detail).toMatch(/^a redirect leads /);
      expect(JSON.stringify(result)).not.toContain("hunter2");
    }
  });

  it("agrees with the URL standard on what it accepts", () => {
    const piece = fc.constantFrom(
      ..."https: http: // / ? # . .. a b.c : 8443 @ [::1] 127.0.0.1 %20 -".split(" "),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
        const location = pieces.join("");
        const mine = resolveLocation(from, location, urlMaxChars);
        if (!mine.ok) return;
        const theirs = new URL(location, from);
        theirs.hash = "";
        expect(mine.value.url).toBe(theirs.href.replace(/#$/, ""));
      }),
      { numRuns: 5_000 },
    );
  });
});
