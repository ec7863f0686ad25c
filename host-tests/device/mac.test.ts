import { describe, expect, it } from "vitest";
import { isAllZeros, isEui64, normalMac } from "../../host/device/mac.js";

describe("a MAC address", () => {
  it.each([
    "3c:84:27:c3:12:01",
    "3C-84-27-C3-12-01",
    "3c84.27c3.1201",
    "3c84-27c3-1201",
    "3c84:27c3:1201",
    "3C8427-C31201",
    "3C8427C31201",
    "0x3C8427C31201",
    "3c 84 27 c3 12 01",
    "3c.84.27.c3.12.01",
    "3c_84_27_c3_12_01",
    " 3C:84:27:C3:12:01\u00a0",
    "３Ｃ：８４：２７：Ｃ３：１２：０１",
    "3c–84–27–c3–12–01",
    "\u200b3c:84:27:c3:12:1",
  ])("may be written %j", (spelling) => {
    expect(normalMac(spelling)).toBe("3c:84:27:c3:12:01");
  });

  it.each([
    "",
    "3c:84:27:c3:12",
    "3c:84-27:c3:12:01",
    "3c:84:27:c3:12:0g",
    "3c84.27c3-1201",
    "3c:84:27:ff:fe:c3:12:08",
    "3c842 7c31201",
    "123:84:27:c3:12:1",
  ])("is not %j", (text) => {
    expect(normalMac(text)).toBeUndefined();
  });

  it("of eight bytes is told apart, and so are zeros", () => {
    expect(isEui64("3C:84:27:FF:FE:C3:12:08")).toBe(true);
    expect(isEui64("3c:84:27:c3:12:08")).toBe(false);
    expect(isAllZeros("00:00:00:00:00:00")).toBe(true);
    expect(isAllZeros("00:00:00:00:00:01")).toBe(false);
  });
});
