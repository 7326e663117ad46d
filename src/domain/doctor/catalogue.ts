import type { Check } from './check';
import { agentFileChecks } from './checks/agent-files';
import { agentChecks } from './checks/agents';
import { clusterChecks } from './checks/cluster';
import { commandChecks } from './checks/command';
import { definitionChecks } from './checks/definition';
import { healthChecks } from './checks/health';
import { lifecycleChecks } from './checks/lifecycle';
import { masterChecks } from './checks/master';
import { operatorChecks } from './checks/operator';
import { reservationChecks } from './checks/reservations';
import { roleChecks } from './checks/roles';
import { settingsChecks } from './checks/settings';
import { sharedDirectoryChecks } from './checks/shared-directory';
import { taskChecks } from './checks/tasks';

/** Checks about one subject, for people. */
export interface CheckGroup {
  readonly title: string;
  readonly checks: readonly Check[];
}

/** Every trap that is looked for, in the order in which findings are told. */
export const CHECK_GROUPS: readonly CheckGroup[] = [
  { title: 'Marathon and other frameworks', checks: clusterChecks },
  { title: 'Flags of the Mesos master', checks: masterChecks },
  { title: 'Roles', checks: roleChecks },
  { title: 'Reservations', checks: reservationChecks },
  { title: 'Agents', checks: agentChecks },
  { title: 'Where the service is placed', checks: definitionChecks },
  { title: 'How the service lives and ends', checks: lifecycleChecks },
  { title: "The service's command and memory", checks: commandChecks },
  { title: 'Tasks and deployments', checks: taskChecks },
  { title: 'The operator and what it publishes', checks: operatorChecks },
  { title: "Agents' own answers", checks: healthChecks },
  { title: 'The shared directory', checks: sharedDirectoryChecks },
  { title: "Spark's settings", checks: settingsChecks },
  { title: "Agents' files", checks: agentFileChecks },
];

export const CHECKS: readonly Check[] = CHECK_GROUPS.flatMap(({ checks }) => checks);
