import { useState } from "preact/hooks";
import type { SessionMessage } from "../../contract.js";
import { devices, messages, virtualDevices } from "../live/store.js";
import { ScrollList } from "../parts/scroll-list.js";
import { say, timeText } from "../say.js";

/** What was said in the sessions, as the cloud saw it. */
export function SessionsPane() {
  const [deviceId, setDeviceId] = useState("");
  const [filter, setFilter] = useState("");
  const ids = [
    ...new Set([...devices.value.map(({ id }) => id), ...messages.value.map((each) => each.deviceId)]),
  ];
  const shown = messages.value.filter(
    (each) => (deviceId === "" || each.deviceId === deviceId) && matches(each, filter),
  );
  return (
    <section aria-labelledby="sessions-title">
      <h2 id="sessions-title">{say("pane.sessions")}</h2>
      <p>{say("sessions.what")}</p>
      <div class="fields">
        <label>
          {say("sessions.device")}
          <select value={deviceId} onChange={(event) => setDeviceId(event.currentTarget.value)}>
            <option value="">{say("sessions.all")}</option>
            {ids.map((id) => (
              <option key={id} value={id}>
                {nameOf(id)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say("filter")}
          <input type="search" value={filter} onInput={(event) => setFilter(event.currentTarget.value)} />
        </label>
      </div>
      {shown.length === 0 ? (
        <p class="empty">{say(messages.value.length === 0 ? "sessions.none" : "sessions.noMatch")}</p>
      ) : (
        <ScrollList kind="messages" label={say("pane.sessions")}>
          {shown.toReversed().map((each) => (
            <Message key={keyOf(each)} message={each} />
          ))}
        </ScrollList>
      )}
    </section>
  );
}

const keys = new WeakMap<SessionMessage, number>();
let lastKey = 0;

/** Messages have no number of their own, and new ones come in at the top. */
function keyOf(message: SessionMessage): number {
  const key = keys.get(message) ?? ++lastKey;
  keys.set(message, key);
  return key;
}

function nameOf(id: string): string {
  const alias = devices.value.find((device) => device.id === id)?.alias;
  const isVirtual = virtualDevices.value.some(({ mac }) => mac === id.toLowerCase());
  return `${alias ? `${alias} · ${id}` : id}${isVirtual ? ` (${say("virtual.one")})` : ""}`;
}

function matches({ message }: SessionMessage, filter: string): boolean {
  return filter === "" || JSON.stringify(message).toLowerCase().includes(filter.toLowerCase());
}

function Message({
  message: { at, direction, transport, deviceId, message, latencyMs },
}: {
  readonly message: SessionMessage;
}) {
  return (
    <li class={direction}>
      <span class="about">
        <time dateTime={at}>{timeText(at)}</time>
        <strong>{say(direction === "in" ? "message.fromDevice" : "message.toDevice")}</strong>
        <span>{say(`transport.${transport}`)}</span>
        <code>{deviceId}</code>
        {latencyMs !== undefined && (
          <span class="pill">{say("message.latency", { ms: Math.round(latencyMs) })}</span>
        )}
      </span>
      <code class="body">{JSON.stringify(message)}</code>
    </li>
  );
}
