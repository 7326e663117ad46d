import { InvalidArgumentError } from 'commander';
import { nearMiss } from '../../domain/core/near-miss';
import { kinds } from '../../operator/kinds';

/** What is asked of the Mesos master, not of the stores. */
export const CLUSTER_LISTS = ['agents', 'frameworks', 'tasks'] as const;

export type ClusterList = (typeof CLUSTER_LISTS)[number];

/** What a person may write for KIND. */
export type Asked =
  | { readonly is: 'kind'; readonly kind: string }
  | { readonly is: 'all' }
  | { readonly is: 'cluster'; readonly list: ClusterList };

/** Every kind of manifest, as manifests write it. */
export const KIND_NAMES: readonly string[] = kinds.map(({ kind }) => kind);

/** Besides the name itself and its plural, in any case. */
export const SHORT_NAMES: Readonly<Record<string, string>> = {
  svc: 'ShuffleService',
  shuffle: 'ShuffleService',
  defaults: 'SparkDefaults',
  sparkapp: 'SparkApplication',
  schedule: 'ScheduledSparkApplication',
  dispatcher: 'SparkDispatcher',
  zeppelin: 'ZeppelinInterpreter',
  app: 'MarathonApp',
  drain: 'AgentDrain',
};

/** For `--help`: each kind with its short names. */
export const KINDS_TEXT: string = KIND_NAMES.map((kind) => {
  const short = Object.keys(SHORT_NAMES).filter((one) => SHORT_NAMES[one] === kind);
  return short.length === 0 ? kind : `${kind} (${short.join(', ')})`;
}).join(', ');

const SHORT_LISTS: Readonly<Record<string, ClusterList>> = { fw: 'frameworks', node: 'agents' };

/** For commander: reads an argument. @throws InvalidArgumentError with the nearest name where it is none */
export function askedKind(word: string): Asked {
  const names = namesOfKinds();
  const found = names.get(word.toLowerCase());
  if (found) return found;
  const near = nearMiss(word, names.keys());
  const words = `Wanted ${KIND_NAMES.join(', ')}, ${CLUSTER_LISTS.join(', ')} or all.`;
  throw new InvalidArgumentError(near === undefined ? words : `Did you mean ${near}? ${words}`);
}

/** As {@link askedKind}, for verbs that want one kind of manifest. */
export function manifestKind(word: string): string {
  const asked = askedKind(word);
  if (asked.is === 'kind') return asked.kind;
  throw new InvalidArgumentError(`Wanted one of ${KIND_NAMES.join(', ')}.`);
}

/** As {@link askedKind}, of the kinds that have a schema: those of manifests, and what else is described. */
export function kindNamed(word: string, known: readonly string[]): string {
  const asked = namesOfKinds().get(word.toLowerCase());
  if (asked?.is === 'kind' && known.includes(asked.kind)) return asked.kind;
  const found = known.find((kind) => kind.toLowerCase() === word.toLowerCase());
  if (found !== undefined) return found;
  const near = nearMiss(word, known);
  throw new InvalidArgumentError(
    `${near === undefined ? '' : `Did you mean ${near}? `}Wanted one of ${known.join(', ')}.`,
  );
}

function namesOfKinds(): ReadonlyMap<string, Asked> {
  const names = new Map<string, Asked>([['all', { is: 'all' }]]);
  const add = (name: string, asked: Asked) => {
    const lower = name.toLowerCase();
    names.set(lower, asked);
    if (!lower.endsWith('s')) names.set(`${lower}s`, asked);
  };
  for (const kind of KIND_NAMES) add(kind, { is: 'kind', kind });
  for (const [short, kind] of Object.entries(SHORT_NAMES)) {
    if (KIND_NAMES.includes(kind)) add(short, { is: 'kind', kind });
  }
  for (const list of CLUSTER_LISTS) {
    for (const name of [list, list.slice(0, -1)]) add(name, { is: 'cluster', list });
  }
  for (const [short, list] of Object.entries(SHORT_LISTS)) add(short, { is: 'cluster', list });
  return names;
}
