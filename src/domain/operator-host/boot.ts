import type { HostFile } from '../host/host-file';
import { SERVER_HARDENING, serverUnit } from '../host/server-unit';
import { envFile } from '../render/env-file';
import { sortedEntries } from '../render/unwritable';

/** A secret by its name, and what is in it. */
export interface CredentialsReference {
  readonly kind: string;
  readonly secretArn: string;
}

/** What a machine of the operator has to know. Values may be late, as `@NAME@`. */
export interface OperatorHost {
  /** For example `s3://bucket`. */
  readonly manifestsUrl: string;
  readonly stateUrl: string;
  readonly mesosUrl: string;
  readonly marathonUrl: string;
  /** @default - none */
  readonly metronomeUrl?: string;
  /** Of DC/OS, for its package manager. @default - none */
  readonly cosmosUrl?: string;
  /** Where agents answer how they are. @default - as the command line has it */
  readonly agentHealthPort?: number;
  /** Who tells of agents' machines, for example `ec2://vpc-0a`. @default - nobody */
  readonly machinesUrl?: string;
  /** URL of the queue of notices that machines are about to end. @default - none */
  readonly interruptionsUrl?: string;
  /** `HOST:PORT` where it answers how it is. @default - nowhere */
  readonly listen?: string;
  /** Names by which it may be asked there. @default - none beside addresses and the machine's own name */
  readonly names?: readonly string[];
  /** How often it looks how the cluster is used, or `off`. @default - as the command line has it */
  readonly usageInterval?: string;
  /** The namespace of CloudWatch in which it publishes metrics. @default - it publishes none */
  readonly cloudwatch?: string;
  /** @default - as the command line has it */
  readonly logLevel?: string;
  readonly region: string;
  /** `s3://bucket/key` of the bundle. */
  readonly bundleUrl: string;
  /** Lower-case hex SHA-256 of the bundle's bytes. */
  readonly bundleSha256: string;
  readonly credentials?: CredentialsReference;
  /** Of Marathon. @default - as `credentials` */
  readonly marathonCredentials?: CredentialsReference | 'none';
  /** ARN of the secret with the PEM certificates to trust beside the system's own. */
  readonly caSecretArn?: string;
  /** How often everything is looked at, as the command line reads it. */
  readonly interval?: string;
}

/** How the operator is started, beside what is in its environment. */
export interface OperatorStart {
  /** It writes status and lease and nothing else. @default false */
  readonly observeOnly?: boolean;
  /** It writes only where the Marathon on its own machine leads. @default - by a lease */
  readonly besideMarathon?: boolean;
}

export const OPERATOR_UNIT = 'mesos-spark-operator.service';
export const OPERATOR_SCRIPT = '/opt/mesos-spark/boot/operator.sh';
export const OPERATOR_BUNDLE = '/opt/mesos-spark/mesos-spark.cjs';

/** V8 would keep up to three times 16 MiB for what is young, full or not; a pass is no slower with an eighth of it. */
export const OPERATOR_NODE_FLAGS: readonly string[] = ['--max-semi-space-size=2'];

/**
 * Read by glibc. As it comes, it takes the first large answer that is freed as a reason to keep the next ones, twenty
 * megabytes each where there are ten thousand agents, and keeps what each thread has freed apart. What is above 1 MiB
 * goes back to the system at once, and threads share two heaps.
 */
export const OPERATOR_ENVIRONMENT: Readonly<Record<string, string>> = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: `${2 ** 20}`,
};

const ENVIRONMENT = '/etc/mesos-spark/operator.env';
const CA_FILE = '/etc/mesos-spark/ca.pem';

/**
 * The files of a machine of the operator.
 * @param environment what varies, by {@link operatorEnvironment}
 * @param script the fixed boot script, constructs/boot/operator.sh
 */
export function operatorFiles(
  environment: Readonly<Record<string, string>>,
  script: string,
  start: OperatorStart = {},
): readonly HostFile[] {
  return [
    { path: ENVIRONMENT, mode: '0644', content: envFile(environment) },
    { path: `/etc/systemd/system/${OPERATOR_UNIT}`, mode: '0644', content: operatorUnit(start) },
    { path: OPERATOR_SCRIPT, mode: '0755', content: script },
  ];
}

