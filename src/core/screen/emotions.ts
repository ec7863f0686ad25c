/** The emotions a cloud may name for the face. */
import { frozen } from "../frozen.js";

export const emotions = frozen([
  "neutral",
  "happy",
  "laughing",
  "funny",
  "sad",
  "angry",
  "crying",
  "loving",
  "embarrassed",
  "surprised",
  "shocked",
  "thinking",
  "winking",
  "cool",
  "relaxed",
  "delicious",
  "kissy",
  "confident",
  "sleepy",
  "silly",
  "confused",
] as const);

export type Emotion = (typeof emotions)[number];

/** Any name from a cloud; one that isn't known is `neutral`. */
export function emotionOf(name: string): Emotion {
  return emotions.find((emotion) => emotion === name) ?? "neutral";
}
