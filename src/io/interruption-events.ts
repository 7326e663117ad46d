import { z } from 'zod';
import { DRAIN_HOOK, readDrainHookMetadata } from '../domain/agent/drain-hook';
import { foreignText } from '../domain/core/foreign-text';
import type { Cause, Notice, NoticeContent } from '../operator/ports';

const machine = z.string().regex(/^i-[0-9a-f]{8,32}$/);
const moment = z.string().refine((text) => !Number.isNaN(Date.parse(text)));

const event = z.object({
  id: z.string().min(1).max(200),
  'detail-type': z.string(),
  source: z.string(),
  time: moment,
  detail: z.unknown(),
});

const instanceDetail = z.object({ 'instance-id': machine });
const spotDetail = z.object({ 'instance-id': machine, 'instance-action': z.string().max(30) });
const stateDetail = z.object({ 'instance-id': machine, state: z.string().max(30) });
const hookDetail = z.object({
  AutoScalingGroupName: z.string().min(1).max(1600),
  LifecycleHookName: z.string().min(1),
  EC2InstanceId: machine,
  LifecycleTransition: z.string(),
  NotificationMetadata: z.string().optional(),
});
const healthDetail = z.object({
  service: z.string(),
  eventTypeCode: z.string().max(100),
  eventTypeCategory: z.string(),
  startTime: moment,
  affectedEntities: z.array(z.object({ entityValue: z.string() })).default([]),
});

/** What one kind of event says: of whom, and why it ends; a sentence where it is no business of ours. */
type Reader = (detail: unknown) => readonly Told[] | string | undefined;

interface Told {
  readonly machine: string;
  readonly cause: Cause;
}

/** By source and type: EventBridge's events of EC2, of Auto Scaling and of AWS Health, version 0. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['aws.autoscaling/EC2 Instance-terminate Lifecycle Action', terminating],
  ['aws.ec2/EC2 Spot Instance Interruption Warning', spot],
  ['aws.ec2/EC2 Instance Rebalance Recommendation', rebalance],
  ['aws.ec2/EC2 Instance State-change Notification', ending],
  ['aws.health/AWS Health Event', scheduled],
]);

/** What a message says that EventBridge has put into the queue; nothing in it is trusted. */
export function readInterruption(body: string): NoticeContent {
  const read = event.safeParse(json(body));
  if (!read.success)
    return { is: 'unreadable', because: `no event of EventBridge: ${foreignText(body, 80)}` };
  const { id, source, time, detail } = read.data;
  const name = `${source}/${read.data['detail-type']}`;
  const reader = READERS.get(name);
  if (!reader) return { is: 'nothing', because: `${foreignText(name, 100)} is nothing that ends a machine` };
  const told = reader(detail);
  if (told === undefined)
    return { is: 'unreadable', because: `${name} without what it should say (event ${foreignText(id, 60)})` };
  if (typeof told === 'string') return { is: 'nothing', because: told };
  const at = new Date(Date.parse(time)).toISOString();
  return { is: 'notices', notices: told.map((one): Notice => ({ id, at, ...one })) };
}

function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function terminating(detail: unknown): ReturnType<Reader> {
  const read = hookDetail.safeParse(detail).data;
  if (!read) return undefined;
  const { AutoScalingGroupName: group, LifecycleHookName: hook, EC2InstanceId, LifecycleTransition } = read;
  if (LifecycleTransition !== 'autoscaling:EC2_INSTANCE_TERMINATING' || hook !== DRAIN_HOOK) {
    return `the hook ${foreignText(hook, 60)} of ${foreignText(group, 60)} is answered by somebody else`;
  }
  const terms = readDrainHookMetadata(read.NotificationMetadata);
  return [{ machine: EC2InstanceId, cause: { kind: 'Terminating', group, hook, ...terms } }];
}

function spot(detail: unknown): ReturnType<Reader> {
  const read = spotDetail.safeParse(detail).data;
  return read && [{ machine: read['instance-id'], cause: { kind: 'Spot', action: read['instance-action'] } }];
}

function rebalance(detail: unknown): ReturnType<Reader> {
  const read = instanceDetail.safeParse(detail).data;
  return read && [{ machine: read['instance-id'], cause: { kind: 'Rebalance' } }];
}

function ending(detail: unknown): ReturnType<Reader> {
  const read = stateDetail.safeParse(detail).data;
  if (!read) return undefined;
  const { state } = read;
  // What is stopped starts again.
  if (state !== 'shutting-down' && state !== 'terminated') return `an instance is ${foreignText(state, 30)}`;
  return [{ machine: read['instance-id'], cause: { kind: 'Ending', state } }];
}

/** What ends an instance; after a reboot or a maintenance the agent goes on. */
const ENDS = /^AWS_EC2_(PERSISTENT_)?INSTANCE_(RETIREMENT|TERMINATION|STOP)_(SCHEDULED|EXPEDITED)$/;

function scheduled(detail: unknown): ReturnType<Reader> {
  const read = healthDetail.safeParse(detail).data;
  if (!read) return undefined;
  const { service, eventTypeCategory, eventTypeCode: code, startTime, affectedEntities } = read;
  if (service !== 'EC2' || eventTypeCategory !== 'scheduledChange' || !ENDS.test(code)) {
    return `${foreignText(code, 100)} ends no machine; what it does is for people to look at`;
  }
  const starts = new Date(Date.parse(startTime)).toISOString();
  return affectedEntities.flatMap(({ entityValue }) =>
    machine.safeParse(entityValue).success
      ? [{ machine: entityValue, cause: { kind: 'Retirement' as const, code, starts } }]
      : [],
  );
}
