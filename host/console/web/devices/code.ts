/** The activation code as a person types or pastes it. Pure. */

const codeMaxChars = 12;

/**
 * The code itself: wide digits become narrow, spaces and dashes between them go ("６０８ 303", "608-303"). `undefined`: nothing that
 * could be a code.
 */
export function normalCode(typed: string): string | undefined {
  const code = typed.normalize("NFKC").replace(/[\s\p{Pd}\p{Cf}.]/gu, "");
  return /^[0-9A-Za-z]+$/.test(code) && code.length <= codeMaxChars ? code : undefined;
}
