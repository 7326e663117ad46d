import type { Arrow } from './arrow';
import { type Row, summary, table } from './coverage';
import type { Progress } from './progress';

/** What the demonstration found. */
export interface Report {
  /** Terraform's resources by type. */
  readonly resources: Readonly<Record<string, number>>;
  readonly agents: readonly Row[];
  /** The last line. */
  readonly summary: string;
  readonly sparkDefaults: string;
}

/** Every step once, in the order in which a team takes them. */
export async function demonstrate(arrow: Arrow, progress: Progress, stop: AbortSignal): Promise<Report> {
  const step = <T>(name: string, work: () => Promise<T>): Promise<T> => {
    stop.throwIfAborted();
    return progress.step(name, work);
  };
  await step('cdktf deploy of stacks/examples/shuffle.yaml', () => arrow.deployment.deploy(stop));
  const resources = byType(arrow);
  progress.say(
    Object.entries(resources)
      .map(([type, n]) => `        ${n} ${type}`)
      .join('\n'),
  );
  const agents = await step('boot the agents from their launch template', () => arrow.bringUpAgents());
  progress.say(`        ${agents.length} agents: ${agents.map(({ hostname }) => hostname).join(', ')}`);
  await step('fetch the operator from the bucket and start it', () => arrow.startOperator());
  const first = await step('wait for the operator to converge', () => arrow.converged(stop));
  progress.say(`        ${summary(first)}`);
  const [added] = await step('add one agent to the group', () => arrow.addAgent());
  progress.say(`        ${added?.hostname}`);
  const rows = await step('wait for the new agent to be covered', () => arrow.converged(stop));
  const sparkDefaults = (await arrow.publishedDefaults()) ?? '';
  progress.show(`\npublished spark-defaults.conf\n${indented(sparkDefaults)}`);
  progress.show(`\n${table(rows)}\n`);
  return { resources, agents: rows, summary: summary(rows), sparkDefaults };
}

function byType(arrow: Arrow): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { type } of arrow.deployment.resources()) counts.set(type, (counts.get(type) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function indented(text: string): string {
  return text.trimEnd().replace(/^/gm, '        ');
}
