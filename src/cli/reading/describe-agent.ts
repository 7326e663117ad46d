import type { TaskFacts } from '../../io/mesos-facts';
import type { AgentPorts, RoleResources } from '../../operator/ports';
import type { Column } from '../output/columns';
import { ageText } from './age';
import { type AgentRecords, drainText } from './agent-records';
import { type AgentFacts, type Cluster, isLive, tasksOn } from './cluster';
import { agentStateText, attributesText, number } from './cluster-columns';
import { headText, tableSection } from './describe-text';
import { type ServiceApp, serviceOfTask } from './service-apps';

/** All that is known of one agent; what nobody could be asked is absent. */
export interface AgentPicture {
  readonly agent: Omit<AgentFacts, 'id' | 'state'> & Partial<Pick<AgentFacts, 'id' | 'state'>>;
  /** Absent where the master does not answer. */
  readonly cluster?: Cluster;
  /** Absent where no stores are named. */
  readonly records?: AgentRecords;
  readonly apps: readonly ServiceApp[];
  readonly health: AgentPorts;
  readonly now: Date;
}

export function describeAgent(picture: AgentPicture): string {
  const { agent, records, health, now } = picture;
  const { hostname, id, view } = agent;
  return [
    headText([
      ['Hostname', hostname],
      ['Id', id],
      [
        'State',
        agent.state === undefined
          ? 'unknown: the master does not answer'
          : agentStateText(agent as AgentFacts),
      ],
      ['Region', view?.region],
      ['Zone', view?.zone],
      ['Gpus', view && String(view.gpus)],
      ['Attributes', view && attributesText(view)],
      ['Hidden', view?.hidesResources ? 'it has more resources than the master may show' : ''],
      ['Said gone', records?.saidGone.length ? `by a person, for ${records.saidGone.join(', ')}` : ''],
      ...(records?.drains ?? []).map((one) => ['Drain', drainText(one)] as const),
      ...(records?.machines ?? []).map(
        ({ machine, seen, service }) =>
          ['Machine', `${machine}, noted ${ageText(seen, now)} ago for ${service}`] as const,
      ),
      ['Health', health.is === 'known' ? 'it answers' : `${health.reason}: ${health.message}`],
    ]),
    tableSection('Ports, as the agent itself sees them', portRows(health), PORT_COLUMNS),
    tableSection('Reserved', reservedRows(picture), RESERVED_COLUMNS),
    tableSection('Shuffle services', serviceRows(picture), SERVICE_COLUMNS),
    tableSection('Slots given up', records?.releases ?? [], releaseColumns(now)),
    tableSection('Frameworks with tasks there', frameworkRows(picture), FRAMEWORK_COLUMNS),
  ].join('');
}

type PortRow = readonly [
  number,
  { readonly listening: boolean; readonly connections: number; readonly cleaner: string },
];

const portRows = (health: AgentPorts): readonly PortRow[] => (health.is === 'known' ? [...health.ports] : []);

const PORT_COLUMNS: readonly Column<PortRow>[] = [
  { head: 'PORT', cell: ([port]) => port },
  { head: 'LISTENING', cell: ([, { listening }]) => (listening ? 'yes' : 'no') },
  { head: 'CONNECTIONS', cell: ([, { connections }]) => connections },
  { head: 'CLEANER', cell: ([, { cleaner }]) => cleaner },
];

interface ReservedRow {
  readonly role: string;
  readonly total: RoleResources;
  readonly used: RoleResources;
}

function reservedRows({ agent: { view } }: AgentPicture): readonly ReservedRow[] {
  return Object.entries(view?.reserved ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([role, total]) => (view ? [{ role, total, used: view.used(role) }] : []));
}

const RESERVED_COLUMNS: readonly Column<ReservedRow>[] = [
  { head: 'ROLE', cell: ({ role }) => role },
  { head: 'PORTS', cell: ({ total }) => total.ports.toString() },
  { head: 'CPUS', cell: ({ total }) => number(total.cpus) },
  { head: 'MEM', cell: ({ total }) => `${number(total.mem)} MiB` },
  { head: 'USED PORTS', cell: ({ used }) => used.ports.toString() },
  { head: 'USED CPUS', cell: ({ used }) => number(used.cpus) },
  { head: 'USED MEM', cell: ({ used }) => `${number(used.mem)} MiB` },
];

