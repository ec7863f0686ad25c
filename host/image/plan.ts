/** Which stories a run plays, and in what order. */
import type { Result } from "../../src/core/failure.js";

const storyNames = [
  "life",
  "power cuts",
  "power cuts during an update",
  "update",
  "roll back",
  "TLS",
  "facts",
] as const;
export type StoryName = (typeof storyNames)[number];

/** Those that tell of memory. */
const short: readonly StoryName[] = ["life", "TLS", "facts"];

const isStory = (name: string): name is StoryName => storyNames.some((story) => story === name);

/** @returns the stories in their order, or why there are none, in a sentence */
export function plannedStories(wanted: {
  readonly story?: string | undefined;
  readonly short?: boolean | undefined;
}): Result<readonly StoryName[], string> {
  const { story } = wanted;
  if (story === undefined) return { ok: true, value: wanted.short === true ? short : storyNames };
  if (wanted.short === true) return { ok: false, failure: "Either --story or --short." };
  if (!isStory(story))
    return { ok: false, failure: `"${story}" is no story: choose one of ${storyNames.join(", ")}.` };
  // What a board tells of itself it tells in the check of the story before.
  return { ok: true, value: story === "facts" ? ["TLS", "facts"] : [story] };
}
