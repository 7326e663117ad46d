import { type Problem, ProblemError, rejectIf } from '../../domain/core/problem';
import { mesosClient } from '../cluster-clients';
import { type ClusterOptions, type ClusterSettings, clusterSettings } from '../cluster-options';
import type { CliIo } from '../io';
import { type Found, type Output, outputText } from '../output/output-option';
import { type AgentFacts, type Cluster, readCluster } from './cluster';
import { agentColumns, type ClusterTable, frameworkColumns, taskColumns } from './cluster-columns';
import { agentDocument, frameworkDocument } from './cluster-documents';
import { type ClusterFilters, filtered, isAgent, isFramework, unknown } from './cluster-filters';
import { readInventory, readStatuses } from './inventory';
import type { ClusterList } from './kind-names';
import { nowOf } from './now';
import { openState, openStores } from './open-stores';
import { type Services, servicesIn } from './service-apps';
import { subjectColumns } from './subject-columns';
import { subjectDocument } from './subject-document';

export interface GetOptions extends ClusterOptions, ClusterFilters {
  readonly output: Output;
  readonly ended?: boolean;
}

interface Get {
  readonly name: string | undefined;
  readonly options: GetOptions;
  readonly io: CliIo;
}

/** @param kind undefined: all kinds */
export async function getFromStores({
  kind,
  name,
  options,
  io,
}: Get & { readonly kind: string | undefined }) {
  rejectIf(idleFilters(options));
  if (kind === undefined && name !== undefined) {
    const fix = 'leave it out, or name a kind';
    throw new ProblemError([{ at: 'NAME', found: name, wanted: 'no name beside all', fix }]);
  }
  const settings = clusterSettings(options, io.env, { required: ['manifests', 'state'] });
  const stores = openStores(settings, io);
  const { subjects, troubles } = await readInventory(stores, kind === undefined ? {} : { kind });
  for (const { because } of troubles) io.stderr.write(`note: ${because}\n`);
  const rows = name === undefined ? subjects : subjects.filter((one) => one.name === name);
  if (name !== undefined && rows.length === 0) {
    const names = subjects.map((one) => one.name);
    throw new ProblemError([unknown('NAME', name, `a ${kind} in ${stores.where}`, names)]);
  }
  const none = `nothing ${kind === undefined ? '' : `of kind ${kind} `}is declared in ${stores.where}`;
  const columns = subjectColumns(kind, nowOf(io));
  io.stdout.write(
    outputText(
      { rows, columns, document: subjectDocument, none, single: name !== undefined },
      options.output,
    ),
  );
}

/** Filters that a verb would pass over in silence. */
function idleFilters({ framework, agent, role, ended }: GetOptions): readonly Problem[] {
  const given = { '--framework': framework, '--agent': agent, '--role': role, '--ended': ended };
  return Object.entries(given)
    .filter(([, value]) => value !== undefined)
    .map(([at]) => ({ at, found: 'a kind that the stores tell of', wanted: 'agents, frameworks or tasks' }));
}

export async function getFromCluster({ list, name, options, io }: Get & { readonly list: ClusterList }) {
  // The state store only adds the names of services; without them everything else is there.
  const optional = list === 'agents' ? (['state'] as const) : [];
  const settings = clusterSettings(options, io.env, { required: ['mesos'], optional });
  const client = mesosClient(settings);
  try {
    const services = await servicesOf(settings, io);
    const whole = await readCluster(client, services?.hosts);
    const part = filtered(whole, options);
    io.stdout.write(listText(list, { whole, part, apps: services?.apps, now: nowOf(io), name, options }));
  } finally {
    client.close();
  }
}

/** @returns undefined where no state store is named, or it does not answer: the master does, and that is worth printing */
export async function servicesOf(
  settings: ClusterSettings<never, 'state'>,
  io: CliIo,
): Promise<Services | undefined> {
  if (!settings.state) return undefined;
  const state = openState(settings.state, io);
  try {
    return servicesIn(await readStatuses(state, 'ShuffleService'));
  } catch (error) {
    io.stderr.write(
      `note: services are unknown: ${error instanceof Error ? error.message : String(error)}\n`,
    );
    return undefined;
  }
}

interface Listing extends ClusterTable {
  readonly part: Cluster;
  readonly name: string | undefined;
  readonly options: GetOptions;
}

function listText(list: ClusterList, listing: Listing): string {
  const { whole, part, name, options } = listing;
  const text = <T>(found: Found<T>) => outputText({ ...found, single: name !== undefined }, options.output);
  switch (list) {
    case 'agents': {
      const names = whole.agents.flatMap(({ hostname }) => hostname ?? []);
      const rows = named(part.agents, name, { is: isAgent, what: 'an agent', names });
      const document = (one: AgentFacts) => agentDocument(one, listing);
      return text({ rows, columns: agentColumns(listing), document, none: 'no agents' });
    }
    case 'frameworks': {
      const names = whole.frameworks.map((one) => one.name);
      const rows = named(part.frameworks, name, { is: isFramework, what: 'a framework', names });
      const document = (one: (typeof rows)[number]) => frameworkDocument(one, whole);
      return text({ rows, columns: frameworkColumns(listing), document, none: 'no frameworks' });
    }
    case 'tasks': {
      const tasks = part.tasks.filter(
        ({ completed }) => options.ended === true || !completed || name !== undefined,
      );
      const is = ({ id }: { readonly id: string }, word: string) => id === word;
      const rows = named(tasks, name, { is, what: 'a task', names: tasks.map(({ id }) => id) });
      const document = (one: (typeof rows)[number]) => ({ kind: 'Task', ...one });
      return text({ rows, columns: taskColumns(listing), document, none: 'no tasks' });
    }
  }
}

interface Naming<T> {
  readonly is: (one: T, word: string) => boolean;
  readonly what: string;
  readonly names: readonly string[];
}

function named<T>(
  rows: readonly T[],
  name: string | undefined,
  { is, what, names }: Naming<T>,
): readonly T[] {
  if (name === undefined) return rows;
  const found = rows.filter((one) => is(one, name));
  if (found.length > 0) return found;
  throw new ProblemError([unknown('NAME', name, `${what} that the master knows`, names)]);
}
