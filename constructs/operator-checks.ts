import { Token } from 'cdktf';
import { DEFAULT_HEALTH } from '../src/domain/agent/health';
import { Duration } from '../src/domain/core/duration';
import { attempt, type Problem, rejectIf, shown } from '../src/domain/core/problem';
import { secretArnProblems } from '../src/domain/core/secret-arn';
import { idProblems, placeProblems, withoutSlashes } from './cluster-checks';
import { unknownProblems } from './known';
import type { OperatorProps } from './operator-props';
import { statusPageProblems } from './operator-status-page';

/** What the operator's program is told, checked. */
export interface OperatorSettings {
  readonly marathonUrl: string;
  readonly interval: Duration;
  /** Undefined where it is what the program has anyhow. */
  readonly agentHealthPort: number | undefined;
  /** Whose instances EC2 is asked about; of none if empty. */
  readonly agentVpcIds: readonly string[];
}

/** @throws ProblemError that names everything that cannot work */
export function operatorSettings(props: OperatorProps): OperatorSettings {
  const { instances = 2, cluster, subnetIds = cluster.subnetIds } = props;
  const problems: Problem[] = [
    ...[
      'instances',
      'interval',
      'agentHealthPort',
      'leadership',
      'observeOnly',
      'logLevel',
      'interruptions',
    ].flatMap((at) => unknownProblems(at, Reflect.get(props, at))),
    ...(Number.isInteger(instances) && instances >= 0
      ? []
      : [{ at: 'instances', found: shown(instances), wanted: 'a whole number from 0' }]),
    ...(subnetIds.length > 0
      ? []
      : [{ at: 'subnetIds', found: 'none', wanted: 'a subnet or more that reaches S3, Mesos and Marathon' }]),
    ...choiceProblems('logLevel', props.logLevel, ['debug', 'info', 'warn', 'error']),
    ...vpcProblems(props.agentVpcIds),
    ...(props.secretArns ?? []).flatMap((arn, i) => secretArnProblems(`secretArns[${i}]`, arn)),
    ...leadershipProblems(props),
    ...healthProblems(props),
    ...statusPageProblems(props.statusPage),
    ...interruptionProblems(props),
  ];
  const settings = {
    interval: interval(props, problems),
    marathonUrl: marathonUrl(props, problems),
    agentHealthPort: healthPort(props),
    agentVpcIds: [...new Set(props.agentVpcIds ?? [cluster.vpcId])],
  };
  rejectIf(problems);
  return settings;
}

/** Each may be a token, the list may not: its ids are joined here. */
function vpcProblems(ids: OperatorProps['agentVpcIds'] = []): readonly Problem[] {
  const at = 'agentVpcIds';
  return Token.isUnresolved(ids) ? unknownProblems(at, ids) : idProblems(at, ids, 'vpc');
}

function interval({ interval: given = '10s' }: OperatorProps, problems: Problem[]): Duration {
  const at = 'interval';
  const read = attempt(() => Duration.of(given));
  if ('problems' in read) {
    problems.push(...read.problems.map((problem) => ({ ...problem, at })));
    return Duration.seconds(0);
  }
  if (read.value.isBelow(Duration.seconds(1))) {
    problems.push({ at, found: `${read.value}`, wanted: 'at least one second' });
  }
  return read.value;
}

function marathonUrl({ marathon, cluster }: OperatorProps, problems: Problem[]): string {
  if (typeof marathon === 'object') return marathon.marathonUrl;
  const url = marathon ?? cluster.marathonUrl;
  if (url === undefined) {
    const wanted = 'one, for the cluster has none of its own';
    const fix = 'name a DedicatedMarathon or its URL here, or say marathonUrl of the cluster';
    problems.push({ at: 'marathon', found: 'nothing', wanted, fix });
  } else if (marathon !== undefined) problems.push(...placeProblems('marathon', marathon));
  return withoutSlashes(url ?? '');
}

function leadershipProblems({ leadership, image }: OperatorProps): readonly Problem[] {
  const at = 'leadership';
  if (leadership !== 'marathon') return choiceProblems(at, leadership, ['lease', 'marathon']);
  if (image !== undefined) return [];
  const found = '"marathon" with the image of Amazon Linux, on which no Marathon runs';
  return [
    { at, found, wanted: '"lease", or an image that holds a Marathon', fix: 'else none of them leads' },
  ];
}

function choiceProblems(at: string, found: string | undefined, of: readonly string[]): readonly Problem[] {
  if (found === undefined || of.includes(found)) return [];
  return [{ at, found: shown(found), wanted: `one of ${of.join(', ')}` }];
}

/** It asks every agent at one port. */
function healthProblems({ agents = [], agentHealthPort }: OperatorProps): readonly Problem[] {
  const ports = agents.flatMap(({ healthPort }) => healthPort ?? []);
  const port = agentHealthPort ?? ports[0];
  return [
    ...(agentHealthPort === undefined || isPort(agentHealthPort)
      ? []
      : [{ at: 'agentHealthPort', found: shown(agentHealthPort), wanted: 'a port, from 1 to 65535' }]),
    ...agents.flatMap(({ healthPort, node }, i) =>
      healthPort === undefined || healthPort === port
        ? []
        : [
            {
              at: `agents[${i}].health.port`,
              found: `${healthPort}, of ${node.path}`,
              wanted: `${port}, as ${agentHealthPort === undefined ? 'the others have it' : 'agentHealthPort says'}`,
              fix: 'the operator asks every agent at one port; give all groups the same',
            },
          ],
    ),
  ];
}

/** A group that nobody answers holds each machine up until its hook is over. */
function interruptionProblems(props: OperatorProps): readonly Problem[] {
  const { agents = [], interruptions, observeOnly, agentVpcIds } = props;
  const waiting = agents.filter(({ drained }) => drained !== undefined).map(({ node }) => node.path);
  const wanted = 'an operator that answers them';
  const found = (what: string) => `${what}, and ${waiting.join(', ')} wait for it (drainOnTermination)`;
  return [
    ...(interruptions === 'off' && waiting.length > 0
      ? [{ at: 'interruptions', found: found('"off"'), wanted }]
      : []),
    ...(observeOnly === true && waiting.length > 0
      ? [{ at: 'observeOnly', found: found('true'), wanted }]
      : []),
    ...(agentVpcIds?.length === 0 && takesNotices(props)
      ? [{ at: 'agentVpcIds', found: 'none', wanted: 'the VPCs of the agents, for notices name instances' }]
      : []),
  ];
}

/** Whether the operator has a queue of notices. */
export function takesNotices({
  agents = [],
  interruptions,
}: Pick<OperatorProps, 'agents' | 'interruptions'>): boolean {
  if (interruptions !== undefined) return interruptions !== 'off';
  return agents.some(({ drained }) => drained !== undefined);
}

function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}

function healthPort({ agents = [], agentHealthPort }: OperatorProps): number | undefined {
  const port = agentHealthPort ?? agents.find((one) => one.healthPort !== undefined)?.healthPort;
  return port === DEFAULT_HEALTH.port ? undefined : port;
}
