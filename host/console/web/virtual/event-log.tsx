import { useState } from "preact/hooks";
import type { VirtualDevice } from "../../contract.js";
import { ScrollList } from "../parts/scroll-list.js";
import { say, timeText } from "../say.js";
import { eventText } from "./event-text.js";

/** What happened in the device, the newest first. */
export function EventLog({ device: { mac, events } }: { readonly device: VirtualDevice }) {
  const [filter, setFilter] = useState("");
  const wanted = filter.toLowerCase();
  const rows = events
    .map((each) => ({ ...each, text: `${each.event.event} ${eventText(each.event)}` }))
    .filter(({ text }) => text.toLowerCase().includes(wanted));
  return (
    <div class="event-log">
      <div class="tools">
        <input
          type="search"
          aria-label={say("filter")}
          placeholder={say("filter")}
          value={filter}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
        <button
          type="button"
          class="secondary outline"
          onClick={() => download(`${mac.replaceAll(":", "")}.jsonl`, events)}
        >
          {say("log.download")}
        </button>
      </div>
      <ScrollList kind="events" label={say("log.label")}>
        {rows.toReversed().map(({ number, at, text }) => (
          <li key={number}>
            <time dateTime={at}>{timeText(at)}</time> <code>{text}</code>
          </li>
        ))}
      </ScrollList>
      {rows.length === 0 && <p class="empty">{say("log.noMatch")}</p>}
    </div>
  );
}

/** One JSON object a line. */
function download(name: string, rows: readonly unknown[]): void {
  const text = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/jsonl" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
