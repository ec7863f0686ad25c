/** What is shown of a message: a peer decides how large one is, and hundreds are kept. */
const shownMaxChars = 4_096;

/** The message as it is, or only its type and size. */
export function shown(message: unknown): unknown {
  const text = JSON.stringify(message) ?? "";
  if (text.length <= shownMaxChars) return message;
  const type: unknown =
    typeof message === "object" && message !== null && "type" in message ? message.type : undefined;
  return {
    ...(typeof type === "string" ? { type: type.slice(0, 64) } : {}),
    tooLongToShow: `${text.length} characters`,
  };
}
