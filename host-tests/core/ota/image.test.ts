import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { firmwareImage } from "../../../host/simulation/firmware-image.js";
import { imageHeadBytes, imageRefusal } from "../../../src/core/ota/image.js";

const text = (what: string) => new TextEncoder().encode(what);
const version = "2.10.3";

it("has nothing against an image for the ESP32-S3 of the offered version", () => {
  expect(imageRefusal(firmwareImage({ version }), version)).toBeUndefined();
  const longest = "1.".repeat(15).slice(0, 29).padEnd(31, "0");
  expect(imageRefusal(firmwareImage({ version: longest, sizeBytes: 4_096 }), longest)).toBeUndefined();
});

/** What stands at 0 of a flash: the bootloader, which has a description of another kind. */
const merged = firmwareImage({ version });
merged.set([80, 0, 0, 0], 32);

it.each([
  [
    "a login page",
    text("\r\n<!DOCTYPE html><p>Please sign in"),
    "a web page came instead of a firmware image",
  ],
  ["an error", text('{"code":500}'), "JSON came instead of a firmware image"],
  [
    "an image by gzip",
    gzipSync(firmwareImage({ version })),
    "a compressed file came instead of a firmware image",
  ],
  ["an archive", text("PK\x03\x04"), "a compressed file came instead of a firmware image"],
  ["noise", new Uint8Array(4_096).fill(7), "something else came instead of a firmware image"],
  ["nothing", new Uint8Array(0), "the image is empty"],
  ["a stump", firmwareImage({ version }).subarray(0, imageHeadBytes - 1), "the image is too short"],
  [
    "an image for the ESP32-C3",
    firmwareImage({ version, chip: 5 }),
    "the image is for another chip than the ESP32-S3",
  ],
  ["a merged image", merged, "the image is no application (a merged one is for flashing by cable only)"],
  [
    "another version",
    firmwareImage({ version: "2.10.2" }),
    "the image is version 2.10.2, offered was 2.10.3",
  ],
])("refuses %s", (_what, bytes, reason) => expect(imageRefusal(bytes, version)).toBe(reason));
