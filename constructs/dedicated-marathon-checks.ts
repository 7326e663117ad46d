import type { Construct } from 'constructs';
import { Duration } from '../src/domain/core/duration';
import { attempt, type Problem, shown } from '../src/domain/core/problem';
import { secretArnProblems } from '../src/domain/core/secret-arn';
import { Size } from '../src/domain/core/size';
import type { MarathonServer } from '../src/domain/marathon-server/server';
import { serverProblems } from '../src/domain/marathon-server/server-problems';
import { placeProblems, zookeeperProblems } from './cluster-checks';
import { countProblems, portProblems } from './dedicated-marathon-figures';
import type { DedicatedMarathonProps, OnMachinesProps, OnMarathonProps } from './dedicated-marathon-props';
import { isLate, rejectIn, unknownProblems } from './known';

/** What both ways are made of, checked. */
export interface CheckedMarathon {
  readonly server: MarathonServer;
  readonly heap: Size;
}

/** On every agent and master of DC/OS, however many masters there are. */
const DCOS_ZOOKEEPER = [1, 2, 3, 4, 5].map((i) => `zk-${i}.zk:2181`).join(',');

/**
 * @param secretFile where the secret of the authentication will lie
 * @throws ProblemError that names everything that cannot work
 */
export function checkMarathon(
  scope: Construct,
  props: DedicatedMarathonProps,
  secretFile: string | undefined,
): CheckedMarathon {
  const { name, role, version, flags = {}, heap = '1g', failoverTimeout = '7days' } = props;
  rejectIn(scope, computed(props));
  const size = sized('heap', heap);
  const timeout = attempt(() =>
    typeof failoverTimeout === 'string' ? Duration.parse(failoverTimeout) : failoverTimeout,
  );
  const place = zookeeper(props);
  const server: MarathonServer = {
    name,
    role,
    version,
    ...place,
    ...(props.frameworkName === undefined ? {} : { frameworkName: props.frameworkName }),
    failoverTimeout: 'value' in timeout ? timeout.value : Duration.days(7),
    defaultResources: props.defaultResources ?? 'reserved',
    ...authentication(props, secretFile),
    flags,
  };
  rejectIn(scope, [
    ...nameProblems(name),
    ...serverProblems(server, props.runs.source),
    ...(server.zookeeperUrl === '' ? [NO_PATH] : zookeeperProblems('zookeeperUrl', server.zookeeperUrl)),
    ...zookeeperProblems('masterUrl', server.masterUrl),
    ...('problems' in size ? size.problems : []),
    ...('problems' in timeout ? timeout.problems.map((one) => ({ ...one, at: 'failoverTimeout' })) : []),
    ...authenticationProblems(props),
    ...(props.runs.on === 'marathon'
      ? onMarathonProblems(props, props.runs)
      : onMachinesProblems(props, props.runs)),
  ]);
  if ('problems' in size) throw new Error('not reached: the problems were thrown');
  return { server, heap: size.value };
}

export function sized(at: string, size: Size | string) {
  const read = attempt(() => (typeof size === 'string' ? Size.parse(size) : size));
  return 'problems' in read ? { problems: read.problems.map((one) => ({ ...one, at })) } : read;
}

function computed({
  name,
  role,
  version,
  flags,
  heap,
  failoverTimeout,
  runs,
}: DedicatedMarathonProps): readonly Problem[] {
  const { source: _, ...rest } = runs;
  const counted =
    rest.on === 'marathon'
      ? {
          instances: rest.instances,
          port: rest.port,
          cpus: rest.cpus,
          memory: rest.memory,
          attributes: rest.attributes,
        }
      : { machines: rest.machines, httpPort: rest.httpPort, libprocessPort: rest.libprocessPort };
  return [
    ...Object.entries({ name, role, version, flags, heap, failoverTimeout }).flatMap(([at, value]) =>
      unknownProblems(at, value),
    ),
    ...Object.entries(counted).flatMap(([at, value]) => unknownProblems(`runs.${at}`, value)),
  ];
}

function zookeeper({ cluster, name, zookeeperUrl, masterUrl }: DedicatedMarathonProps) {
  const { platform } = cluster;
  const master =
    masterUrl ?? (platform.kind === 'dcos' ? `zk://${DCOS_ZOOKEEPER}/mesos` : platform.zookeeperUrl);
  return { masterUrl: master, zookeeperUrl: zookeeperUrl ?? withPath(master, name) };
}

const NO_PATH: Problem = {
  at: 'zookeeperUrl',
  found: 'nothing, and hosts of the cluster that only Terraform will know',
  wanted: 'where its state lies, as "zk://HOSTS/PATH"',
};