/** Read by the unit for the command line and by the boot script for what it fetches. */
export function operatorEnvironment(host: OperatorHost): Readonly<Record<string, string>> {
  return {
    AWS_REGION: host.region,
    MESOS_SPARK_BUNDLE_SHA256: host.bundleSha256,
    MESOS_SPARK_BUNDLE_URL: host.bundleUrl,
    MESOS_SPARK_MANIFESTS: host.manifestsUrl,
    MESOS_SPARK_MARATHON: host.marathonUrl,
    MESOS_SPARK_MESOS: host.mesosUrl,
    ...(host.metronomeUrl === undefined ? {} : { MESOS_SPARK_METRONOME: host.metronomeUrl }),
    ...(host.cosmosUrl === undefined ? {} : { MESOS_SPARK_COSMOS: host.cosmosUrl }),
    MESOS_SPARK_STATE: host.stateUrl,
    ...(host.agentHealthPort === undefined
      ? {}
      : { MESOS_SPARK_AGENT_HEALTH_PORT: `${host.agentHealthPort}` }),
    ...(host.machinesUrl === undefined ? {} : { MESOS_SPARK_MACHINES: host.machinesUrl }),
    ...(host.interruptionsUrl === undefined ? {} : { MESOS_SPARK_INTERRUPTIONS: host.interruptionsUrl }),
    ...(host.interval === undefined ? {} : { MESOS_SPARK_INTERVAL: host.interval }),
    ...(host.listen === undefined ? {} : { MESOS_SPARK_LISTEN: host.listen }),
    ...(host.names?.length ? { MESOS_SPARK_LISTEN_NAMES: host.names.join(',') } : {}),
    ...(host.usageInterval === undefined ? {} : { MESOS_SPARK_USAGE_INTERVAL: host.usageInterval }),
    ...(host.cloudwatch === undefined ? {} : { MESOS_SPARK_CLOUDWATCH: host.cloudwatch }),
    ...(host.logLevel === undefined ? {} : { MESOS_SPARK_LOG_LEVEL: host.logLevel }),
    ...credentials('MESOS_SPARK_CREDENTIALS', host.credentials),
    ...credentials('MESOS_SPARK_MARATHON_CREDENTIALS', host.marathonCredentials),
    ...(host.caSecretArn === undefined
      ? {}
      : { MESOS_SPARK_CA_FILE: CA_FILE, MESOS_SPARK_CA_SECRET: host.caSecretArn }),
  };
}

function credentials(name: string, shown: CredentialsReference | 'none' | undefined) {
  if (shown === undefined) return {};
  return shown === 'none' ? { [name]: shown } : { [name]: shown.secretArn, [`${name}_KIND`]: shown.kind };
}

/**
 * Fetching runs before every start and with full rights (`+`), so a start that failed because the bucket was
 * out of reach is mended by the next one; the operator itself may write nothing on the machine.
 * No MemoryDenyWriteExecute: V8 makes code at run time.
 */
export function operatorUnit({ observeOnly = false, besideMarathon = false }: OperatorStart = {}): string {
  const options = observeOnly ? ['--observe-only'] : [];
  return serverUnit('Keeps Spark services of the cluster as they are declared', [
    ['EnvironmentFile', ENVIRONMENT],
    ...(besideMarathon ? BESIDE_MARATHON : []),
    [
      'Environment',
      { words: sortedEntries(OPERATOR_ENVIRONMENT).map(([name, value]) => `${name}=${value}`) },
    ],
    ['ExecStartPre', { raw: `+${OPERATOR_SCRIPT} fetch` }],
    [
      'ExecStart',
      {
        exec: [
          '/usr/bin/env',
          'node',
          ...OPERATOR_NODE_FLAGS,
          OPERATOR_BUNDLE,
          'operator',
          'run',
          ...options,
        ],
      },
    ],
    ['TimeoutStartSec', '10min'],
    ['Restart', 'always'],
    ['RestartSec', '10'],
    ['DynamicUser', 'yes'],
    ...SERVER_HARDENING,
    ['ProtectSystem', 'strict'],
    ['ProtectProc', 'invisible'],
    ['CapabilityBoundingSet', ''],
    ['RestrictAddressFamilies', 'AF_UNIX AF_INET AF_INET6'],
    ['SystemCallArchitectures', 'native'],
    ['UMask', '0077'],
  ]);
}

/** `%H` is the machine's host name, by which a Marathon names itself that is given no other. */
const BESIDE_MARATHON: readonly (readonly [string, { readonly raw: string }])[] = [
  ['Environment', { raw: 'MESOS_SPARK_LEADERSHIP=marathon MESOS_SPARK_LEADER_HOST=%H' }],
];
