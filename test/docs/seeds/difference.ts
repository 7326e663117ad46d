/** What somebody wrote, by where it stands; texts as they are, all else as JSON. */
export type Facts = Readonly<Record<string, string>>;

/** Why a field is not what it was, by where it stands. */
export type Reasons = Readonly<Record<string, string>>;

export const NOTHING = 'nothing';

export interface Difference {
  readonly at: string;
  readonly theirs: string;
  readonly ours: string;
}

/** Every leaf of a JSON value by its path; a list of texts or numbers is one. */
export function leaves(value: unknown, at = ''): Facts {
  if (Array.isArray(value)) {
    if (value.every((one) => typeof one !== 'object' || one === null)) return { [at]: JSON.stringify(value) };
    return Object.assign({}, ...value.map((one, i) => leaves(one, `${at}[${i}]`)));
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0) return at === '' ? {} : { [at]: '{}' };
    return Object.assign(
      {},
      ...entries.map(([name, one]) => leaves(one, at === '' ? name : `${at}.${name}`)),
    );
  }
  return { [at]: typeof value === 'string' ? value : JSON.stringify(value) };
}

/** Whatever differs, sorted by where it stands. */
export function differencesOf(theirs: Facts, ours: Facts): readonly Difference[] {
  return [...new Set([...Object.keys(theirs), ...Object.keys(ours)])]
    .sort()
    .filter((at) => theirs[at] !== ours[at])
    .map((at) => ({ at, theirs: theirs[at] ?? NOTHING, ours: ours[at] ?? NOTHING }));
}

export const keptOf = (theirs: Facts, ours: Facts): readonly string[] =>
  Object.keys(theirs)
    .filter((at) => theirs[at] === ours[at])
    .sort();

const code = (text: string) => {
  if (text === NOTHING) return text;
  const fence = text.includes('`') ? '``' : '`';
  return `${fence}${text.replaceAll('|', '\\|').replaceAll('\n', ' ')}${fence}`;
};

/** The differences with their reasons, in the order of the reasons, as a table of a page, and what is as it was. */
export function differenceTable(theirs: Facts, ours: Facts, reasons: Reasons): string {
  const order = Object.keys(reasons);
  const found = differencesOf(theirs, ours).toSorted((a, b) => order.indexOf(a.at) - order.indexOf(b.at));
  const rows = found.map(
    ({ at, theirs: old, ours: made }) =>
      `| ${code(at)} | ${code(old)} | ${code(made)} | ${reasons[at] ?? '?'} |`,
  );
  const kept = keptOf(theirs, ours).map(code);
  const head = ['| where | you had | now | why |', '|---|---|---|---|'];
  return `${[...head, ...rows].join('\n')}\n${kept.length === 0 ? '' : `\nAs it was: ${kept.join(', ')}.\n`}`;
}

/** Each difference has a reason, and each reason a difference. */
export function hasReasons(theirs: Facts, ours: Facts, reasons: Reasons): void {
  const found = differencesOf(theirs, ours);
  const withReason = found.filter(({ at }) => at in reasons);
  expect({ without: found.filter(({ at }) => !(at in reasons)) }).toEqual({ without: [] });
  expect(Object.keys(reasons).toSorted()).toEqual(withReason.map(({ at }) => at));
}