/** Of a late URL nothing can be cut off. */
function withPath(url: string, name: string): string {
  return isLate(url) ? '' : url.replace(/^(zk:\/\/[^/]+).*$/, `$1/${name}`);
}

function authentication(
  { mesosAuthentication: proof }: DedicatedMarathonProps,
  secretFile: string | undefined,
) {
  if (proof === undefined) return {};
  const file = secretFile === undefined ? {} : { secretFile };
  return { authentication: { principal: proof.principal, ...file } };
}

function nameProblems(name: string): readonly Problem[] {
  return /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)
    ? []
    : [{ at: 'name', found: shown(name), wanted: 'lower-case letters, digits and inner dashes' }];
}

function authenticationProblems({
  mesosAuthentication: proof,
  runs,
}: DedicatedMarathonProps): readonly Problem[] {
  const at = 'mesosAuthentication';
  const problems: Problem[] = [];
  if (proof?.secretFile !== undefined && (runs.on === 'machines' || !proof.secretFile.startsWith('/'))) {
    const wanted =
      runs.on === 'machines' ? 'secretArn: the machine writes the file itself' : 'an absolute path';
    problems.push({ at: `${at}.secretFile`, found: shown(proof.secretFile), wanted });
  }
  if (proof?.secretArn === undefined) return problems;
  if (runs.on === 'marathon') {
    const wanted = 'secretFile, for example one that a secret of DC/OS is mounted to by runs.app';
    return [
      ...problems,
      { at: `${at}.secretArn`, found: 'an ARN, which an app has no right to read', wanted },
    ];
  }
  return [...problems, ...secretArnProblems(`${at}.secretArn`, proof.secretArn)];
}

function onMarathonProblems({ cluster }: DedicatedMarathonProps, runs: OnMarathonProps): readonly Problem[] {
  const { instances = 2, source, port, url } = runs;
  return [
    ...(cluster.marathonUrl === undefined ? [NO_MARATHON] : []),
    ...countProblems('runs.instances', instances),
    ...(source.kind === 'package'
      ? [
          {
            at: 'runs.source',
            found: 'a package',
            wanted: 'an image or an archive: an app installs no packages',
          },
        ]
      : []),
    ...(port === undefined ? [] : portProblems('runs.port', port, 65_534)),
    ...(url === undefined ? [] : placeProblems('runs.url', url)),
    ...(url === undefined && serviceUrl(cluster, '') === undefined
      ? [
          {
            at: 'runs.url',
            found: 'nothing',
            wanted: 'where its API will be reached',
            fix: 'for example a load balancer or a name of Mesos-DNS, with runs.port; on DC/OS it is worked out if marathonUrl ends in /service/marathon',
          },
        ]
      : []),
  ];
}

const NO_MARATHON: Problem = {
  at: 'runs.on',
  found: '"marathon" in a cluster without any',
  wanted: '"machines"',
  fix: 'or say marathonUrl of the cluster, whose Marathon can run this one',
};

/** Of DC/OS: Admin Router serves every service beside its own Marathon. */
export function serviceUrl(
  { platform, marathonUrl }: DedicatedMarathonProps['cluster'],
  name: string,
): string | undefined {
  if (platform.kind !== 'dcos' || marathonUrl === undefined || isLate(marathonUrl)) return undefined;
  const base = /^(https?:\/\/[^/]+)\/(?:service\/)?marathon$/.exec(marathonUrl)?.[1];
  return base === undefined ? undefined : `${base}/service/${name}`;
}

function onMachinesProblems({ cluster }: DedicatedMarathonProps, runs: OnMachinesProps): readonly Problem[] {
  const {
    machines = 2,
    source,
    httpPort = 8080,
    libprocessPort = 9095,
    subnetIds = cluster.subnetIds,
  } = runs;
  return [
    ...(cluster.platform.kind === 'dcos'
      ? [
          {
            at: 'runs.on',
            found: '"machines" in a cluster of DC/OS',
            wanted: '"marathon"',
            fix: 'its ZooKeeper is known to its own machines only, and its Marathon can run this one',
          },
        ]
      : []),
    ...countProblems('runs.machines', machines),
    ...(source.kind === 'docker' || source.kind === 'ucr'
      ? [
          {
            at: 'runs.source',
            found: 'an image',
            wanted: 'an archive or a package: the machines run no containers',
          },
        ]
      : []),
    ...portProblems('runs.httpPort', httpPort),
    ...portProblems('runs.libprocessPort', libprocessPort),
    ...(httpPort === libprocessPort
      ? [{ at: 'runs.libprocessPort', found: `${libprocessPort}, which is httpPort`, wanted: 'another port' }]
      : []),
    ...(subnetIds.length > 0 ? [] : [{ at: 'runs.subnetIds', found: 'none', wanted: 'one subnet or more' }]),
  ];
}
