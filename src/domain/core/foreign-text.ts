/** Control and format characters, lone halves of pairs, separators: what breaks a line, or lets text look like another. */
const NOISE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\s]+/gu;

/**
 * Somebody else's words as they may stand in a message of ours: on one line, without characters that are not seen,
 * and not long.
 * @param most in code points, the dots at the end included; @default 300
 */
export function foreignText(text: string, most = 300): string {
  const line = text.replace(NOISE, ' ').trim();
  const letters = [...line];
  return letters.length > most ? `${letters.slice(0, most - 3).join('')}...` : line;
}
