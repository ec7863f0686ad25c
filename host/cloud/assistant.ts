/** The scripted assistant: what it says to a text, as plain data. */

export interface Answer {
  readonly emotion: string;
  readonly emoji: string;
  readonly sentences: readonly string[];
}

const moods: readonly (readonly [pattern: RegExp, emotion: string, emoji: string])[] = [
  [/hello|^hi\b|good (morning|evening)|你好|您好|早上好/i, "happy", "🙂"],
  [/thank|love|谢谢|喜欢|爱/i, "loving", "😍"],
  [/joke|funny|笑话|好笑/i, "laughing", "😆"],
  [/sad|sorry|难过|伤心/i, "sad", "😔"],
  [/[?？]\s*$/, "thinking", "🤔"],
];

/**
 * The answer to a text: it says the text back, in the language of the text, so that a test knows what to expect.
 * `textResponse` (xrobo) is spoken as it is.
 */
export function answerTo(text: string, textResponse: string | undefined): Answer {
  const [, emotion, emoji] = moods.find(([pattern]) => pattern.test(text)) ?? [undefined, "neutral", "😶"];
  if (textResponse !== undefined && textResponse !== "") return { emotion, emoji, sentences: [textResponse] };
  const said = text.trim();
  const sentences = /[\u4e00-\u9fff]/.test(said)
    ? [`你说：${said}`, "还有什么可以帮你的吗？"]
    : [`You said: ${said}`, "What else can I do for you?"];
  return { emotion, emoji, sentences };
}
