import { type Bindings, isPlaceholder, placeholdersIn } from './bindings';

type Fields = Readonly<Record<string, unknown>>;

/** Numbers that only say how long something took. */
const ANY_NUMBER = new Set(['averageSeconds', 'medianSeconds', 'processed', 'declined', 'timeLeftSeconds']);
const ANY_COUNT = new Set(['processedOffersCount', 'unusedOffersCount']);
/** Times that name a version; all others are only times. */
const VERSIONS = new Set(['version', 'lastScalingAt', 'lastConfigChangeAt']);

/**
 * What differs between a recorded body and an answer, one line each. Recorded bodies may be cut to the fields that
 * matter, so more fields are fine where {@link isWhole} does not tell that the recording shows all of them.
 */
export function bodyDifferences(expected: unknown, actual: unknown, bindings: Bindings): readonly string[] {
  return compare(expected, actual, { at: '', key: '', bindings });
}

interface Place {
  readonly at: string;
  readonly key: string;
  readonly bindings: Bindings;
}

function compare(expected: unknown, actual: unknown, place: Place): readonly string[] {
  if (isPlaceholder(expected)) return comparePlaceholder(expected, actual, place);
  if (typeof expected === 'string' && placeholdersIn(expected).length > 0)
    return compareText(expected, actual, place);
  if (Array.isArray(expected)) return compareList(expected, actual, place);
  if (isFields(expected)) return compareFields(expected, actual, place);
  if (typeof expected === 'number' && (ANY_NUMBER.has(place.key) || ANY_COUNT.has(place.key))) {
    return typeof actual === 'number' ? [] : [differs(place.at, expected, actual)];
  }
  // A cut body says null for what is absent.
  if (expected === null && actual === undefined) return [];
  if (typeof expected === 'string' && expected.endsWith('...') && typeof actual === 'string') {
    return actual.startsWith(expected.slice(0, -3)) ? [] : [differs(place.at, expected, actual)];
  }
  if (typeof expected === 'string' && expected.startsWith('<html') && typeof actual === 'string') {
    return squeezed(actual).startsWith(squeezed(expected)) ? [] : [differs(place.at, expected, actual)];
  }
  return expected === actual ? [] : [differs(place.at, expected, actual)];
}

function squeezed(text: string): string {
  return text
    .replace(/\.\.\.$/, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function comparePlaceholder(
  expected: string,
  actual: unknown,
  { at, key, bindings }: Place,
): readonly string[] {
  if (typeof actual !== 'string' || actual === '') return [differs(at, expected, actual)];
  if (expected.startsWith('<time')) {
    if (Number.isNaN(Date.parse(actual))) return [differs(at, expected, actual)];
    if (!VERSIONS.has(key)) return [];
  }
  return bindings.bind(expected, actual)
    ? []
    : [differs(at, `${expected} (${bindings.valueOf(expected)})`, actual)];
}

/** Names inside of a text. */
function compareText(expected: string, actual: unknown, { at, bindings }: Place): readonly string[] {
  if (bindings.fill(expected) === actual) return [];
  const pattern = new RegExp(`^${escaped(expected).replace(/<[a-z]+-\d+>/g, '(.+)')}$`);
  const match = typeof actual === 'string' ? pattern.exec(actual) : null;
  const names = placeholdersIn(expected);
  const fits =
    match !== null &&
    names.every((name, i) => bindings.valueOf(name) === undefined || bindings.valueOf(name) === match[i + 1]);
  return fits ? [] : [differs(at, bindings.fill(expected), actual)];
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function compareList(expected: readonly unknown[], actual: unknown, place: Place): readonly string[] {
  if (!Array.isArray(actual)) return [differs(place.at, expected, actual)];
  if (actual.length !== expected.length) {
    return [`${place.at}: ${actual.length} elements, recorded ${expected.length}`];
  }
  const used = new Set<number>();
  return expected.flatMap((one, i) => {
    const partner = indexOfPartner(one, actual, { i, used, bindings: place.bindings });
    used.add(partner);
    return compare(one, actual[partner], { ...place, at: `${place.at}[${i}]` });
  });
}

/** The element that a recorded one is about: the one with its id, else the one on its host, else the one in its place. */
function indexOfPartner(
  expected: unknown,
  actual: readonly unknown[],
  {
    i,
    used,
    bindings,
  }: { readonly i: number; readonly used: ReadonlySet<number>; readonly bindings: Bindings },
): number {
  const free = actual.map((_, index) => index).filter((index) => !used.has(index));
  const inPlace = free.includes(i) ? i : (free[0] ?? i);
  if (!isFields(expected)) return inPlace;
  const id = isPlaceholder(expected['id']) ? bindings.valueOf(expected['id']) : expected['id'];
  const has = (key: string, value: unknown) =>
    value === undefined
      ? undefined
      : free.find((index) => (actual[index] as Fields | undefined)?.[key] === value);
  return has('id', id) ?? has('host', expected['host']) ?? inPlace;
}

function compareFields(expected: Fields, actual: unknown, place: Place): readonly string[] {
  if (!isFields(actual)) return [differs(place.at, expected, actual)];
  const found = Object.entries(expected).flatMap(([key, value]) =>
    compare(value, actual[key], { ...place, key, at: `${place.at}/${key}` }),
  );
  if (!isWhole(expected)) return found;
  const more = Object.keys(actual).filter((key) => !(key in expected));
  return [...found, ...more.map((key) => `${place.at}/${key}: ${JSON.stringify(actual[key])}, not recorded`)];
}

/** Whether the recording shows every field: errors, answers to changes, tasks and apps that were not cut. */
function isWhole(expected: Fields): boolean {
  const keys = Object.keys(expected);
  return (
    'localVolumes' in expected ||
    'message' in expected ||
    ('killSelection' in expected && 'backoffFactor' in expected) ||
    (keys.length === 2 && 'deploymentId' in expected)
  );
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function differs(at: string, expected: unknown, actual: unknown): string {
  return `${at || 'body'}: ${JSON.stringify(actual)}, recorded ${JSON.stringify(expected)}`;
}
