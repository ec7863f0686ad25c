/**
 * Client of the device API of a XiaoZhi-compatible cloud (docs/device-api.md). Needs nothing but `fetch` and `URL`, so it runs in
 * Node and in a browser.
 */
export type { Agent, BoundDevice, FirmwareImage, PreRegisteredDevice } from "./answer.js";
export { deviceApi } from "./client.js";
export type {
  ApiOptions,
  CallOptions,
  DeviceApi,
  DeviceChange,
  ImportFailure,
  ImportResult,
  NewFirmware,
  PreRegisteredPage,
} from "./contract.js";
export { ApiError, type ApiErrorKind } from "./errors.js";
