// The catalogue that ships: the facts, put right and completed by hand where the class files do not say it. Pure.

const FIRST = '2.0';

/** Names that are no settings of an application on Mesos: prefixes, other cluster managers, tests. */
// spark.ui.timeline.executors.maximum was away from 2.3 to 3.1, and is of no weight.
const LEFT_OUT =
  /^spark\.(akka|auth|driver|executor|network|rpc|ssl|task|worker|sql|streaming|hadoop|hive|properties|sessionWindow|timeWindow|watermarkDelayMs)$|^spark\.(yarn|kubernetes|test|testing|databricks|job|jobGroup|app\.initial|rdd\.scope|launcher|sql\.test|sql\.sources\.(schema|commitProtocol)\.|streaming\.internal)(\.|$)|^spark\.ui\.timeline\.executors\.maximum$|^spark\.scheduler\.listenerbus\.eventqueue$|^spark\.ssl\.akka$|\$\{|^spark\.mesos\.driverEnv\.|^spark\.hadoop\.|^spark\.executorEnv\./;

/** @returns entries by name, sorted */
export function merge(facts, hand) {
  const names = [
    ...Object.keys(facts.settings).filter((name) => !LEFT_OUT.test(name)),
    ...Object.keys(hand.settings),
  ];
  return Object.fromEntries([...new Set(names)].sort().map((name) => [name, entry(facts, name, hand)]));
}

function entry(facts, name, hand) {
  const fact = facts.settings[name];
  const said = hand.settings[name] ?? {};
  const { of: _, ...own } = said;
  const made = {
    ...typeOf(fact, said),
    ...(fact ? defaultOf(fact) : {}),
    readBy: readersOf(facts, fact),
    ...(fact ? span(fact, facts.versions) : {}),
    ...(fact?.internal || fact?.internalBy ? { internal: true } : {}),
    ...(fact?.composed ? { composed: true } : {}),
    ...(fact ? past(fact, facts, hand) : {}),
    ...own,
  };
  if ('default' in own && own.default === null) delete made.default;
  if ('default' in own) delete made.defaultBy;
  return made;
}

/** An old name that only the table of old names holds is read by whoever reads the new one. */
function readersOf(facts, fact) {
  const own = fact?.readBy ?? [];
  if (own.length > 0) return own;
  if (fact?.renamed) return facts.settings[fact.renamed.use]?.readBy ?? [];
  // Catalyst reads its own by getters of SQLConf, and only where a query is planned.
  return fact?.type !== undefined || fact?.typeBy !== undefined ? ['driver'] : [];
}

/** The latest that is known: where an older version differs it reads a bare number in the same unit. */
function typeOf(fact, said) {
  const last = (field) => fact?.[field] ?? fact?.[`${field}By`]?.findLast(([, value]) => value !== null)?.[1];
  const type = said.type ?? last('type') ?? 'string';
  const unit = said.unit ?? last('unit');
  const of = said.of ?? last('of');
  return {
    type,
    ...(unit && (type === 'duration' || type === 'size') ? { unit } : {}),
    ...(of && type === 'enum' ? { of } : {}),
  };
}

/** Where an older version does not say its default in its class files, the next one's holds. */
function defaultOf(fact) {
  if (fact.default !== undefined) return fact.default === '' ? {} : { default: fact.default };
  const runs = (fact.defaultBy ?? []).filter(([, value]) => value !== null && value !== '');
  const told = runs.filter(([, value], i) => value !== runs[i - 1]?.[1]);
  if (told.length === 0) return {};
  return told.length === 1 ? { default: told[0][1] } : { defaultBy: told };
}

function span(fact, versions) {
  const minors = versions.map((version) => version.split('.').slice(0, 2).join('.'));
  const first = fact.in[0].split('-')[0];
  const last = fact.in.at(-1).split('-').at(-1);
  const next = minors[minors.indexOf(last) + 1];
  return { ...(first === FIRST ? {} : { since: first }), ...(next === undefined ? {} : { until: next }) };
}

/** What is no longer used, and what goes by another name. */
function past({ deprecated, renamed }, facts, hand) {
  if (renamed) {
    // A name that was renamed twice: the last one counts, from when there is it.
    const first = facts.settings[renamed.use]?.in[0].split('-')[0];
    return { deprecated: { since: later(renamed.since, first), use: renamed.use } };
  }
  if (!deprecated) return {};
  const since = deprecated.version.split('.').slice(0, 2).join('.');
  const use = /use (?:the )?(?:new )?(spark\.[\w.]+\w)/.exec(deprecated.message)?.[1];
  const gone = /no(t| longer)( being)? used|no longer available|replaced/i.test(deprecated.message);
  if (gone) return { noOp: { since, use: use ?? hand.noOpUse } };
  return use ? { deprecated: { since, use } } : {};
}

function later(a, b) {
  if (b === undefined || b === FIRST) return a;
  const [x, y] = [a, b].map((version) => version.split('.').map(Number));
  return (x[0] - y[0] || x[1] - y[1]) >= 0 ? a : b;
}

/** One entry a line, so that a change is a line. */
export function catalogueText(about, entries) {
  const lines = Object.entries(entries).map(
    ([name, one]) => `${JSON.stringify(name)}:${JSON.stringify(one)}`,
  );
  return `{\n"about":${JSON.stringify(about)},\n"settings":{\n${lines.join(',\n')}\n}\n}\n`;
}
