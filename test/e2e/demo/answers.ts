/** Reads below an answer, for example `at(answer, 'Reservations', 0, 'Instances')`; undefined where there is nothing. */
export function at(answer: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    answer,
  );
}

/** @throws Error where there is no text */
export function textAt(answer: unknown, ...path: readonly (string | number)[]): string {
  const value = at(answer, ...path);
  if (typeof value === 'string') return value;
  throw new Error(`found ${JSON.stringify(value)} at ${path.join('.')}, wanted a text`);
}

/** @throws Error where there is no number */
export function numberAt(answer: unknown, ...path: readonly (string | number)[]): number {
  const value = at(answer, ...path);
  if (typeof value === 'number') return value;
  throw new Error(`found ${JSON.stringify(value)} at ${path.join('.')}, wanted a number`);
}

/** The list there, empty where there is none. */
export function listAt(answer: unknown, ...path: readonly (string | number)[]): readonly unknown[] {
  const value = at(answer, ...path);
  return Array.isArray(value) ? value : [];
}
