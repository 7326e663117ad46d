import type { JsonObject } from '../world/marathon/app';
import { type Instance, isEnded } from '../world/marathon/instance';
import { isoTime } from '../world/time';

/** The task of an instance as the API lists it; an instance that waits for its first offer has none. */
export function taskJson(instance: Instance): readonly JsonObject[] {
  const { task } = instance;
  if (!task) return [];
  const over = isEnded(instance);
  return [
    {
      appId: instance.appId,
      healthCheckResults: healthResults(instance),
      host: task.host,
      id: task.id,
      ipAddresses: over ? [] : [{ ipAddress: '127.0.0.1', protocol: 'IPv4' }],
      ports: over ? [] : [...task.ports],
      servicePorts: [],
      slaveId: task.agentId,
      state: stateOf(instance),
      stagedAt: isoTime(task.stagedAt),
      ...(task.startedAt === undefined ? {} : { startedAt: isoTime(task.startedAt) }),
      ...(over ? {} : { version: instance.app.version }),
      localVolumes: [],
      ...(instance.app.definition.role === undefined ? {} : { role: instance.app.definition.role }),
    },
  ];
}

function stateOf(instance: Instance): string {
  switch (instance.condition) {
    case 'Gone':
      return 'TASK_GONE';
    case 'UnreachableInactive':
      return 'TASK_UNREACHABLE';
    default:
      return instance.task?.state ?? 'TASK_STAGING';
  }
}

function healthResults({ health, id }: Instance): readonly JsonObject[] {
  if (!health) return [];
  const { alive, consecutiveFailures, ...times } = health;
  return [{ alive, consecutiveFailures, instanceId: `instance [${id}]`, ...times }];
}