interface ServiceRow {
  readonly service: string;
  readonly version?: string;
  readonly task?: string;
  readonly taskState?: string;
  readonly state?: string;
  readonly port?: string;
  readonly because?: string;
}

/** What the master lists of their tasks, with what the statuses say of the same; then what only a status says. */
function serviceRows({ agent, cluster, records, apps }: AgentPicture): readonly ServiceRow[] {
  const { id } = agent;
  const tasks = cluster && id !== undefined ? tasksOn(cluster, { id }) : [];
  const rows = records?.rows ?? [];
  const listed = tasks.flatMap((task): readonly ServiceRow[] => {
    const app = serviceOfTask(task.id, apps);
    if (!app) return [];
    const { service, role: version } = app;
    const { state, because } = rows.find(({ taskId }) => taskId === task.id) ?? {};
    const said = { ...(state ? { state } : {}), ...(because ? { because } : {}) };
    return [{ service, version, task: task.id, taskState: task.state, port: task.ports, ...said }];
  });
  const seen = new Set(listed.map(({ task }) => task));
  const others = rows
    .filter(({ taskId }) => taskId === undefined || !seen.has(taskId))
    .map(({ service, taskId, state, port, because }): ServiceRow => {
      const more = { ...(taskId ? { task: taskId } : {}), ...(because ? { because } : {}) };
      return { service, state, ...(port === undefined ? {} : { port: String(port) }), ...more };
    });
  return [...listed, ...others];
}

const SERVICE_COLUMNS: readonly Column<ServiceRow>[] = [
  { head: 'SERVICE', cell: ({ service }) => service },
  { head: 'VERSION', cell: ({ version }) => version },
  { head: 'PORT', cell: ({ port }) => port },
  { head: 'TASK STATE', cell: ({ taskState }) => taskState },
  { head: 'STATUS SAYS', cell: ({ state }) => state },
  { head: 'TASK', cell: ({ task }) => task },
  { head: 'BECAUSE', cell: ({ because }) => because },
];

const releaseColumns = (now: Date): readonly Column<AgentRecords['releases'][number]>[] => [
  { head: 'SERVICE', cell: ({ service }) => service },
  { head: 'STATE', cell: ({ state }) => state },
  { head: 'AGE', cell: ({ at }) => ageText(at, now) },
  { head: 'TASK', cell: ({ taskId }) => taskId },
  { head: 'BECAUSE', cell: ({ because }) => because },
];

interface FrameworkRow {
  readonly id: string;
  readonly name: string;
  readonly tasks: readonly TaskFacts[];
}

function frameworkRows({ agent: { id }, cluster }: AgentPicture): readonly FrameworkRow[] {
  if (!cluster || id === undefined) return [];
  const all = tasksOn(cluster, { id });
  const ids = [...new Set(all.map(({ frameworkId }) => frameworkId))];
  const nameOf = (one: string) => cluster.frameworks.find((framework) => framework.id === one)?.name ?? '?';
  return ids
    .map((one) => ({ id: one, name: nameOf(one), tasks: all.filter((task) => task.frameworkId === one) }))
    .sort((a, b) => (`${a.name} ${a.id}` < `${b.name} ${b.id}` ? -1 : 1));
}

const sum = (tasks: readonly TaskFacts[], of: 'cpus' | 'mem') =>
  number(tasks.filter(isLive).reduce((total, { amounts }) => total + amounts[of], 0));

const FRAMEWORK_COLUMNS: readonly Column<FrameworkRow>[] = [
  { head: 'NAME', cell: ({ name }) => name },
  { head: 'TASKS', cell: ({ tasks }) => tasks.filter(isLive).length },
  { head: 'LOST', cell: ({ tasks }) => tasks.filter((one) => !isLive(one)).length },
  { head: 'CPUS', cell: ({ tasks }) => sum(tasks, 'cpus') },
  { head: 'MEM', cell: ({ tasks }) => `${sum(tasks, 'mem')} MiB` },
  { head: 'ID', cell: ({ id }) => id },
];
