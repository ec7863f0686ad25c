/** Screens that lie, each in one part: the witness has to see it. */
import type { ScreenModel } from "../../../src/core/screen/model.js";
import type { Witness } from "../witness.js";
import { type Canary, soon } from "./canary.js";

const lie = (name: string, mustSay: RegExp, told: (truth: ScreenModel) => ScreenModel): Canary => ({
  ...soon,
  strikes: ["activating"],
  name: `canary-screen-${name}`,
  story: `The screen lies: ${name}.`,
  begin: ({ witness }) => void show(witness, told),
  mustSay,
});

function show(witness: Witness, told: (truth: ScreenModel) => ScreenModel): void {
  const { screen } = witness;
  if (screen === undefined) return;
  witness.shown(told(screen));
  witness.settled();
}

export const screenCanaries: readonly Canary[] = [
  lie("code", /the code shown is 0, the server's is \d{6}/, (truth) => ({ ...truth, code: "0" })),
  lie("without-code", /no code on the screen/, ({ code: _gone, ...truth }) => truth),
  lie("server", /the code is said to be of evil\.example/, (truth) => ({ ...truth, server: "evil.example" })),
  lie("network", /the screen says network false, the link is up/, (truth) => ({
    ...truth,
    status: { ...truth.status, network: false },
  })),
  lie("session", /a session in the status line in state activating/, (truth) => ({
    ...truth,
    status: { ...truth.status, transport: "mqtt" },
  })),
  lie("view", /the screen shows standby in state activating/, (truth) => ({ ...truth, view: "standby" })),
];
