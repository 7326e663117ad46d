type Fields = Readonly<Record<string, unknown>>;

/** Times, and facts of a private build. */
const ANY_VALUE = new Set([
  'registered_time',
  'reregistered_time',
  'start_time',
  'elected_time',
  'unregistered_time',
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
  if (!props.whole && isFields(expected)) return cutFields(expected, actual, props);
  return compare(expected, actual, { ...props, at: '', key: '' });
}

/** The v1 API has one more level than what was kept of it; `keys` are all keys of the whole answer. */
function cutFields(expected: Fields, actual: unknown, props: CompareProps): readonly string[] {
  const { keys, ...rest } = expected;
  const all = (isFields(actual) ? actual : {}) as Fields;
  const inner = Object.keys(rest).some((key) => key in all)
    ? all
    : (all['get_agents'] ?? all['get_frameworks'] ?? all);
  const found = compare(rest, inner, { ...props, at: '', key: '' });
  if (!Array.isArray(keys)) return found;
  return [...found, ...same([...keys].sort(), Object.keys(all).sort(), 'keys')];
}

/** Hostnames only, or rows of some agents. */
function cutList(expected: readonly unknown[], actual: unknown, props: CompareProps): readonly string[] {
  const slaves = ((actual as Fields)['slaves'] ?? []) as readonly Fields[];
  if (typeof expected[0] === 'string') {
    return same(expected, slaves.map((slave) => slave['hostname']).sort(), 'hostnames');
  }
  const [first] = expected;
  if (isFields(first) && 'agent_info.resources' in first) return oneAgent(first, actual, props);
  return compare(expected, slaves, { ...props, at: '/slaves', key: 'slaves' });
}

/** What was kept of the agent that the last call named. */
function oneAgent(expected: Fields, actual: unknown, props: CompareProps): readonly string[] {
  const { agents } = (actual as { get_agents: { agents: readonly Fields[] } }).get_agents;
  const agent = agents.find((one) => factOf(one, 'id') === props.lastAgent);
  const shown = {
    ...agent,
    'agent_info.resources': (agent?.['agent_info'] as Fields | undefined)?.['resources'],
  };
  return compare(expected, shown, { ...props, at: '/agent', key: '' });
}

interface Place extends CompareProps {
  readonly at: string;
  readonly key: string;
}

function compare(expected: unknown, actual: unknown, place: Place): readonly string[] {
  if (ANY_VALUE.has(place.key)) return actual === undefined ? [`${place.at}: absent`] : [];
  if (typeof expected === 'string' && /^<(str|float|list|dict)>$/.test(expected)) return [];
  if (expected === 'ABSENT' || (expected === null && !place.whole)) {
    return actual === undefined ? [] : [differs(place.at, 'absent', actual)];
  }
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
  if (place.key === 'offers') return compareOffers(expected, list, place);
  if (/resources(_full)?$/.test(place.key)) {
    return compareInOrder(inOneOrder(expected), inOneOrder(list), place);
  }
  const areAgents = ['slaves', 'agents', 'recovered_slaves', 'recovered_agents'].includes(place.key);
  if (!areAgents) {
    return compareInOrder(expected, list, place);
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

function compareInOrder(
  expected: readonly unknown[],
  list: readonly unknown[],
  place: Place,
): readonly string[] {
  if (list.length !== expected.length) return [differs(place.at, expected, list)];
  return expected.flatMap((one, i) => compare(one, list[i], { ...place, key: '', at: `${place.at}[${i}]` }));
}

/** The order of resources is that of the allocator's tables. */
function inOneOrder(resources: readonly unknown[]): readonly unknown[] {
  const keyOf = (one: unknown) => {
    const { name, role, reservations } = one as Fields;
    return JSON.stringify([name, role, reservations]);
  };
  return [...resources].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** Which agent is offered first, and so has the lowest number, is chance. */
function compareOffers(
  expected: readonly unknown[],
  list: readonly unknown[],
  place: Place,
): readonly string[] {
  if (list.length !== expected.length) return [differs(place.at, expected, list)];
  const agentOf = (offer: unknown) => {
    const { slave_id, agent_id } = offer as { slave_id?: string; agent_id?: { value: string } };
    return slave_id ?? agent_id?.value ?? '';
  };
  return expected.flatMap((one) => {
    const { id: _, ...rest } = one as Fields;
    const { id, ...found } = (list.find((other) => agentOf(other) === agentOf(one)) ?? {}) as Fields;
    const number = /-O\d+"?\}?$/.test(JSON.stringify(id ?? '')) ? [] : [`${place.at}: no number of an offer`];
    return [...number, ...compare(rest, found, { ...place, key: '', at: `${place.at}/${agentOf(one)}` })];
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
