// What is to be said of a board (docs/status-page.md), without a page to say it on.

/** Of an agent: a sign that tells it without colour, and what it means. Whoever needs a look comes first. */
export const STATES = new Map([
  ['missing', { sign: '!', says: 'has no task and should have one' }],
  ['lost', { sign: '×', says: 'its slot is kept' }],
  ['starting', { sign: '…', says: 'has a task that is not healthy yet' }],
  ['returning', { sign: '←', says: 'is back; its task has not been heard of yet' }],
  ['leaving', { sign: '→', says: 'no longer eligible; its task goes on' }],
  ['released', { sign: '○', says: 'its slot was given up' }],
  ['recovering', { sign: '?', says: 'not heard of since this master leads' }],
  ['running', { sign: '•', says: 'covered by a healthy task' }],
  ['ineligible', { sign: '–', says: 'nothing is placed there' }],
]);

const UNKNOWN = { sign: '?', says: '' };

export const stateOf = (name) => STATES.get(name) ?? UNKNOWN;

/** Nobody has to look at these. */
const QUIET = new Set(['running', 'ineligible']);

export const isQuiet = ({ state }) => QUIET.has(state);

export const count = (number, one, many = `${one}s`) =>
  `${number.toLocaleString('en')} ${number === 1 ? one : many}`;

/** A moment as people here read it: the time, and the day where it is not today. */
export function moment(iso, now = new Date()) {
  const at = new Date(iso);
  const time = at.toLocaleTimeString('en-GB');
  return at.toDateString() === now.toDateString() ? time : `${at.toLocaleDateString('en-CA')} ${time}`;
}

export function millisText(millis) {
  return millis < 1000 ? `${Math.round(millis)} ms` : `${(millis / 1000).toFixed(1)} s`;
}

/** Who leads, in a sentence. */
export function leadText({ lead, mode }) {
  const observes = mode === 'observe' ? ', and only observes: nothing but status and lease is written' : '';
  if (lead.leads) return `Leads since ${moment(lead.since)}${observes}`;
  if (lead.leader === undefined) return 'Does not lead, and knows nobody who does';
  return `Stands by since ${moment(lead.since)}: ${lead.leader} leads, and tells of what is declared`;
}

const CAUSES = { resync: 'its time had come', wake: 'something changed', due: 'the time of a key had come' };

/** Why a pass is made, in half a sentence. */
export const causeText = ({ cause, because }) =>
  because === undefined ? (CAUSES[cause] ?? cause) : `${CAUSES[cause] ?? cause}: ${because}`;

/**
 * All that is not as it should be, the worst first.
 * @returns {{ level: 'bad' | 'waits', at: string, what: string, message: string, since?: string }[]}
 */
export function concerns({ lead, passes, troubles, subjects }) {
  const found = [];
  const add = (level, at, what, message, since) => found.push({ level, at, what, message, since });
  if (lead.error !== undefined) add('bad', 'operator', 'Lead', lead.error, lead.askedAt);
  const { last } = passes;
  if (lead.leads && last?.error !== undefined)
    add('bad', 'operator', 'Pass failed', last.error, last.endedAt);
  for (const { key, because } of troubles) add('bad', key, 'Index', because);
  for (const subject of subjects) ofSubject(subject, add);
  return [...found.filter(({ level }) => level === 'bad'), ...found.filter(({ level }) => level !== 'bad')];
}

function ofSubject({ kind, name, outcome, conditions }, add) {
  const at = `${kind} ${name}`;
  const level = outcome === 'failed' || outcome === 'refused' ? 'bad' : 'waits';
  const bad = conditions.filter(({ good }) => !good);
  const said = bad.filter(({ type }) => type !== 'Ready');
  // Ready only repeats the first of the others.
  for (const one of said.length > 0 ? said : bad)
    add(level, at, `${one.type}: ${one.reason}`, one.message, one.lastTransitionTime);
}

/** `agent-2` before `agent-10`. */
const byName = new Intl.Collator('en', { numeric: true });

/** Each agent once a reason, in the order of hosts: who stays keeps its place. */
export function cellsOf(hosts) {
  const cells = hosts.flatMap(({ state, because, hosts: list }) =>
    list.map((host) => ({ host, state, because })),
  );
  return cells.sort((a, b) => byName.compare(a.host, b.host));
}

/** What is said of one agent. */
export function cellText({ host, state, because }) {
  const { says } = stateOf(state);
  return `${host}: ${state}${says === '' ? '' : `, ${says}`}${because === undefined ? '' : ` (${because})`}`;
}

/** How many agents are in each state, in the order of the states. */
export function tally(hosts) {
  const counts = new Map([...STATES.keys()].map((state) => [state, 0]));
  for (const { state, hosts: list } of hosts) counts.set(state, (counts.get(state) ?? 0) + list.length);
  return [...counts].filter(([, number]) => number > 0);
}
