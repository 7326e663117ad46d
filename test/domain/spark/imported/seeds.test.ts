import type { ProblemError } from '../../../../src/domain/core/problem';
import { Ranges } from '../../../../src/domain/core/ranges';
import { importedService } from '../../../../src/domain/spark/imported/imported-service';
import { piece, piecesOf, SEEDS } from '../../../docs/seeds/pieces';

const PORTS = Ranges.parse('7337-7339');
const mended = ({ traps }: { traps: readonly { reason: string; at: string }[] }) =>
  traps.map(({ reason, at }) => `${reason} ${at}`);

/** Every JSON of the documents that is an app or a job. */
const jsons = SEEDS.flatMap((seed) => [...piecesOf(seed)]).flatMap(([id, text]) => {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' ? [[id, value as Readonly<Record<string, unknown>>] as const] : [];
  } catch {
    return [];
  }
});

test('the documents have four', () => {
  expect(jsons.map(([id]) => id)).toEqual(['001[0]', '002[20]', '002[22]', '003[2]']);
});

test('001: a service that wipes at its start, in an image', () => {
  const answers = { role: 'shuffle', ports: PORTS, sparkVersion: '2.4.0' };
  const service = importedService(JSON.parse(piece('001[0]')), answers);
  expect(mended(service)).toEqual([
    'WipesAtStart cmd',
    'WipesAtStart cmd',
    'Daemonizes cmd',
    'LivesWithoutService cmd',
    'IgnoredConf cmd',
    'FixedPort env.SPARK_SHUFFLE_OPTS',
    'HeapFillsMemory mem',
    'Unreserved acceptedResourceRoles',
    'CheckOfFixedPort healthChecks',
    'CheckKills healthChecks',
    'SlotByTimer unreachableStrategy',
  ]);
  expect(service).toMatchObject({
    ...{
      name: 'mesos-shuffle-service',
      slots: [7337, 7338, 7339],
      port: 7337,
      sharedDirectory: '/tmp/spark',
    },
    ...{ adopt: '/mesos-shuffle-service', cleanup: 'Service', sparkVersion: '2.4.0' },
    app: {
      cmd: expect.stringMatching(/exec \/opt\/spark\/bin\/spark-class \S+MesosExternalShuffleService$/),
      ...{ cpus: 0.05, mem: 1280 },
      container: {
        type: 'MESOS',
        docker: { image: 'mesosphere/jupyter-service-worker:b077952483120bff524200cbb77cb018d79f899d-cpu' },
        volumes: [{ containerPath: '/tmp/spark', hostPath: '/tmp/spark', mode: 'RW' }],
      },
    },
  });
  expect(JSON.stringify(service.app)).not.toMatch(/rm -rf|tail|--conf/);
});

test('003: a service that is fetched, its cleaner off', () => {
  const service = importedService(JSON.parse(piece('003[2]')), {
    ports: PORTS,
    sharedDirectory: '/var/lib/tmp/spark',
  });
  expect(mended(service)).toEqual([
    'OutlivesItsTask cmd',
    'FixedPort env.SPARK_SHUFFLE_OPTS',
    'HeapFillsMemory mem',
    'NoHealthCheck healthChecks',
    'SlotByTimer unreachableStrategy',
  ]);
  expect(service).toMatchObject({
    ...{ name: 'shuffle-service', role: 'shuffle', sparkVersion: '2.2.0', cleanup: 'Janitor' },
    app: {
      fetch: [{ uri: 'http://my-repo-endpoint/spark-2.2.0-bin-hadoop2.7.tgz', extract: true }],
      env: { PATH: '/usr/bin:/bin', SPARK_DAEMON_MEMORY: '1g' },
    },
  });
  expect(service.notes.join('\n')).toContain('2560 MiB on each agent');
});

test.each(['002[20]', '002[22]'])('%s: a driver is none, and told what it is', (id) => {
  expect(() => importedService(JSON.parse(piece(id)))).toThrow(/a driver's command.*SparkApplication/);
});

test('fails with everything that the app does not tell, at once', () => {
  const problems = (() => {
    try {
      return importedService({
        ...JSON.parse(piece('001[0]')),
        user: 'spark',
        container: undefined,
        portDefinitions: [],
        cmd: '/opt/spark/sbin/start-mesos-shuffle-service.sh',
      });
    } catch (error) {
      return (error as ProblemError).problems;
    }
  })();
  expect(problems).toMatchObject([
    { at: 'cmd', fix: expect.stringContaining('--spark-version') },
    { at: 'acceptedResourceRoles', fix: 'say --role' },
    { at: 'container.volumes', fix: 'say --shared-directory' },
    { at: 'portDefinitions', fix: 'say --ports 7337-7339' },
    { at: 'user', fix: 'say --spark-user NAME:UID' },
  ]);
});
