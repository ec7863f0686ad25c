/** The page of `npm run lab -- --report`, from a little of each part. */
import { expect, test } from "vitest";
import { runStreams } from "../../host/lab/datagrams/main.js";
import { faults } from "../../host/lab/faults/index.js";
import { runHerds } from "../../host/lab/herd/main.js";
import { scenarios } from "../../host/lab/herd/scenarios.js";
import { runFault } from "../../host/lab/matrix.js";
import { datagramsSection } from "../../host/lab/report/datagrams.js";
import { herdSection } from "../../host/lab/report/herd.js";
import { html, tableOf } from "../../host/lab/report/html.js";
import { cutsSection, matrixSection } from "../../host/lab/report/matrix.js";
import { pageOf } from "../../host/lab/report/page.js";
import { soakSection } from "../../host/lab/report/soak.js";
import type { SoakDay } from "../../host/lab/soak/result.js";

const day: SoakDay = {
  day: 1,
  faults: ["dns-fails"],
  starts: 1,
  powerOn: 1,
  uptimeMs: 86_400_000,
  liveSlots: 1_300,
  liveChunkBytes: 2_000,
  names: 12,
  nameBytes: 200,
  kept: { attempts: [], attemptsMade: 0, unknownTypes: 0, tokens: 1 },
  held: { timers: 2, requests: 0, sockets: 1, listeners: 1, installs: 0 },
  storageWrites: 7,
  instructions: 1_000_000,
  offlineMs: 60_000,
  failures: [],
};

test("faults, herd and soak are plotted, and the page needs nothing but itself", async () => {
  const one = { transport: "websocket", state: "online", profile: "open", past: "known" } as const;
  const reports = faults.slice(0, 3).map((fault) => runFault(fault, 1, one));
  const herds = runHerds({ scenarios: scenarios.slice(0, 1), devices: 1_000, seed: 1 });
  const soak = { seed: 1, transport: "mqtt", profile: "open", days: [day], failures: [], log: [] } as const;
  const page = pageOf(1, [
    await matrixSection(reports),
    cutsSection([{ kind: "firmware block", cuts: 2, passed: 1, failed: [] }]),
    await herdSection([...herds]),
    datagramsSection([...runStreams(1, 50)]),
    await soakSection([soak]),
  ]);
  expect(page.match(/<svg /g)?.length).toBe(2 + 2 + 3);
  expect(page).toContain(`3 faults, 3 cells, <b>0 failed</b>`);
  expect(page).toContain("<td>firmware block</td><td>2</td><td>1</td>");
  expect(page).toContain("<td>swapped</td><td>100</td><td>100</td><td>50</td>");
  // Names of XML are no addresses.
  const addresses = page.replaceAll(/http:\/\/www\.w3\.org\/[\w/]+/g, "");
  expect(addresses).not.toMatch(/<script|<link|<img|https?:|url\((?!#)/);
});

test("a stream that fails is seen, with what was wrong", () => {
  const [calm] = runStreams(1, 10);
  if (calm === undefined) throw new Error("there are no paths");
  const page = pageOf(1, [datagramsSection([{ ...calm, failures: ["nothing was heard"] }])]);
  expect(page).toContain(`<a href="#datagrams">Datagrams</a>: <span class="failed">FAILED`);
  expect(page).toContain("<td>calm</td><td>nothing was heard</td>");
});

test("a failure is seen at the top", async () => {
  const soak = {
    seed: 1,
    transport: "mqtt",
    profile: "open",
    days: [day],
    failures: ["day 1: lost"],
    log: [],
  } as const;
  expect(pageOf(1, [await soakSection([soak])])).toContain(
    `<a href="#soak">Soak</a>: <span class="failed">FAILED`,
  );
});

test("text is text, whatever is in it", () => {
  expect(html`<p>${"<b>&"}</p>`.text).toBe("<p>&#60;b&#62;&#38;</p>");
  expect(tableOf(["a"], [["<i>"]]).text).toContain("<td>&#60;i&#62;</td>");
});
