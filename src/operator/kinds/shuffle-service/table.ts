import { type AgentRow, type AgentTable, MAX_ROWS } from '../../../manifest';
import type { MarathonApp, MarathonTask } from '../../ports';
import type { AgentCount, TaskCount } from './count';
import type { Fate } from './machine-fate';
import { coveredHosts } from './publish';

/** Whoever needs attention comes first. */
const ORDER: readonly AgentRow['state'][] = [
  'missing',
  'starting',
  'lost',
  'returning',
  'leaving',
  'released',
  'running',
];

export interface Counted {
  readonly tasks: TaskCount;
  readonly agents: AgentCount;
  /** Of the machines of lost agents, by agent id, where somebody tells. */
  readonly fates?: ReadonlyMap<string, Fate> | undefined;
}

export interface AgentRows {
  /** One an agent, as far as there is room; the counts are always whole. */
  readonly table: AgentTable;
  /** All of them. */
  readonly rows: readonly AgentRow[];
}

export function agentRows(app: MarathonApp, { tasks, agents, fates }: Counted): AgentRows {
  const covered = new Set(coveredHosts(app, tasks, agents));
  const rows = [...hostRows(tasks, agents, covered), ...lostRows(tasks, agents, fates)].sort(byUrgency);
  const table = {
    eligible: agents.eligible.length,
    covered: covered.size,
    instances: app.instances,
    target: agents.target,
    lost: tasks.held,
    rows: rows.slice(0, MAX_ROWS),
    omitted: Math.max(0, rows.length - MAX_ROWS),
  };
  return { table, rows };
}

function hostRows(tasks: TaskCount, agents: AgentCount, covered: ReadonlySet<string>): readonly AgentRow[] {
  const idle = agents.eligible.filter((host) => !tasks.live.has(host));
  const rows = [...tasks.live].map(([hostname, task]): AgentRow => {
    if (covered.has(hostname)) return { hostname, state: 'running', ...taskOf(task) };
    const verdict = agents.verdicts.get(hostname);
    if (verdict?.is === 'eligible' || verdict?.is === 'blocked') {
      return { hostname, state: 'starting', ...taskOf(task), because: waitingFor(task) };
    }
    return {
      hostname,
      state: 'leaving',
      ...taskOf(task),
      because: verdict?.because ?? 'not registered with the master',
    };
  });
  return [...rows, ...idle.map((hostname) => idleRow(hostname, agents))];
}

function idleRow(hostname: string, agents: AgentCount): AgentRow {
  if (agents.returning.has(hostname)) return { hostname, state: 'returning' };
  const verdict = agents.verdicts.get(hostname);
  return { hostname, state: 'missing', ...(verdict?.is === 'blocked' ? { because: verdict.because } : {}) };
}

function lostRows(tasks: TaskCount, agents: AgentCount, fates: Counted['fates']): readonly AgentRow[] {
  const row =
    (state: AgentRow['state']) =>
    (task: MarathonTask): AgentRow => ({
      hostname: task.host,
      state,
      ...taskOf(task),
      ...becauseOf(fates?.get(task.agentId)),
    });
  return [
    ...tasks.open
      .filter(({ host }) => !agents.returning.has(host))
      .map(row(tasks.held > 0 ? 'lost' : 'released')),
    ...tasks.ghosts.map(row('released')),
  ];
}

function becauseOf(fate: Fate | undefined): Pick<AgentRow, 'because'> {
  return fate ? { because: fate.because } : {};
}

function waitingFor(task: MarathonTask): string {
  if (task.state !== 'TASK_RUNNING') return task.state;
  return task.healthy === false ? 'its health check fails' : 'its health check has not passed yet';
}

function taskOf({ id, ports }: MarathonTask): Pick<AgentRow, 'taskId' | 'port'> {
  const port = ports[0];
  return { taskId: id, ...(port === undefined ? {} : { port }) };
}

function byUrgency(a: AgentRow, b: AgentRow): number {
  const urgency = ORDER.indexOf(a.state) - ORDER.indexOf(b.state);
  if (urgency !== 0) return urgency;
  return a.hostname < b.hostname ? -1 : a.hostname > b.hostname ? 1 : 0;
}
