import type { Check } from './check';
import { agentFileChecks } from './checks/agent-files';
import { agentChecks } from './checks/agents';
import { clusterChecks } from './checks/cluster';
import { commandChecks } from './checks/command';
import { definitionChecks } from './checks/definition';
import { healthChecks } from './checks/health';
import { operatorChecks } from './checks/operator';
import { reservationChecks } from './checks/reservations';
import { roleChecks } from './checks/roles';
import { settingsChecks } from './checks/settings';
import { taskChecks } from './checks/tasks';

/** Checks about one subject, for people. */
export interface CheckGroup {
  readonly title: string;
  readonly checks: readonly Check[];
}

/** Every trap that is looked for, in the order in which findings are told. */
export const CHECK_GROUPS: readonly CheckGroup[] = [
  { title: 'Marathon and other frameworks', checks: clusterChecks },
  { title: 'Roles', checks: roleChecks },
  { title: 'Reservations', checks: reservationChecks },
  { title: 'Agents', checks: agentChecks },
  { title: "The service's definition", checks: definitionChecks },
  { title: "The service's command and memory", checks: commandChecks },
  { title: 'Tasks and deployments', checks: taskChecks },
  { title: 'The operator and what it publishes', checks: operatorChecks },
  { title: "Agents' own answers", checks: healthChecks },
  { title: "Spark's settings", checks: settingsChecks },
  { title: "Agents' files", checks: agentFileChecks },
];

export const CHECKS: readonly Check[] = CHECK_GROUPS.flatMap(({ checks }) => checks);
