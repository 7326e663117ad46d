import { z } from 'zod';
import {
  type AgentRow,
  goneAgents,
  machineRecordsSchema,
  type Release,
  serviceStateSchema,
  stateStoreKeys,
} from '../../manifest';
import type { ObjectStore } from '../../operator/ports';
import type { AgentFacts } from './cluster';
import { type Subject, summary } from './subject';

/** What the stores remember of one agent. */
export interface AgentRecords {
  /** As the status of each shuffle service sees it. */
  readonly rows: readonly (AgentRow & { readonly service: string })[];
  readonly machines: readonly { readonly service: string; readonly machine: string; readonly seen: string }[];
  /** Slots that were given up, or are asked for. */
  readonly releases: readonly (Release & { readonly service: string })[];
  /** Declared drains of it. */
  readonly drains: readonly Subject[];
  /** Shuffle services by whose annotation a person says that it never comes back. */
  readonly saidGone: readonly string[];
}

export type AgentNames = Pick<AgentFacts, 'hostname'> & { readonly id?: string };

/** @throws StoreError where the store does not answer */
export async function readAgentRecords(
  state: ObjectStore,
  subjects: readonly Subject[],
  { hostname, id }: AgentNames,
): Promise<AgentRecords> {
  const is = (name: unknown) => name !== undefined && (name === hostname || name === id);
  const services = subjects.filter(({ kind }) => kind === 'ShuffleService');
  const [machines, states] = await Promise.all([
    documents(state, stateStoreKeys.statePrefix('Machines'), machineRecordsSchema),
    documents(state, stateStoreKeys.statePrefix('ShuffleService'), serviceStateSchema),
  ]);
  return {
    rows: services.flatMap(({ name: service, status }) =>
      (status?.agents?.rows ?? []).filter((row) => is(row.hostname)).map((row) => ({ service, ...row })),
    ),
    machines: machines.flatMap(({ service, agents }) => {
      const found = id === undefined ? undefined : agents[id];
      return found ? [{ service, ...found }] : [];
    }),
    releases: states.flatMap(({ service, active, green, retiring }) =>
      [active, green, ...retiring]
        .flatMap((app) => app?.releases ?? [])
        .filter(({ host }) => is(host))
        .map((release) => ({ service, ...release })),
    ),
    drains: subjects.filter(({ kind, declared }) => kind === 'AgentDrain' && is(drained(declared))),
    saidGone: services.filter(({ declared }) => goneBy(declared).some(is)).map(({ name }) => name),
  };
}

const DRAIN = z.object({ spec: z.object({ agent: z.string() }) });
const ANNOTATED = z.object({ metadata: z.object({ annotations: z.record(z.string(), z.string()) }) });

function drained(declared: Subject['declared']): string | undefined {
  return declared.is === 'read' ? DRAIN.safeParse(declared.json).data?.spec.agent : undefined;
}

function goneBy(declared: Subject['declared']): readonly string[] {
  const annotated = declared.is === 'read' ? ANNOTATED.safeParse(declared.json).data : undefined;
  return annotated ? goneAgents(annotated.metadata) : [];
}

/** Those that can be read: what is wrong with the others is the operator's business. */
async function documents<T>(store: ObjectStore, prefix: string, schema: z.ZodType<T>): Promise<readonly T[]> {
  const listed = await store.list(prefix);
  const found = await Promise.all(listed.map(({ key }) => store.get(key)));
  return found.flatMap((one) => {
    try {
      const read = one && schema.safeParse(JSON.parse(one.body));
      return read?.success ? [read.data] : [];
    } catch {
      return [];
    }
  });
}

/** One line each. */
export function drainText(drain: Subject): string {
  const { ready, reason, message } = summary(drain);
  return `${drain.name}: Ready ${ready}, ${reason}: ${message}`;
}
