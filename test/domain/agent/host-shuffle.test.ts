import { agentBoot } from '../../../src/domain/agent/boot';
import {
  type HostShuffleServiceProps,
  hostShare,
  hostShuffleService,
} from '../../../src/domain/agent/host-shuffle';
import { hostShuffleFeature } from '../../../src/domain/agent/host-shuffle-feature';
import { hostShuffleServices } from '../../../src/domain/agent/host-shuffle-problems';
import { platformRules } from '../../../src/domain/agent/platform';
import { attempt, problemText } from '../../../src/domain/core/problem';
import { Ranges } from '../../../src/domain/core/ranges';
import { systemdUnit } from '../../../src/domain/render/systemd-unit';
import { SparkDistribution } from '../../../src/domain/spark/distribution';
import { SparkSecret } from '../../../src/domain/spark/spark-secret';
import { bootProps, DCOS, MESOS } from '../../support/agent-boot';
import { matchesGolden } from '../../support/golden';

const ARCHIVE = SparkDistribution.archive('https://repo.example/spark-3.5.9-bin-hadoop3.tgz', {
  version: '3.5.9',
  sha256: 'ab'.repeat(32),
});
const HOST = SparkDistribution.host('/opt/spark-2.4', { version: '2.4.8' });
const NEW: HostShuffleServiceProps = { port: 7337, spark: ARCHIVE };
const OLD: HostShuffleServiceProps = {
  port: 7338,
  spark: HOST,
  heap: '1g',
  memory: '1536m',
  cpus: 0.25,
  properties: { 'spark.shuffle.io.backLog': '8192' },
  javaOptions: ['-Xlog:gc a"b'],
  environment: { TZ: 'UTC' },
  javaHome: '/opt/jdk-8',
};

function feature(services: readonly HostShuffleServiceProps[], platform = MESOS, sharedDirectory?: string) {
  const props = bootProps(platform, 'private', {
    hostShuffleServices: services.map(hostShuffleService),
    ...(sharedDirectory === undefined ? {} : { sharedDirectory }),
  });
  return hostShuffleFeature(props, platformRules(platform, 'private'));
}

const unitText = (services: readonly HostShuffleServiceProps[], sharedDirectory?: string) => {
  const units = feature(services, MESOS, sharedDirectory).units ?? [];
  const template = units.find(({ name }) => name === 'spark-shuffle@.service');
  return template === undefined ? '' : systemdUnit(template.sections);
};

test('two services are as reviewed: units, environment and what the boot step installs', () => {
  const { units = [], files = [], scripts, enabled, started } = feature([NEW, OLD], DCOS);
  const texts = [
    ...units.map(({ name, sections }) => `== ${name}\n${systemdUnit(sections)}`),
    ...files.map(({ path, content }) => `== ${path}\n${content}`),
    `== scripts ${scripts}\n== enabled ${enabled}\n== started ${started}\n`,
  ];
  matchesGolden('agent/host-shuffle.txt', texts.join('\n'));
});

test('nothing is shipped where none is asked for', () => {
  expect(feature([])).toEqual({});
  const { cloudConfig } = agentBoot(bootProps(MESOS));
  expect(cloudConfig).not.toContain('spark-shuffle');
});

test('what they take is not offered', () => {
  const share = hostShare([NEW, OLD].map(hostShuffleService));
  expect({ ...share, ports: share.ports.toString() }).toEqual({
    cpusMilli: 750,
    memoryMib: 1024 + 1536,
    ports: '7337-7338',
  });
  const boot = agentBoot(
    bootProps(DCOS, 'private', {
      reservations: [],
      hostShuffleServices: [NEW, OLD].map(hostShuffleService),
    }),
  );
  const content = (path: string) => boot.files.find((file) => file.path === path)?.content;
  expect(content('/etc/mesos-spark/agent.env')).toMatch(/^HOST_CPUS_MILLI=750\nHOST_MEMORY_MIB=2560$/m);
  expect(content('/etc/mesos-spark/resources')).toContain('{"begin":5052,"end":7336},{"begin":7339,');
});

test('the memory limit is above heap and direct memory together', () => {
  const { memory } = hostShuffleService({ ...NEW, heap: '4g' });
  expect(memory.task.toMebibytes()).toBeGreaterThan(
    memory.heap.toMebibytes() + memory.direct.toMebibytes() + 100,
  );
});

test.each([
  ['/var/lib/tmp/spark', 'PrivateTmp=yes', 'ProtectHome=yes'],
  ['/tmp/spark', 'ReadWritePaths=/tmp/spark', 'ProtectHome=yes'],
  ['/home/spark/shared', 'PrivateTmp=yes', 'ProtectHome=read-only'],
])('a shared directory at %s stays writable', (directory, ...settings) => {
  const lines = unitText([NEW], directory).split('\n');
  for (const setting of [...settings, `ReadWritePaths=${directory}`]) expect(lines).toContain(setting);
  expect(lines.includes('PrivateTmp=yes')).toBe(!directory.startsWith('/tmp'));
});

test('a Java or a Spark below /home can be read', () => {
  expect(unitText([{ ...NEW, javaHome: '/home/spark/jdk' }])).toContain('ProtectHome=read-only');
});

test('the JIT may write code', () => {
  expect(unitText([NEW])).not.toContain('MemoryDenyWriteExecute');
});

function problems(change: object): readonly string[] {
  const made = attempt(() => hostShuffleService({ ...NEW, ...change }));
  return 'problems' in made ? made.problems.map(problemText) : [];
}

