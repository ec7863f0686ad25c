import { virtualDevices } from "../live/store.js";
import { say } from "../say.js";
import { chapters, chaptersDone } from "./chapters.js";

/** What to try, with the device that has come furthest. */
export function Story() {
  const done = Math.max(0, ...virtualDevices.value.map(({ events }) => chaptersDone(events)));
  return (
    <details class="story" open>
      <summary>{say("story.title")}</summary>
      <ol>
        {chapters.map((chapter, at) => (
          <li
            key={chapter}
            class={at < done ? "done" : at === done ? "now" : ""}
            aria-current={at === done ? "step" : undefined}
          >
            {say(`story.${chapter}`)}
            {at < done && <span class="hidden"> {say("story.done")}</span>}
          </li>
        ))}
      </ol>
    </details>
  );
}
