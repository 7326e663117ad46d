import fc from 'fast-check';
import type { AgentBootProps } from '../../src/domain/agent/boot-props';
import { hostShuffleService } from '../../src/domain/agent/host-shuffle';
import { keptShare } from '../../src/domain/agent/kept-share';
import { offeredProblems } from '../../src/domain/agent/offered-problems';
import { platformRules } from '../../src/domain/agent/platform';
import { Ranges } from '../../src/domain/core/ranges';
import { attributesProblems } from '../../src/domain/mesos/attributes';
import { StaticReservation } from '../../src/domain/mesos/static-reservation';
import { SparkDistribution } from '../../src/domain/spark/distribution';
import { bootProps, DCOS, MESOS } from '../support/agent-boot';

/** A machine of a group. */
export interface Combination {
  readonly props: AgentBootProps;
  readonly cpus: number;
  readonly memoryMib: number;
  readonly diskMib: number;
  /** MiB free on each `/dcos/volumeN`. */
  readonly volumes: readonly number[];
}

const SEED = 20_261_121;
const spark = SparkDistribution.host('/opt/spark', { version: '2.4.0' });

const port = fc.integer({ min: 1025, max: 32_000 });
const single = (ports: readonly number[]) => Ranges.of(...ports.map((n) => [n, n] as const));
const portSet = fc.oneof(
  port.map((first) => Ranges.of([first, Math.min(first + 9, 32_000)])),
  fc.array(port, { minLength: 1, maxLength: 5 }).map(single),
);

/** Ten ports for each role: those of two roles may touch. */
const neighbours = (i: number) =>
  fc.subarray(Ranges.of([7330 + 10 * i, 7339 + 10 * i]).numbers() as number[], { minLength: 1 }).map(single);

const CHARACTERS = [
  'a',
  'Z',
  '7',
  '.',
  '-',
  '_',
  '/',
  ':',
  '=',
  ',',
  '@',
  '%',
  '#',
  '$',
  '`',
  '"',
  "'",
  '\\',
  'é',
  '*',
  '?',
  '!',
  '~',
];
const attributes = fc
  .dictionary(
    fc.constantFrom('rack', 'a-b', 'x.y', '$n', 'q"', "o'b", 'é'),
    fc.oneof(
      fc.constantFrom(
        '[1-5,9-9]',
        '2.50',
        '1e3',
        '-1',
        '$(reboot)',
        "' MESOS_RESOURCES='cpus:1'",
        '@CPUS@',
        '%i',
      ),
      fc.array(fc.constantFrom(...CHARACTERS), { minLength: 1, maxLength: 8 }).map((list) => list.join('')),
    ),
    { maxKeys: 4 },
  )
  .filter((one) => attributesProblems(one).length === 0);

/** Figures of a machine: of every size that EC2 has, and smaller; often at an edge of Mesos' rules. */
const machine = fc.record({
  cpus: fc.constantFrom(1, 2, 4, 8, 48, 192),
  memoryMib: fc.oneof(fc.constantFrom(2047, 2048, 2049), fc.integer({ min: 512, max: 2_000_000 })),
  diskMib: fc.oneof(fc.constantFrom(10_239, 10_240), fc.integer({ min: 1024, max: 60_000_000 })),
  volumes: fc.array(fc.integer({ min: 101, max: 4_000_000 }), { maxLength: 3 }),
});

/** Mostly something that such a machine has. */
function reservation(
  role: string,
  i: number,
  { cpus, memoryMib, diskMib }: Omit<Combination, 'props' | 'volumes'>,
) {
  return fc
    .record({
      milli: fc.integer({ min: 1, max: cpus * 250 }),
      mib: fc.integer({ min: 1, max: Math.ceil(memoryMib * 0.15) }),
      diskMib: fc.option(fc.integer({ min: 1, max: Math.ceil(diskMib * 0.2) }), { nil: undefined }),
      ports: fc.oneof(portSet, { weight: 2, arbitrary: neighbours(i) }),
    })
    .map((one) =>
      StaticReservation.forRole(role, {
        cpus: one.milli / 1000,
        memory: `${one.mib}m`,
        ports: one.ports,
        ...(one.diskMib === undefined ? {} : { disk: `${one.diskMib}m` }),
      }),
    );
}