test.each<[string, object, readonly string[]]>([
  ['a port of root', { port: 80 }, ['port: found 80, wanted a whole number from 1024 to 65535']],
  [
    'an image',
    { spark: SparkDistribution.docker('a/b:c', { version: '3.5.9', home: '/opt/spark' }) },
    [
      'spark: found the image "a/b:c", wanted SparkDistribution.archive or SparkDistribution.host; systemd runs no containers; a ShuffleService, which Marathon runs, can use the image',
    ],
  ],
  [
    'an archive that is not checked, from where only the Mesos fetcher reads',
    { spark: SparkDistribution.archive('hdfs://namenode/spark-3.5.9.tgz', { version: '3.5.9' }) },
    [
      "spark.sha256: found none, wanted the archive's SHA-256: agents install it as root",
      'spark.uri: found "hdfs://namenode/spark-3.5.9.tgz", wanted an http or https URL that is known at synth; put Spark into the image of the agents and say SparkDistribution.host',
    ],
  ],
  [
    'a heap that fills the memory, no cpus',
    { heap: '1g', memory: '1g', cpus: 0 },
    [
      'heap: found a heap of 1 GiB in a task of 1 GiB, wanted a task of at least 1216 MiB; the JVM needs memory beside its heap; lower heap or raise memory',
      'cpus: found 0, wanted a number from 0.001',
    ],
  ],
  [
    "settings: a slip, an application's, the port",
    {
      properties: {
        'spark.shuffle.io.backlogg': '1',
        'spark.executor.memory': '1g',
        'spark.shuffle.service.port': '1',
      },
    },
    [
      'properties["spark.executor.memory"]: found "1g", wanted a setting that the shuffle service reads; spark.executor.memory belongs to applications',
      'properties["spark.shuffle.io.backlogg"]: found "spark.shuffle.io.backlogg", wanted a setting that Spark knows; did you mean spark.shuffle.io.backLog?',
      'properties["spark.shuffle.service.port"]: found "1", wanted nothing; the port is that of the reservation; say port beside it',
    ],
  ],
  [
    'variables that props say',
    { environment: { JAVA_HOME: '/a', SPARK_DAEMON_MEMORY: '1g' }, javaHome: 'jdk' },
    [
      'environment["SPARK_DAEMON_MEMORY"]: found "SPARK_DAEMON_MEMORY", wanted other variables; say heap, properties, javaOptions, sparkUser or authentication instead',
      'environment["JAVA_HOME"]: found "/a", wanted other variables; say javaHome instead',
      'javaHome: found "jdk", wanted an absolute path of letters, digits, ".", "_" and "-", without "." or ".." as a folder',
    ],
  ],
])('refuses %s', (_, change, expected) => expect(problems(change)).toEqual(expected));

test('names everything that is wrong between services, each at its place', () => {
  const all = [
    NEW,
    { ...OLD, port: 7337 },
    { ...OLD, port: 40_000 },
    { ...OLD, port: 61_337, cpus: -1 },
    { ...OLD, port: 5051 },
  ];
  const neighbours = {
    blockManagerPorts: Ranges.of([32_768, 60_999]),
    healthPort: 61_337,
    ownPorts: Ranges.of([5051, 5051]),
  };
  expect(hostShuffleServices(all, neighbours).problems.map(problemText)).toEqual([
    'hostShuffleServices[1].port: found 7337, which hostShuffleServices[0] has, wanted a port of its own',
    'hostShuffleServices[2].port: found 40000, which is one of blockManagerPorts (32768-60999), wanted a port of its own',
    'hostShuffleServices[3].cpus: found -1, wanted a number from 0.001',
    'hostShuffleServices[3].port: found 61337, where the machine answers how it is, wanted a port of its own',
    'hostShuffleServices[4].port: found 5051, which the platform itself listens on, wanted a port of its own',
  ]);
});

describe('authentication', () => {
  const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:spark-x1Y2z3';
  const authentication = { secret: SparkSecret.onAgents(arn), encryption: 'Aes' } as const;

  test('the unit reads the secret where the environment refers to one, after it has been fetched', () => {
    const unit = unitText([{ ...NEW, authentication }, OLD]);
    expect(unit).toMatch(/^After=mesos-spark-spark\.service mesos-spark-secrets\.service$/m);
    expect(unit).toContain('ExecStart=/bin/sh -c "if [ -n \\"$$MESOS_SPARK_SECRET\\" ]; then\\nsecret=\\n');
    expect(unit).toContain('export _SPARK_AUTH_SECRET=\\"$$secret\\"\\nfi\\nexec ');
    const files = feature([{ ...NEW, authentication }, OLD]).files ?? [];
    const env = (port: number) => files.find(({ path }) => path.endsWith(`/${port}.env`))?.content;
    expect(env(NEW.port)).toContain(`MESOS_SPARK_SECRET=${arn}\n`);
    expect(env(NEW.port)).toContain('-Dspark.authenticate=true -Dspark.network.crypto.enabled=true');
    expect(env(OLD.port)).not.toMatch(/SECRET|authenticate/);
    expect(unitText([NEW, OLD])).not.toMatch(/SECRET|secret/);
  });

  test('DC/OS hands nothing to systemd, and user data of services is known at synth', () => {
    const found = (secret: SparkSecret) => problems({ authentication: { secret } }).join('\n');
    expect(found(SparkSecret.dcos('spark/shuffle'))).toContain(
      'authentication.secret: found a secret of DC/OS, wanted SparkSecret.onAgents',
    );
    expect(found(SparkSecret.onAgents('${TfToken[TOKEN.1]}'))).toContain(
      'wanted an ARN that is known at synth',
    );
  });
});
