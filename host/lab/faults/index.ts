/** Every fault of the matrix. */
import { bindingFaults } from "./binding.js";
import { clockFaults } from "./clock.js";
import type { Fault } from "./fault.js";
import { firmwareFaults } from "./firmware.js";
import { flashAndPowerFaults } from "./flash-and-power.js";
import { linkFaults } from "./link.js";
import { networkFaults } from "./network.js";
import { otaServerFaults } from "./ota-server.js";
import { personFaults } from "./person.js";
import { platformFaults } from "./platform.js";
import { sessionServerFaults } from "./session-server.js";

export const faults: readonly Fault[] = [
  ...linkFaults,
  ...networkFaults,
  ...otaServerFaults,
  ...bindingFaults,
  ...sessionServerFaults,
  ...firmwareFaults,
  ...clockFaults,
  ...flashAndPowerFaults,
  ...personFaults,
  ...platformFaults,
];
