/** A change of one place of a document. */
export interface Mutation {
  /** As `slaves[].hostname`: items of a list are not told apart. */
  readonly kind: string;
  readonly what: string;
  readonly value: unknown;
}

type Step = string | number;

const OTHERS: readonly unknown[] = [null, true, 7, -1, 1.5, 'odd', '', [], ['odd'], {}, { odd: 1 }];

/** Every place of a document without it, and with a value of every other type in its place. */
export function* mutations(document: unknown): Generator<Mutation> {
  for (const path of places(document, [])) {
    const kind = path
      .map((step) => (typeof step === 'number' ? '[]' : `.${step}`))
      .join('')
      .replace(/^\./, '');
    const old = path.reduce<unknown>((value, step) => (value as Record<Step, unknown>)[step], document);
    const last = path.at(-1);
    // Without an item a list is another list, and no client could know.
    if (typeof last === 'string') yield { kind, what: 'dropped', value: changed(document, path) };
    for (const other of OTHERS) {
      if (typeOf(other) === typeOf(old)) continue;
      yield { kind, what: JSON.stringify(other), value: changed(document, path, other) };
    }
  }
}

function* places(value: unknown, path: readonly Step[]): Generator<readonly Step[]> {
  if (path.length > 0) yield path;
  if (typeof value !== 'object' || value === null) return;
  const steps = Array.isArray(value) ? value.keys() : Object.keys(value);
  for (const step of steps) yield* places((value as Record<Step, unknown>)[step], [...path, step]);
}

function changed(value: unknown, path: readonly Step[], other?: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return other;
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<Step, unknown>;
  if (rest.length === 0 && other === undefined) delete copy[step];
  else copy[step] = changed(copy[step], rest, other);
  return copy;
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}
