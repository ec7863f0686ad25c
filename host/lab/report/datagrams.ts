/** The part of the report about audio datagrams. */
import type { StreamResult } from "../datagrams/stream.js";
import { datagramsHeading, datagramsRow } from "../datagrams/table.js";
import { html, tableOf } from "./html.js";
import type { Section } from "./page.js";

export function datagramsSection(results: readonly StreamResult[]): Section {
  const failures = results.flatMap(({ trouble, failures }) =>
    failures.map((failure) => [trouble.name, failure]),
  );
  return {
    id: "datagrams",
    title: "Datagrams",
    passed: failures.length === 0,
    body: html`
      <p>Audio over UDP, two hellos and five minutes each, over ${results.length} paths that lose, delay, repeat, damage and forge;
      <b>${failures.length} failures</b>.</p>
      ${tableOf(datagramsHeading, results.map(datagramsRow))}
      ${failures.length === 0 ? "" : tableOf(["path", "failure"], failures)}`,
  };
}