const hostService = fc
  .record({ port, milli: fc.integer({ min: 1, max: 1000 }) })
  .map(({ port, milli }) => hostShuffleService({ port, cpus: milli / 1000, spark }));

const combination: fc.Arbitrary<Combination> = machine
  .chain((figures) =>
    fc.record({
      figures: fc.constant(figures),
      platform: fc.constantFrom(DCOS, MESOS),
      role: fc.constantFrom('private' as const, 'public' as const),
      form: fc.constantFrom('json' as const, 'text' as const, undefined),
      ports: fc.oneof(
        portSet.map((some) => some.plus(Ranges.of([5052, 9000]))),
        fc.constantFrom("the platform's" as const, 'those that are reserved' as const),
      ),
      attributes,
      overcommit: fc.subarray(['cpus', 'memory'] as const),
      hostShuffleServices: fc.array(hostService, { maxLength: figures.memoryMib < 3072 ? 0 : 2 }),
      healthPort: fc.option(port, { nil: undefined }),
      reservations: fc
        .subarray(['shuffle', 'a/b', 'eng.spark', 'team+%{1}$2`&'])
        .chain((roles) => fc.tuple(...roles.map((name, i) => reservation(name, i, figures)))),
    }),
  )
  .map(({ figures, platform, role, form, ports, healthPort, ...rest }) => ({
    ...figures,
    props: bootProps(platform, role, {
      ...rest,
      resourcesForm: platform.kind === 'dcos' ? undefined : form,
      ports: portsOf(ports, rest.reservations, platformRules(platform, role).ports),
      health: healthPort === undefined ? undefined : { port: healthPort },
    }),
  }))
  .filter(({ props }) => {
    const offered = { ...props, kept: keptShare(props) };
    return offeredProblems(offered, platformRules(props.platform, props.role)).length === 0;
  });

function portsOf(given: Ranges | string, reservations: readonly StaticReservation[], usual: Ranges): Ranges {
  if (given instanceof Ranges) return given;
  return given === "the platform's" ? usual : unionOf(reservations);
}

function unionOf(reservations: readonly StaticReservation[]): Ranges {
  return reservations.reduce((sum, one) => sum.plus(one.ports), Ranges.empty);
}

export function sampleOf(count: number): readonly Combination[] {
  return fc.sample(combination, { numRuns: count, seed: SEED });
}

/** What makes a machine worth a look, for a test that says how many of each there were. */
export function traitsOf({
  props,
  memoryMib,
  diskMib,
  volumes,
}: Combination): Readonly<Record<string, boolean>> {
  const { reservations, ports, platform } = props;
  const reserved = unionOf(reservations);
  const parts = reservations.reduce((sum, one) => sum + one.ports.toArray().length, 0);
  return {
    text: props.resourcesForm === 'text',
    'DC/OS': platform.kind === 'dcos',
    public: props.role === 'public',
    volumes: platform.kind === 'dcos' && volumes.length > 0,
    'several roles': reservations.length > 1,
    'several ranges': reservations.some((one) => one.ports.toArray().length > 1),
    'a single port': reservations.some((one) => one.ports.size === 1),
    'roles that touch': parts > reserved.toArray().length,
    'ports carved out': !ports.intersect(reserved).isEmpty && !ports.without(reserved).isEmpty,
    'all ports reserved': reservations.length > 0 && ports.without(reserved).isEmpty,
    'no ports at all': reservations.length === 0 && ports.isEmpty,
    'reserved disk': reservations.some(({ disk }) => disk !== undefined),
    overcommit: props.overcommit.length > 0,
    'services of the machine': (props.hostShuffleServices ?? []).length > 0,
    'a port for health': props.health !== undefined,
    attributes: Object.keys(props.attributes).length > 0,
    'little memory': memoryMib < 2048,
    'little disk': diskMib < 10_240,
  };
}
