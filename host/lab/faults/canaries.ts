/** Faults that the lab must not pass: each proves that one kind of failure is seen. Not part of the matrix. */
import { udpKeyHex } from "../../simulation/session-script.js";
import { otaUrls } from "../cloud.js";
import { hostileTexts } from "../hostile-texts.js";
import { planted, secretMark } from "../secrets.js";
import type { Witness } from "../witness.js";
import { type Canary, soon } from "./canary.js";
import { screenCanaries } from "./screen-canaries.js";

/** The scanner for secrets finds one that is planted there. */
const leak = (where: string, mustSay: RegExp, plant: (witness: Witness) => void): Canary => ({
  ...soon,
  name: `canary-leak-${where}`,
  story: `A credential gets out: ${where}.`,
  begin: ({ witness }) => void plant(witness),
  mustSay,
});

export const canaries: readonly Canary[] = [
  ...screenCanaries,
  {
    ...soon,
    name: "canary-never-mended",
    story: "The network does not come back when the fault is said to be over.",
    begin: ({ network }) => {
      network.scene.link("down");
      return undefined;
    },
    mustSay: /not back online/,
  },
  {
    ...soon,
    name: "canary-no-way-open",
    story: "A fault that is said to leave a way open leaves none.",
    lastsMs: 900_000,
    harmless: "bound",
    begin: ({ network }) => void network.fault.link("down"),
    mustSay: /not online in spite of the fault/,
  },
  {
    ...soon,
    name: "canary-spoilt-start",
    story: "What was stored leads nowhere at the next start.",
    begin: ({ board }) => {
      board.config = { ...board.config, otaUrl: "https://nowhere.example/" };
      return undefined;
    },
    mustSay: /not online after the next power-on/,
  },
  {
    ...soon,
    name: "canary-downloads",
    story: "An image is downloaded again and again.",
    begin({ witness }) {
      for (let count = 0; count < 5; count += 1) witness.installBegan(true);
      return undefined;
    },
    mustSay: /5 downloads of firmware/,
  },
  {
    ...soon,
    name: "canary-error-line",
    story: "The device logs errors that are not the fault's.",
    begin({ witness }) {
      witness.logged("error", "something is wrong");
      witness.logged("warn", "handler failed: x is undefined");
      return undefined;
    },
    mustSay: /error in the log: something is wrong[\s\S]*an error inside a session: handler failed/,
  },
  {
    ...soon,
    name: "canary-online-without-session",
    story: "The device says that it is online and has no connection.",
    strikes: ["activating"],
    begin({ witness }) {
      witness.observed({ event: "state", state: "online" });
      witness.settled();
      return undefined;
    },
    mustSay: /online without an open session/,
  },
  {
    ...soon,
    name: "canary-screen-stuck",
    story: "The screen keeps its picture while the network goes.",
    begin({ network, witness }) {
      witness.isScreenStuck = true;
      network.fault.link("down");
      return undefined;
    },
    mustSay: /the screen shows standby in state joining/,
  },
  {
    ...soon,
    name: "canary-uncaught",
    story: "The core lets an error out.",
    begin: ({ board }) =>
      void board.power.enter(() => {
        throw new Error("let out");
      }),
    mustSay: /uncaught error: Error: let out/,
  },
  {
    ...soon,
    name: "canary-restart",
    story: "The device restarts without a reason of its own.",
    begin: ({ cloud }) => void cloud.sessions.say({ type: "system", command: "reboot" }),
    mustSay: /restart without an installed image/,
  },
  {
    ...soon,
    name: "canary-two-requests",
    story: "A request to the OTA server is made while another is under way.",
    strikes: ["checking"],
    begin: ({ board }) => void board.strayRequest(),
    mustSay: /2 requests to the OTA server at once/,
  },
  {
    ...soon,
    name: "canary-identity",
    story: "The client id is lost.",
    begin({ board, flash }) {
      board.cutPower();
      flash.records.delete("identity");
      return () => board.powerOn();
    },
    mustSay: /identities/,
  },
  leak("log", /a credential in the log/, (witness) => witness.logged("info", `Bearer ${planted.vision}`)),
  leak("error", /a credential in the log/, (witness) =>
    witness.logged("warn", `check failed: unreachable ${otaUrls.open}`),
  ),
  leak("key", /a credential in the log/, (witness) =>
    witness.logged("info", `key ${udpKeyHex.slice(0, 12)}…`),
  ),
  leak("screen", /a credential on the screen/, (witness) => {
    if (witness.screen === undefined) return;
    witness.shown({ ...witness.screen, lines: [`${secretMark}-1-0000`] });
    witness.settled();
  }),
  leak("event", /a credential in the event message/, (witness) =>
    witness.observed({
      event: "message",
      direction: "in",
      message: { type: "mcp", request: { method: "initialize", params: { token: planted.vision } } },
    }),
  ),
  leak("record", /a credential in the record firmware/, (witness) =>
    witness.stored("firmware", `{"url":"https://files.example/1.bin?Signature=${planted.imageUrl}"}`),
  ),
  leak("restart", /a credential in the reason of a restart/, (witness) =>
    witness.restarted(`password ${planted.mqttUsername}`),
  ),
  {
    ...soon,
    name: "canary-steering",
    story: "Texts that steer a terminal come out of the device.",
    begin({ witness }) {
      const text = hostileTexts["bidi override"];
      witness.logged("info", text);
      witness.observed({ event: "message", direction: "in", message: { type: "stt", text } });
      if (witness.screen === undefined) return undefined;
      witness.shown({ ...witness.screen, user: text });
      witness.settled();
      return undefined;
    },
    mustSay: /a log line that is more[\s\S]*an event that is more[\s\S]*a text on the screen that is more/,
  },
  {
    ...soon,
    name: "canary-without-tls",
    story: "The device dials without TLS at a server that it has met with it.",
    begin({ witness }) {
      const end = { works: true, send: () => false, ping: () => {}, close: () => {} };
      witness.poweredOn("secure.example", true);
      witness.channelOpened(end, true);
      witness.settled();
      witness.observed({ event: "state", state: "online" });
      witness.settled();
      witness.channelOpened(end, false);
      witness.installBegan(false);
      witness.requestBegan("POST /", false)();
      return undefined;
    },
    mustSay:
      /session without TLS at a server that was met[\s\S]*image without TLS[\s\S]*request without TLS where the OTA URL has https/,
  },
  {
    ...soon,
    name: "canary-dead-line",
    story: "The device goes on as if online, on a line that the lab takes for dead.",
    lastsMs: 200_000,
    begin({ witness }) {
      witness.channelOpened({ works: false, send: () => false, ping: () => {}, close: () => {} }, true);
      return undefined;
    },
    mustSay: /on a dead line/,
  },
];
