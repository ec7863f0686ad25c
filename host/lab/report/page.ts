/** The report as one page that needs nothing else: no script, no font, no address. */
import { type Html, html, joined, made } from "./html.js";

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly passed: boolean;
  readonly body: Html;
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 54rem; margin: 2rem auto; padding: 0 1rem }
svg { max-width: 100%; height: auto; display: block; margin: 1rem 0 }
.wide { overflow-x: auto }
table { border-collapse: collapse; font-size: 0.85rem }
th, td { text-align: left; padding: 0.15rem 0.8rem 0.15rem 0; vertical-align: top; border-bottom: 1px solid #8884 }
.passed { color: #2c8a4b } .failed { color: #d33 }
code { font-size: 0.85rem }`;

export function pageOf(seed: number, sections: readonly Section[]): string {
  const verdict = (passed: boolean): Html =>
    passed ? html`<span class="passed">passed</span>` : html`<span class="failed">FAILED</span>`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Resilience lab, seed ${seed}</title>
<style>${made(style)}</style>
</head>
<body>
<h1>Resilience lab</h1>
<p>What the firmware's core does while everything around it breaks: virtual time, simulated network, cloud, flash and power, no
hardware. Seed ${seed}; the same seed gives the same page. How to read it: docs/lab.md.</p>
<ul>${joined(sections.map(({ id, title, passed }) => html`<li><a href="#${id}">${title}</a>: ${verdict(passed)}</li>`))}</ul>
${joined(sections.map(({ id, title, body }) => html`<h2 id="${id}">${title}</h2>${body}`))}
</body>
</html>
`.text;
}
