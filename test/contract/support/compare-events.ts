import type { RecordedEvent } from './recording';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Told when a periodic job (reconciliation, the cleaning up of checks) happens to fall into the scenario: not part of
 * what is compared.
 */
const BY_CHANCE = new Set([
  'unknown_instance_terminated_event',
  'event_stream_attached',
  'event_stream_detached',
  'remove_health_check_event',
]);

/**
 * What differs between the recorded events and those of the lab. The order of events of different instances and
 * deployments differs between runs of the real server, so what is compared is: the course of each deployment, the
 * course of each instance (as a set of courses, for which instance is which is chance), and how often everything else
 * was told.
 */
export function eventDifferences(
  expected: readonly RecordedEvent[],
  actual: readonly RecordedEvent[],
  end: readonly RecordedEvent[],
): readonly string[] {
  const wanted = summary(expected);
  const found = summary([...actual, ...end].map(reduced));
  // A recording stops right after its last step, so what that step tells may be missing in it.
  const late = summary(end.map(reduced)).others;
  return [
    ...difference('deployments', wanted.deployments, found.deployments),
    ...difference('instances', wanted.instances, found.instances),
    ...difference('events', wanted.others, found.others).filter(
      (line) => !late.some((one) => line === `events: not recorded ${one}`),
    ),
  ];
}

interface Summary {
  readonly deployments: readonly string[];
  readonly instances: readonly string[];
  readonly others: readonly string[];
}

function summary(events: readonly RecordedEvent[]): Summary {
  const deployments = new Map<string, string[]>();
  const instances = new Map<string, string[]>();
  const others: string[] = [];
  for (const event of events) {
    if (BY_CHANCE.has(event.eventType) || isDump(event)) continue;
    if (event.eventType.startsWith('deployment_')) {
      push(deployments, String(event['id']), `${event.eventType} ${actionsText(event['actions'])}`.trim());
    } else if (event.eventType === 'instance_changed_event') {
      push(instances, String(event['instanceId']), String(event['condition']));
      if (instances.get(String(event['instanceId']))?.length === 1) {
        push(instances, String(event['instanceId']), String(event['runSpecId']));
      }
    } else others.push(otherText(event));
  }
  const courses = (map: ReadonlyMap<string, readonly string[]>) =>
    [...map.values()].map((course) => course.join(' > ')).sort();
  return { deployments: courses(deployments), instances: courses(instances), others: others.sort() };
}

/** A reason that is a dump of Scala values. */
function isDump(event: RecordedEvent): boolean {
  return String(event['reason'] ?? '').startsWith('Validation failed: Failure(');
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  map.set(key, [...(map.get(key) ?? []), value]);
}

function actionsText(actions: unknown): string {
  if (!Array.isArray(actions)) return '';
  return (actions as readonly Fields[])
    .map(({ action, app }) => `${String(action)} ${String(app)}`)
    .join(', ');
}

function otherText(event: RecordedEvent): string {
  const { eventType } = event;
  switch (eventType) {
    case 'status_update_event': {
      const message = event['message'] === '' ? undefined : event['message'];
      return [eventType, event['appId'], event['taskStatus'], message ?? ''].map(String).join(' ').trim();
    }
    case 'group_change_success':
      return `${eventType} ${String(event['groupId'])}`;
    case 'group_change_failed':
      return `${eventType} ${String(event['groupId'])} ${String(event['reason'])}`;
    case 'api_post_event':
      return `${eventType} ${String(event['uri'])}`;
    default:
      return eventType;
  }
}

/** An event of the stream in the form in which the recordings keep it. */
function reduced(event: RecordedEvent): RecordedEvent {
  const plan = event['plan'] as Fields | undefined;
  const step = event['currentStep'] as Fields | undefined;
  return {
    ...event,
    ...(event['id'] === undefined && plan ? { id: plan['id'] } : {}),
    ...(step ? { actions: step['actions'] } : {}),
  };
}

function difference(what: string, wanted: readonly string[], found: readonly string[]): readonly string[] {
  const missing = without(wanted, found).map((line) => `${what}: missing ${line}`);
  return [...missing, ...without(found, wanted).map((line) => `${what}: not recorded ${line}`)];
}

/** The elements of a list that are in it more often than in the other. */
function without(list: readonly string[], other: readonly string[]): readonly string[] {
  const left = [...other];
  return list.filter((one) => {
    const at = left.indexOf(one);
    if (at < 0) return true;
    left.splice(at, 1);
    return false;
  });
}
