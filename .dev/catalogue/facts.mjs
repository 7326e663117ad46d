// What Extract.java found in each version, put together: one fact file for all versions. Pure.

/** Who runs a class. The first row that matches says it; `[]` does not count as reading. */
const RUN_BY = [
  // They know every name: definitions, and the tables of old names.
  [/^(SparkConf|internal\/config\/|deploy\/mesos\/config|sql\/internal\/(Static)?SQLConf)/, []],
  [/^deploy\/(ExternalShuffleService|mesos\/MesosExternal)/, ['service']],
  [
    /^network\/shuffle\/(mesos\/)?(External(Shuffle)?Block(Handler|Resolver)|ExternalBlockHandler|RemoteBlockPushResolver|ShuffleIndex|ShuffleTransportContext)/,
    ['service'],
  ],
  [/^network\//, ['driver', 'executor', 'service']],
  [
    /^scheduler\/cluster\/mesos\/Mesos(SchedulerUtils|SchedulerBackendUtil|ProtoUtils|SecurityManager)/,
    ['driver', 'dispatcher'],
  ],
  [
    /^(deploy\/(rest\/)?mesos\/|scheduler\/cluster\/mesos\/Mesos(ClusterScheduler|ClusterPersistence|ClusterUI|ClusterDispatcher|DriverState))/,
    ['dispatcher'],
  ],
  [/^deploy\/history\//, ['history']],
  [
    /^deploy\/(master|worker|client|StandaloneResource|LocalSparkCluster|FaultTolerance|rest)\b/,
    ['standalone'],
  ],
  [/^executor\//, ['executor']],
  [
    /^(shuffle|memory|unsafe|storage|broadcast|rpc|serializer|io|util|security|crypto|metrics|api|resource|SparkEnv|SecurityManager|SSLOptions|MapOutputTracker|rdd|TaskContext)/,
    ['driver', 'executor'],
  ],
  [/./, ['driver']],
];

export function runBy(className) {
  const short = className.replace(/^org\/apache\/spark\//, '');
  return RUN_BY.find(([pattern]) => pattern.test(short))[1];
}

export const minor = (version) => version.split('.').slice(0, 2).join('.');

/** Type and default by how a call reads a name. */
const BY_CALL = {
  getBoolean: { type: 'bool' },
  getDouble: { type: 'double' },
  getInt: { type: 'int' },
  getLong: { type: 'int' },
  getSizeAsBytes: { type: 'size', unit: 'b' },
  getSizeAsKb: { type: 'size', unit: 'k' },
  getSizeAsMb: { type: 'size', unit: 'm' },
  getTimeAsMs: { type: 'duration', unit: 'ms' },
  getTimeAsSeconds: { type: 'duration', unit: 's' },
};

/** Of several calls the one that says most: a type, then a default. */
function ofCalls(calls) {
  const read = calls.map((call) => {
    const [method, ...rest] = call.split(' ');
    const value = rest.join(' ');
    return { ...BY_CALL[method], ...(rest.length === 0 || value === '' ? {} : { default: value }) };
  });
  const typed = read.filter((one) => one.type !== undefined);
  const best = (typed.length > 0 ? typed : read).toSorted(
    (a, b) => (b.default ? 1 : 0) - (a.default ? 1 : 0),
  );
  const defaults = new Set(best.map((one) => one.default).filter((one) => one !== undefined));
  const { default: value, ...type } = best[0] ?? {};
  // Two readers that disagree: neither is told.
  return defaults.size === 1 ? { ...type, default: value } : type;
}

/** Composed names have no type but that of their default. */
function ofDefault(value) {
  if (value === 'true' || value === 'false') return { type: 'bool', default: value };
  if (/^-?\d+$/.test(value)) return { type: 'int', default: value };
  if (/^\d+s$/.test(value)) return { type: 'duration', unit: 's', default: value };
  if (/^\d+[km]$/.test(value)) return { type: 'size', unit: 'b', default: value };
  return value === '' ? {} : { default: value };
}

/** `1073741824b` is `1g`, `120000ms` is `120s`: as people write it. */
function plainValue({ type, unit, default: value, ...rest }) {
  return {
    ...rest,
    ...(type ? { type } : {}),
    ...(unit ? { unit } : {}),
    ...(value === undefined ? {} : { default: plain(type, value) }),
  };
}

/** Each unit, how many of it make the next, and from how many on that one is written. */
const STEPS = {
  size: [
    ['b', 1024n, 1024n],
    ['k', 1024n, 1024n],
    ['m', 1024n, 1024n],
    ['g', 1024n, 1024n],
    ['t', 0n, 0n],
  ],
  duration: [
    ['ms', 1000n, 1000n],
    ['s', 60n, 600n],
    ['min', 60n, 60n],
    ['h', 24n, 48n],
    ['d', 0n, 0n],
  ],
};

function plain(type, value) {
  const other = /^<value of (.+)>$/.exec(value);
  if (other) return other[1];
  const steps = STEPS[type];
  const found = /^(\d+)([a-zA-Z]+)$/.exec(value);
  if (!found || !steps) return value;
  let count = BigInt(found[1]);
  const word = found[2].toLowerCase().replace(/ib$/, '');
  let at = steps.findIndex(([name]) => name === (type === 'duration' ? word.replace(/^m$/, 'min') : word));
  if (at < 0 || count === 0n) return value;
  if (count >= 2n ** 62n || (type === 'duration' && count === 2147483647n)) return 'infinity';
  while (steps[at][1] !== 0n && count % steps[at][1] === 0n && count >= steps[at][2]) {
    count /= steps[at][1];
    at += 1;
  }
  return `${count}${steps[at][0]}`;
}

/** Their defaults say something of the machine that looked. */
const OF_THE_MACHINE = ['spark.driver.host', 'spark.sql.session.timeZone', 'spark.sql.warehouse.dir'];

/** Everything about one name in one version; undefined where the version does not know it. */
function seen(name, found) {
  const entry = found.entries[name];
  const composed = found.transport[name];
  const calls = found.reads[name];
  const holders = found.constants[name];
  if (!entry && composed === undefined && !holders) return undefined;
  const { readers = [], alternatives: _, since: __, ...said } = entry ?? {};
  const what = entry ? said : calls ? ofCalls(calls) : composed !== undefined ? ofDefault(composed) : {};
  if (OF_THE_MACHINE.includes(name)) delete what.default;
  const readBy = [...readers, ...(holders ?? [])].flatMap(runBy);
  if (composed !== undefined) readBy.push('driver', 'executor', 'service');
  return {
    ...plainValue(what),
    readBy: [...new Set(readBy)].sort(),
    ...(holders ? {} : { composed: true }),
    ...(entry || calls || composed !== undefined ? {} : { bare: true }),
  };
}

/** @param extracts what Extract.java printed, by full version, oldest first */
export function facts(extracts) {
  const versions = Object.keys(extracts);
  const names = new Set(
    Object.values(extracts).flatMap((found) => [
      ...Object.keys(found.entries),
      ...Object.keys(found.transport),
      ...Object.keys(found.constants),
    ]),
  );
  const settings = {};
  for (const name of [...names].filter((one) => !one.endsWith('.')).sort()) {
    settings[name] = ofName(name, versions, extracts);
  }
  return { versions, settings };
}

function ofName(name, versions, extracts) {
  const by = versions.map((version) => [minor(version), seen(name, extracts[version])]);
  const there = by.filter(([, one]) => one !== undefined);
  const last = there.at(-1)[1];
  const result = {
    in: ranges(by.map(([version, one]) => [version, one !== undefined])),
    readBy: [...new Set(there.flatMap(([, one]) => one.readBy))].sort(),
  };
  for (const field of ['type', 'unit', 'of', 'default', 'internal', 'composed', 'bare']) {
    const runs = changes(there.map(([version, one]) => [version, one[field]]));
    if (runs.length === 1) {
      if (runs[0][1] !== null) result[field] = runs[0][1];
    } else result[`${field}By`] = runs;
  }
  const deprecated = versions
    .map((v) => extracts[v].deprecated[name])
    .filter(Boolean)
    .at(-1);
  if (deprecated) result.deprecated = deprecated;
  const later = versions.flatMap((v) =>
    Object.entries(extracts[v].alternatives).flatMap(([key, olds]) =>
      olds.filter((old) => old.key === name).map((old) => ({ use: key, since: minor(old.version) })),
    ),
  );
  const entries = versions.flatMap((v) =>
    Object.entries(extracts[v].entries).flatMap(([key, one]) =>
      (one.alternatives ?? []).includes(name) ? [{ use: key, since: minor(v) }] : [],
    ),
  );
  const renamed = later.at(-1) ?? entries[0];
  if (renamed) result.renamed = renamed;
  return last && result;
}

/** Runs of versions as `2.0-3.5`. */
function ranges(flags) {
  const runs = [];
  let open;
  flags.forEach(([version, there], i) => {
    if (there && open === undefined) open = version;
    if (there && (i === flags.length - 1 || !flags[i + 1][1])) {
      runs.push(open === version ? version : `${open}-${version}`);
      open = undefined;
    }
  });
  return runs;
}

/** `[version, value]` where a value differs from the one before; an absent value is null. */
function changes(values) {
  const runs = [];
  for (const [version, value] of values) {
    if (runs.length === 0 || JSON.stringify(runs.at(-1)[1]) !== JSON.stringify(value ?? null))
      runs.push([version, value ?? null]);
  }
  return runs;
}
