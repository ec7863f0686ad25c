/** What the device tells of itself in an OTA check. What it doesn't know it leaves out. */
import { noCoding } from "../net/coding.js";
import type { DeviceFacts, NetworkFacts } from "../ports.js";
import { decodeUtf8Lossy } from "../text/utf8.js";
import type { Identity } from "./identity.js";

/**
 * The body of the check: JSON, members in the order of the reference firmware.
 * Every level is a fresh object: XS can't stringify nested objects that were frozen into flash.
 */
export function reportBody(
  facts: DeviceFacts,
  network: NetworkFacts,
  identity: Identity,
  language: string,
): string {
  const { application, chipInfo, display } = facts;
  return JSON.stringify({
    version: 2,
    language,
    flash_size: known(facts.flashSizeBytes),
    psram_size: known(facts.psramSizeBytes),
    minimum_free_heap_size: known(facts.minimumFreeHeapBytes),
    mac_address: identity.deviceId,
    uuid: identity.uuid,
    chip_model_name: facts.chipModelName,
    chip_info: chipInfo && {
      model: chipInfo.model,
      cores: chipInfo.cores,
      revision: chipInfo.revision,
      features: chipInfo.features,
    },
    application: {
      name: application.name,
      version: application.version,
      compile_time: isoSeconds(application.compileTimeMs),
      idf_version: application.idfVersion,
      elf_sha256: application.elfSha256,
    },
    partition_table: facts.partitionTable?.map(({ label, type, subtype, address, size }) => ({
      label,
      type,
      subtype,
      address,
      size,
    })),
    ota: facts.runningPartitionLabel === undefined ? undefined : { label: facts.runningPartitionLabel },
    display: display && {
      monochrome: display.monochrome,
      width: display.widthPx,
      height: display.heightPx,
    },
    board: boardOf(facts, network, identity),
  });
}

function boardOf({ board }: DeviceFacts, network: NetworkFacts, identity: Identity) {
  const isWifi = network.kind === "wifi";
  return {
    type: board.type,
    name: board.name,
    manufacturer: board.manufacturer,
    network: isWifi ? undefined : "ethernet",
    // An SSID is bytes of any kind; the cloud gets what can be read of them.
    ssid: isWifi && network.ssidBytes ? decodeUtf8Lossy(network.ssidBytes) : undefined,
    rssi: isWifi ? known(network.rssiDbm) : undefined,
    channel: isWifi ? known(network.channel) : undefined,
    ip: network.ip,
    mac: identity.deviceId,
  };
}

/** Headers of the check and of the activate call. A value never breaks out of its line. */
export function requestHeaders(
  facts: DeviceFacts,
  identity: Identity,
  language: string,
): Record<string, string> {
  const serial = headerText(facts.serialNumber ?? "");
  return {
    "Accept-Encoding": noCoding,
    "Accept-Language": headerText(language),
    "Activation-Version": serial ? "2" : "1",
    "Client-Id": headerText(identity.uuid),
    "Content-Type": "application/json",
    "Device-Id": headerText(identity.deviceId),
    ...(serial && { "Serial-Number": serial }),
    "User-Agent": headerText(`${facts.board.name}/${facts.application.version}`),
  };
}

const headerText = (text: string): string => text.replace(/[^ -~]/g, "").trim();

/** JSON has no NaN: it would go out as null, which is a value. */
const known = (value: number | undefined): number | undefined => (Number.isFinite(value) ? value : undefined);

/** `2026-01-15T08:30:00Z` */
function isoSeconds(utcMs: number): string | undefined {
  return utcMs >= 0 && utcMs < 253_402_300_800_000
    ? `${new Date(utcMs).toISOString().slice(0, 19)}Z`
    : undefined;
}
