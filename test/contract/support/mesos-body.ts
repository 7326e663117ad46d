type Fields = Readonly<Record<string, unknown>>;

/** Times, and facts of a private build. */
const ANY_VALUE = new Set([
  'registered_time',
  'reregistered_time',
  'start_time',
  'elected_time',
  'timestamp',
  'estimated_drain_start_time',
  'estimated_drain_start_time_seconds',
  'build_date',
  'build_time',
  'build_user',
]);

/** Remarks of the recording, and flags of the master that the lab has not. */
const NOT_COMPARED = new Set(['note', '...', 'flags', 'cluster']);

export interface CompareProps {
  /** False where the recording was cut: to keys that matter, and to the agents that matter. */
  readonly whole: boolean;
  /** The id of the agent that the last call named: a cut list without any agent means that this one is not in it. */
  readonly lastAgent: string;
}

/** What differs between a recorded body and an answer, one line each. Agents come in any order. */
export function mesosDifferences(expected: unknown, actual: unknown, props: CompareProps): readonly string[] {
  if (!props.whole && typeof expected === 'string') return [];
  if (!props.whole && Array.isArray(expected)) return cutList(expected, actual, props);
  return compare(expected, actual, { ...props, at: '', key: '' });
}

/** Hostnames only, or rows of some agents. */
function cutList(expected: readonly unknown[], actual: unknown, props: CompareProps): readonly string[] {
  const slaves = ((actual as Fields)['slaves'] ?? []) as readonly Fields[];
  if (typeof expected[0] === 'string') {
    return same(expected, slaves.map((slave) => slave['hostname']).sort(), 'hostnames');
  }
  return compare(expected, slaves, { ...props, at: '/slaves', key: 'slaves' });
}

interface Place extends CompareProps {
  readonly at: string;
  readonly key: string;
}

function compare(expected: unknown, actual: unknown, place: Place): readonly string[] {
  if (ANY_VALUE.has(place.key)) return actual === undefined ? [`${place.at}: absent`] : [];
  if (typeof expected === 'string' && /^<(str|float|list|dict)>$/.test(expected)) return [];
  if (Array.isArray(expected)) return compareList(expected, actual, place);
  // A cut answer counts agents where the whole one lists them.
  if (typeof expected === 'number' && Array.isArray(actual)) return same(expected, actual.length, place.at);
  if (!isFields(expected)) return same(expected, actual, place.at);
  if (!isFields(actual)) return [differs(place.at, expected, actual)];
  const found = Object.entries(expected)
    .filter(([key]) => !NOT_COMPARED.has(key))
    .flatMap(([key, value]) => compare(value, actual[key], { ...place, key, at: `${place.at}/${key}` }));
  const more = place.whole ? Object.keys(actual).filter((key) => !(key in expected)) : [];
  return [...found, ...more.map((key) => `${place.at}/${key}: not recorded`)];
}

function compareList(expected: readonly unknown[], actual: unknown, place: Place): readonly string[] {
  if (!Array.isArray(actual)) return [differs(place.at, expected, actual)];
  const list = actual as readonly unknown[];
  const areAgents = ['slaves', 'agents', 'recovered_slaves', 'recovered_agents'].includes(place.key);
  if (!areAgents) {
    if (list.length !== expected.length) return [differs(place.at, expected, actual)];
    return expected.flatMap((one, i) =>
      compare(one, list[i], { ...place, key: '', at: `${place.at}[${i}]` }),
    );
  }
  if (place.whole && list.length !== expected.length) return [differs(place.at, expected, actual)];
  if (expected.length === 0 && list.some((one) => JSON.stringify(one).includes(`"${place.lastAgent}"`))) {
    return [`${place.at}: ${place.lastAgent} is still there`];
  }
  return expected.flatMap((one) => {
    const [field, value] = keyOf(one);
    const partner = list.find((other) => factOf(other, field) === value);
    return compare(one, partner, { ...place, key: '', at: `${place.at}/${value}` });
  });
}

/** By its id where the recording shows it: two agents may have one hostname. */
function keyOf(agent: unknown): ['id' | 'hostname', string] {
  const id = factOf(agent, 'id');
  return id === undefined ? ['hostname', factOf(agent, 'hostname') ?? ''] : ['id', id];
}

function factOf(agent: unknown, field: 'id' | 'hostname'): string | undefined {
  const fields = agent as Fields;
  const info = (fields['agent_info'] ?? fields['info'] ?? fields) as Fields;
  const fact = info[field];
  const value = isFields(fact) ? fact['value'] : fact;
  return value === undefined ? undefined : String(value);
}

function same(expected: unknown, actual: unknown, at: string): readonly string[] {
  return JSON.stringify(expected) === JSON.stringify(actual) ? [] : [differs(at, expected, actual)];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function differs(at: string, expected: unknown, actual: unknown): string {
  return `${at || 'body'}: ${JSON.stringify(actual)}, recorded ${JSON.stringify(expected)}`;
}
