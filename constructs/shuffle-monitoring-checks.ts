import { Duration } from '../src/domain/core/duration';
import { attempt, type Problem, rejectIf, shown } from '../src/domain/core/problem';
import { namespaceProblems } from '../src/domain/operator-host/cloudwatch';
import { manifestName } from '../src/manifest/meta';
import { isLate, unknownProblems } from './known';
import type { AlarmLimits } from './shuffle-alarms';
import type {
  AlarmTopicProps,
  MonitoringThresholds,
  ShuffleMonitoringProps,
} from './shuffle-monitoring-props';

export interface CheckedMonitoring {
  readonly namespace: string;
  readonly limits: AlarmLimits;
  readonly services: readonly string[];
  readonly runbook: string;
}

/** CloudWatch: periods of a minute, as many as make a day. */
const MOST_MINUTES = 1440;
/** AlarmName has at most 255 characters, AlarmDescription 1024: PutMetricAlarm. */
const LONGEST = { name: 255, runbook: 400 };

/** @throws ProblemError that names everything that cannot work */
export function checkMonitoring(props: ShuffleMonitoringProps): CheckedMonitoring {
  const { operator, services, thresholds = {}, runbook = 'docs/runbook.md' } = props;
  const namespace =
    props.namespace ?? `MesosSpark/${operator.node.path.replaceAll(/[^A-Za-z0-9._/-]+/g, '-')}`;
  const unknown = ['services', 'namespace', 'runbook', 'thresholds'].flatMap((at) =>
    unknownProblems(at, at === 'services' ? services.map(({ name }) => name) : Reflect.get(props, at)),
  );
  rejectIf(unknown);
  const problems: Problem[] = [
    ...operatorProblems(operator),
    ...namespaceProblems('namespace', namespace),
    ...serviceProblems(services.map(({ name }) => name)),
    ...topicProblems(props.topic),
    ...(runbook.length > 0 && runbook.length <= LONGEST.runbook
      ? []
      : [{ at: 'runbook', found: shown(runbook), wanted: `1 to ${LONGEST.runbook} characters` }]),
  ];
  const limits = limitsOf(thresholds, problems);
  problems.push(...nameProblems(namespace, services));
  rejectIf(problems);
  return { namespace, limits, services: services.map(({ name }) => name), runbook };
}

function operatorProblems({
  metricsNamespace,
  node,
}: ShuffleMonitoringProps['operator']): readonly Problem[] {
  if (metricsNamespace === undefined) return [];
  const found = `${node.path}, which publishes to ${shown(metricsNamespace)} already`;
  const fix = 'name all of its services in one ShuffleMonitoring';
  return [{ at: 'operator', found, wanted: 'an operator that is not monitored yet', fix }];
}

function serviceProblems(names: readonly string[]): readonly Problem[] {
  if (names.length === 0) return [{ at: 'services', found: 'none', wanted: 'a shuffle service or more' }];
  return names.flatMap((name, i) => {
    const at = `services[${i}]`;
    if (names.indexOf(name) < i) return [{ at, found: `${shown(name)} again`, wanted: 'each of them once' }];
    if (manifestName.safeParse(name).success) return [];
    return [{ at, found: shown(name), wanted: 'the name of a shuffle service' }];
  });
}

function topicProblems(topic: ShuffleMonitoringProps['topic'] = {}): readonly Problem[] {
  if ('arn' in topic) {
    if (isLate(topic.arn) || /^arn:[a-z-]+:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]+$/.test(topic.arn)) return [];
    const wanted = 'the ARN of a topic of SNS that is no FIFO topic, or a token';
    return [{ at: 'topic.arn', found: shown(topic.arn), wanted }];
  }
  const { emails = [], encryption } = topic;
  const unknown = unknownProblems('topic.emails', emails);
  return [
    ...unknown,
    ...(unknown.length > 0 ? [] : emailProblems(emails)),
    ...encryptionProblems(encryption),
  ];
}

function emailProblems(emails: readonly string[]): readonly Problem[] {
  return emails.flatMap((email, i) => {
    const at = `topic.emails[${i}]`;
    if (emails.indexOf(email) < i)
      return [{ at, found: `${shown(email)} again`, wanted: 'each address once' }];
    if (/^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/.test(email)) return [];
    return [{ at, found: shown(email), wanted: 'an address of mail such as "on-call@example.com"' }];
  });
}

function encryptionProblems(encryption: AlarmTopicProps['encryption'] = 'own'): readonly Problem[] {
  if (encryption === 'own' || encryption === 'none') return [];
  const { kmsKeyArn } = encryption;
  if (isLate(kmsKeyArn) || /^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/.test(kmsKeyArn))
    return [];
  const wanted = 'the ARN of a key of KMS, or a token';
  const fix =
    "not that of SNS itself (alias/aws/sns): alarms may not use it, and its policy can't be changed";
  return [{ at: 'topic.encryption.kmsKeyArn', found: shown(kmsKeyArn), wanted, fix }];
}

function limitsOf(thresholds: MonitoringThresholds, problems: Problem[]): AlarmLimits {
  const { agents = 1 } = thresholds;
  if (!Number.isInteger(agents) || agents < 1)
    problems.push({ at: 'thresholds.agents', found: shown(agents), wanted: 'a whole number from 1' });
  const minutes = (name: 'agentsFor' | 'marathonFor' | 'mesosFor' | 'silentFor', byDefault: string) =>
    minutesOf(`thresholds.${name}`, thresholds[name] ?? byDefault, problems);
  return {
    agents,
    agentsMinutes: minutes('agentsFor', '10m'),
    marathonMinutes: minutes('marathonFor', '5m'),
    mesosMinutes: minutes('mesosFor', '5m'),
    silentMinutes: minutes('silentFor', '5m'),
  };
}

function minutesOf(at: string, given: Duration | string, problems: Problem[]): number {
  const read = attempt(() => Duration.of(given));
  if ('problems' in read) {
    problems.push(...read.problems.map((problem) => ({ ...problem, at })));
    return 1;
  }
  const minutes = read.value.toMillis() / 60_000;
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > MOST_MINUTES)
    problems.push({ at, found: `${read.value}`, wanted: 'whole minutes, from one minute to one day' });
  return minutes;
}

/** The longest is that of the longest service. */
function nameProblems(namespace: string, services: ShuffleMonitoringProps['services']): readonly Problem[] {
  const longest = Math.max(
    0,
    ...services.map(({ name }) => alarmName(namespace, `agents-without-a-service-${name}`).length),
  );
  if (longest <= LONGEST.name) return [];
  const found = `one that makes the name of an alarm ${longest} characters long`;
  return [{ at: 'namespace', found, wanted: `at most ${LONGEST.name}`, fix: 'give a shorter namespace' }];
}

/** Names of alarms are shared by all of an account and region. */
export function alarmName(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}
