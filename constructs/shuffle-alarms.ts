import { CLOUDWATCH_METRICS as METRICS, SERVICE_DIMENSION } from '../src/domain/operator-host/cloudwatch';

/** When each alarm goes off, checked. */
export interface AlarmLimits {
  readonly agents: number;
  readonly agentsMinutes: number;
  readonly marathonMinutes: number;
  readonly mesosMinutes: number;
  readonly silentMinutes: number;
}

/** One alarm of CloudWatch, on a metric of one value a minute. */
export interface Alarm {
  /** Unique among those of one operator, and the name of the construct. */
  readonly name: string;
  readonly description: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Of what two operators said in one minute, where the lead has changed. */
  readonly statistic: 'Maximum' | 'Minimum';
  readonly is: 'GreaterThanOrEqualToThreshold' | 'LessThanThreshold';
  readonly threshold: number;
  /** It goes off once this was so in each of as many. */
  readonly minutes: number;
  /** `ignore`: it stays as it is where nothing is known. */
  readonly missing: 'ignore' | 'breaching';
}

/** Entries of the runbook, as alerts of Prometheus on the same things have them. */
const ENTRIES = {
  'agents-without-a-service': 'mesossparkagentswithoutservice',
  'marathon-without-a-leader': 'mesossparkmarathonunreachable',
  'mesos-without-a-leader': 'mesossparkmasterunreachable',
  'operator-silent': 'mesossparknooperatorleads',
} as const;

type Described = (name: keyof typeof ENTRIES, ...sentences: readonly string[]) => string;

/**
 * The alarms on what an operator publishes.
 * @param runbook to which `#` and an entry's anchor is added
 */
export function shuffleAlarms(
  services: readonly string[],
  limits: AlarmLimits,
  runbook: string,
): readonly Alarm[] {
  const described: Described = (name, ...sentences) =>
    [...sentences, `Runbook: ${runbook}#${ENTRIES[name]}`].join(' ');
  return [
    ...[...services].sort().map((service) => agentsWithoutAService(service, limits, described)),
    withoutLeader('marathon-without-a-leader', METRICS.marathonWithoutLeader, {
      minutes: limits.marathonMinutes,
      description: described(
        'marathon-without-a-leader',
        `Marathon has answered no call of the operator for ${inWords(limits.marathonMinutes)}: it has no leader, or cannot be reached.`,
        'Tasks go on; an agent that comes gets no shuffle service, and what ends is not started again.',
        'Ask GET /v2/leader of each Marathon, look whether ZooKeeper has its quorum, and read the log of the Marathon that led last.',
      ),
    }),
    withoutLeader('mesos-without-a-leader', METRICS.mesosWithoutLeader, {
      minutes: limits.mesosMinutes,
      description: described(
        'mesos-without-a-leader',
        `No Mesos master has answered the operator for ${inWords(limits.mesosMinutes)}: none leads, or none can be reached.`,
        'Running tasks go on; nothing new starts anywhere in the cluster.',
        'Run "mesos-spark master", look whether ZooKeeper has its quorum, and read the logs of the masters.',
      ),
    }),
    {
      name: 'operator-silent',
      description: described(
        'operator-silent',
        `No operator has said for ${inWords(limits.silentMinutes)} that it leads and works. While it is silent the other alarms stay as they were.`,
        'What runs goes on; an agent that comes gets no shuffle service, and nothing is published.',
        'Run "mesos-spark status", and on its machines "journalctl -u mesos-spark-operator"; it also falls silent where it may not write to CloudWatch.',
      ),
      metric: METRICS.heartbeat,
      dimensions: {},
      statistic: 'Maximum',
      is: 'LessThanThreshold',
      threshold: 1,
      minutes: limits.silentMinutes,
      missing: 'breaching',
    },
  ];
}

function agentsWithoutAService(
  service: string,
  { agents, agentsMinutes: minutes }: AlarmLimits,
  described: Described,
): Alarm {
  const kind = 'agents-without-a-service';
  const many = agents === 1 ? '1 agent or more has' : `${agents} agents or more have`;
  return {
    name: `${kind}-${service}`,
    description: described(
      kind,
      `For ${inWords(minutes)} ${many} had no healthy shuffle service of ${service}.`,
      'Executors there fail, or lose their shuffle files when they are given back.',
      `Run "mesos-spark describe ShuffleService ${service}", read why it is not ready, and look at the agents that are missing or starting.`,
    ),
    metric: METRICS.agentsWithoutService,
    dimensions: { [SERVICE_DIMENSION]: service },
    statistic: 'Maximum',
    is: 'GreaterThanOrEqualToThreshold',
    threshold: agents,
    minutes,
    missing: 'ignore',
  };
}

function withoutLeader(name: string, metric: string, rest: Pick<Alarm, 'minutes' | 'description'>): Alarm {
  return {
    ...{ name, metric, ...rest },
    dimensions: {},
    // Whoever was answered knows better.
    statistic: 'Minimum',
    is: 'GreaterThanOrEqualToThreshold',
    threshold: 1,
    missing: 'ignore',
  };
}

function inWords(minutes: number): string {
  return minutes === 1 ? 'a minute' : `${minutes} minutes`;
}
