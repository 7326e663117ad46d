/**
 * The known word that is closest to what was written, if it is close enough to be a typo:
 * at most a third of the letters differ (Damerau's optimal string alignment distance).
 * @param most the largest number of letters that may differ, for long words @default a third
 */
export function nearMiss(
  found: string,
  known: Iterable<string>,
  most = Number.POSITIVE_INFINITY,
): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.min(most, Math.max(1, Math.floor(found.length / 3))) + 1;
  for (const word of known) {
    if (Math.abs(word.length - found.length) >= bestDistance) continue;
    const distance = editDistance(found.toLowerCase(), word.toLowerCase(), bestDistance);
    if (distance < bestDistance) {
      best = word;
      bestDistance = distance;
    }
  }
  return best;
}

/** Or `enough`, once it is certain that the distance is at least that. */
function editDistance(a: string, b: string, enough: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        value = Math.min(value, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(value);
      least = Math.min(least, value);
    }
    // A swap reaches back two rows, and from any other cell the distance only grows.
    if (least > enough) return enough;
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
