const UNITS: readonly (readonly [letter: string, seconds: number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['m', 60],
  ['s', 1],
];

/** How long ago a moment is, as kubectl writes it: `4d`, `3h20m`, `12s`. @param moment ISO 8601; what is none is `?` */
export function ageText(moment: string | undefined, now: Date): string | undefined {
  if (moment === undefined) return undefined;
  const millis = now.getTime() - Date.parse(moment);
  return Number.isNaN(millis) ? '?' : spanText(millis / 1000);
}

/** A length of time in its two largest units; from ten of the larger one on in that alone. */
export function spanText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const at = UNITS.findIndex(([, unit]) => whole >= unit);
  const [letter, unit] = UNITS[at] ?? ['s', 1];
  const count = Math.floor(whole / unit);
  const next = UNITS[at + 1];
  const rest = next ? Math.floor((whole - count * unit) / next[1]) : 0;
  return next && rest > 0 && count < 10 ? `${count}${letter}${rest}${next[0]}` : `${count}${letter}`;
}
