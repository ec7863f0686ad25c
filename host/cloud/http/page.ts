import type { FastifyInstance } from "fastify";
import type { CloudContext } from "../context.js";

/** The page a person finds at the address on the device's screen. It says what this is and holds no state. */
export function pageRoutes(app: FastifyInstance, context: CloudContext): void {
  app.get("/", (_request, reply) =>
    reply
      .type("text/html; charset=utf-8")
      .header("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'")
      .header("x-content-type-options", "nosniff")
      .send(page(context)),
  );
}

function page(context: CloudContext): string {
  const { otaUrl, apiUrl, mqttEndpoint } = context.addresses();
  const row = (name: string, value: string) =>
    `<tr><th>${escapeHtml(name)}</th><td><code>${escapeHtml(value)}</code></td></tr>`;
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Development cloud</title>
<style>body{font:16px/1.5 system-ui;max-width:44rem;margin:2rem auto;padding:0 1rem}th{text-align:left;padding-right:1rem}</style>
<h1>Development cloud</h1>
<p>A stand-in for a XiaoZhi-compatible cloud, for developing firmware. It runs on this machine and keeps no audio.</p>
<table>
${row("Profile", context.profile.name)}
${row("OTA URL for the device", otaUrl)}
${row("Device API", apiUrl)}
${row("MQTT", mqttEndpoint)}
</table>
<h2>Bind a device</h2>
<p>The device shows six digits. In a terminal, with the token and agent that the cloud printed at its start:</p>
<pre>npm run -s xiaozhi -- bind --agent AGENT CODE --api ${escapeHtml(apiUrl)} --token TOKEN
npm run -s xiaozhi -- devices --agent AGENT --api ${escapeHtml(apiUrl)} --token TOKEN
npm run -s xiaozhi -- unbind DEVICE --api ${escapeHtml(apiUrl)} --token TOKEN</pre>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
