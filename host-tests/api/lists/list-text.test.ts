import { expect, test } from "vitest";
import { listText } from "../../../host/api/lists/list-text.js";

const bytes = (...parts: (string | readonly number[])[]) =>
  new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(part as string))));

test.each([
  ["UTF-8", bytes("设备,é")],
  ["UTF-8 with a mark", bytes([0xef, 0xbb, 0xbf], "设备,é")],
  ["UTF-16", new Uint8Array(Buffer.from("\ufeff设备,é", "utf16le"))],
  ["UTF-16, the other way round", new Uint8Array(Buffer.from("\ufeff设备,é", "utf16le").swap16())],
  ["GB 18030", bytes([0xc9, 0xe8, 0xb1, 0xb8, 0x2c, 0xa8, 0xa6])],
  ["UTF-8 that DOS ended", bytes("设备,é\x1a")],
])("%s is read", (_name, content) => {
  expect(listText(content)).toEqual({ text: "设备,é" });
});

test.each([
  ["an XLSX", bytes("PK\x03\x04rest"), "spreadsheet"],
  ["an XLS", bytes([0xd0, 0xcf, 0x11, 0xe0, 0xa1]), "spreadsheet"],
  ["a picture", bytes([0x89], "PNG\r\n", [0x1a, 0x0a, 0, 0, 0, 13]), "binary"],
  ["a program", bytes([0xe9, 2, 0, 0, 0x30]), "binary"],
  ["UTF-16 without a mark", new Uint8Array(Buffer.from("mac", "utf16le")), "binary"],
])("%s is none", (_name, content, noText) => {
  expect(listText(content)).toEqual({ noText });
});
