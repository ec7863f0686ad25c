import type { ProfileName, TransportName } from "../../host/cloud/contract.js";
import type { EngineName } from "../../host/device/events.js";

export interface Combination {
  readonly profile: ProfileName;
  readonly transport: TransportName;
  readonly engine: EngineName;
}

const profiles: readonly ProfileName[] = ["xrobo", "open"];
const transports: readonly TransportName[] = ["websocket", "mqtt"];
const engines: readonly EngineName[] = ["node", "xs"];

/** Both kinds of cloud, both transports, both engines. */
export const combinations: readonly Combination[] = profiles.flatMap((profile) =>
  transports.flatMap((transport) => engines.map((engine) => ({ profile, transport, engine }))),
);

/** Each value of each column twice, and each pair of values once: for what three columns hardly change. */
export const pairs: readonly Combination[] = combinations.filter(
  ({ profile, transport, engine }) =>
    [profile === "open", transport === "mqtt", engine === "xs"].filter(Boolean).length % 2 === 1,
);

/** For `describe.each`. */
export const title = "$profile, $transport, $engine";
