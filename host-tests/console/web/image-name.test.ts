import { expect, test } from "vitest";
import { partsOfName } from "../../../host/console/web/firmware/image-name.js";

test.each([
  ["virtual_1.2.0.bin", { type: "virtual", version: "1.2.0" }],
  ["m5stack_cores3_2.10.bin", { type: "m5stack_cores3", version: "2.10" }],
  ["firmware.bin", undefined],
  ["virtual_1.2.0.elf", undefined],
  ["_1.2.0.bin", undefined],
])("%s", (name, parts) => {
  expect(partsOfName(name)).toEqual(parts);
});
