import fc from "fast-check";
import { expect, test } from "vitest";
import { redacted } from "../../../src/core/text/redact.js";

test.each([
  ["no route to https://api.example/ota/?key=SECRET", "no route to https://api.example/ota/?…"],
  ["GET wss://voice.example/?a=SECRET&b=SECRET failed", "GET wss://voice.example/?… failed"],
  ["Authorization: Bearer SECRET", "Authorization: Bearer …"],
  ['{"password": "SECRET"}', '{"password": …'],
  ["invalid token SECRET-1-2", "invalid token …"],
  ["signature=SECRET", "signature=…"],
])("%s", (text, safe) => {
  expect(redacted(text)).toBe(safe);
});

test.each([
  "getaddrinfo ENOTFOUND a-rather-long-host-name.voice.example.org",
  "certificate has expired",
  "is this a key?",
  "no token given",
])("leaves what says what went wrong: %s", (text) => {
  expect(redacted(text)).toBe(text);
});

test("a planted key is gone, whatever stands around it", () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 60 }),
      fc.webPath(),
      fc.string({ maxLength: 60 }),
      (before, path, after) => {
        const text = `${before} https://host.example${path}?Signature=PLANTED-SECRET ${after}`;
        expect(redacted(text)).not.toContain("PLANTED-SECRET");
      },
    ),
  );
});
