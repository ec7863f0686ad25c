import type { DeviceFacts } from "../../src/core/ports.js";

/** As an ESP32-S3 with a screen tells them: the report is as long as on a board. */
export const boardFacts: DeviceFacts = {
  mac: "d4:06:06:b6:a9:fb",
  serialNumber: "SN000000000000000000000000000001",
  chipModelName: "esp32s3",
  chipInfo: { model: 9, cores: 2, revision: 2, features: 18 },
  flashSizeBytes: 16_777_216,
  psramSizeBytes: 8_388_608,
  minimumFreeHeapBytes: 7_340_032,
  partitionTable: [
    { label: "nvs", type: 1, subtype: 2, address: 36_864, size: 16_384 },
    { label: "otadata", type: 1, subtype: 0, address: 53_248, size: 8_192 },
    { label: "phy_init", type: 1, subtype: 1, address: 61_440, size: 4_096 },
    { label: "ota_0", type: 0, subtype: 16, address: 131_072, size: 4_128_768 },
    { label: "ota_1", type: 0, subtype: 17, address: 4_259_840, size: 4_128_768 },
  ],
  runningPartitionLabel: "ota_0",
  application: {
    name: "moddable-xrobo",
    version: "1.0.0",
    compileTimeMs: 1_768_465_800_000,
    idfVersion: "v5.4.0",
    elfSha256: "00112233445566778899aabbccddeeff".repeat(2),
  },
  display: { monochrome: false, widthPx: 320, heightPx: 240 },
  board: { type: "esp-box-3", name: "esp-box-3", manufacturer: "espressif" },
};
