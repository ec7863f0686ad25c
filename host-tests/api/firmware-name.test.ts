import { expect, test } from "vitest";
import { firmwareNameOf } from "../../host/api/firmware-name.js";

test.each([
  ["virtual_1.2.0.bin", { boardType: "virtual", version: "1.2.0" }],
  ["m5stack_cores3_2.10.bin", { boardType: "m5stack_cores3", version: "2.10" }],
  ["Magic_Bot_v2.0.1.bin", { boardType: "Magic_Bot", version: "2.0.1" }],
  ["firmware.bin", undefined],
  ["my board_1.2.0.bin", undefined],
  ["virtual_1.2.0.elf", undefined],
  ["_1.2.0.bin", undefined],
])("%s", (name, parts) => {
  expect(firmwareNameOf(name)).toEqual(parts);
});
