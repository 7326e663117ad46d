import type { Manifest } from '../../manifest';

const RETAINED: Readonly<Record<string, string>> = {
  AgentDrain: 'a drain that has not come to its end is called off, and its agent is offered again',
  SparkDefaults: 'what is published stays, and is not kept up to date any more',
  SparkApplication: 'a driver that runs goes on, and nobody looks after it any more',
  ScheduledSparkApplication: 'its job stays in Metronome and goes on beginning runs',
};

const DRAINED: Readonly<Record<string, string>> = {
  MarathonApp: 'its app is removed',
  ScheduledSparkApplication: 'its job is removed, and runs that go on are ended',
  ShuffleService: 'no application is sent there any more, and it ends once nobody uses it',
  SparkApplication: 'a driver that runs is ended',
  SparkDispatcher: 'it ends once no driver is queued and none runs',
  ZeppelinInterpreter: 'what it has set is taken away again, when nobody runs a paragraph',
};

/** What becomes of what a manifest keeps, once it is gone. */
export function deletionText(manifest: unknown): string {
  const { kind, spec } = (manifest ?? {}) as Partial<Manifest<string, { deletionPolicy?: unknown }>>;
  const policy = spec?.deletionPolicy;
  if (kind === undefined) return 'its manifest cannot be read: what it kept is left as the last status says';
  if (policy === 'Teardown') return 'Teardown: it ends at once, and its framework with every driver';
  if (policy === 'Drain') return `Drain: ${DRAINED[kind] ?? 'what it kept is taken away'}`;
  const retained = RETAINED[kind] ?? 'what it kept goes on, and nobody looks after it any more';
  return policy === undefined ? retained : `Retain: ${retained}`;
}
