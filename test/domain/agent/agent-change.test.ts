import {
  agentChange,
  type ChangeKind,
  changeOfAll,
  changeText,
} from '../../../src/domain/agent/agent-change';
import { agentShape, type MachineParts, shapeProblems } from '../../../src/domain/agent/agent-shape';
import type { AgentBootProps } from '../../../src/domain/agent/boot-props';
import { hostShuffleService } from '../../../src/domain/agent/host-shuffle';
import type { Platform } from '../../../src/domain/agent/platform';
import { problemText } from '../../../src/domain/core/problem';
import { Ranges } from '../../../src/domain/core/ranges';
import { StaticReservation } from '../../../src/domain/mesos/static-reservation';
import { SparkDistribution } from '../../../src/domain/spark/distribution';
import { bootProps, DCOS, MESOS } from '../../support/agent-boot';

type Changes = Partial<AgentBootProps> & { readonly parts?: MachineParts };

function shape({ parts = {}, ...changes }: Changes = {}) {
  const props = bootProps(changes.platform ?? DCOS, changes.role ?? 'private', changes);
  return agentShape(props, { instanceTypes: 'i3.2xlarge', image: { id: 'ami-1' }, ...parts });
}

const pool = (cpus: number, memory: string, ports: string) =>
  StaticReservation.forRole('shuffle', { cpus, memory, ports });
const other = StaticReservation.forRole('other', { cpus: 1, memory: '1g', ports: '9000' });
const both = ['cpus', 'memory'] as const;
const additive = { reconfigurationPolicy: 'additive' } as const;
const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:';
const ports = Ranges.parse('9000-32000');
const open = { reservations: [], ports: Ranges.parse('10000-32000'), overcommit: both };
const service = hostShuffleService({
  port: 7447,
  spark: SparkDistribution.host('/opt/spark', { version: '2.4.0' }),
});

describe('what running agents need', () => {
  test.each<[string, Changes, Changes, ChangeKind, readonly string[]]>([
    ['nothing', {}, {}, 'none', []],
    [
      'an attribute more',
      {},
      { attributes: { workload: 'spark', rack: 'r1' } },
      'additive',
      ['attributes.rack (additive): new: r1'],
    ],
    [
      'a secret more, and one less',
      { sparkSecrets: [`${SECRET}old-a1B2c3`, `${SECRET}kept-d4E5f6`] },
      { sparkSecrets: [`${SECRET}kept-d4E5f6`, `${SECRET}new-g7H8i9`] },
      'additive',
      [
        `sparkSecrets.${SECRET}new-g7H8i9 (additive): new: fetched at each boot`,
        `sparkSecrets.${SECRET}old-a1B2c3 (additive): gone: fetched at each boot`,
      ],
    ],
    [
      'the same secrets in another order',
      { sparkSecrets: [`${SECRET}a-a1B2c3`, `${SECRET}b-d4E5f6`] },
      { sparkSecrets: [`${SECRET}b-d4E5f6`, `${SECRET}a-a1B2c3`] },
      'none',
      [],
    ],
    ['a secret that only Terraform knows', {}, { sparkSecrets: ['${TfToken[TOKEN.7]}'] }, 'none', []],
    [
      'another attribute',
      {},
      { attributes: { workload: 'etl' } },
      'newAgentId',
      ['attributes.workload (newAgentId): was spark, is etl'],
    ],
    [
      'an attribute less',
      {},
      { attributes: {} },
      'newAgentId',
      ['attributes.workload (newAgentId): gone: spark'],
    ],
    [
      'a reservation out of what everybody was offered',
      { reservations: [] },
      {},
      'newAgentId',
      [
        'cpus(*) (newAgentId): 2 less for everybody',
        'mem(*) (newAgentId): 4096 less for everybody',
        'ports(*) (newAgentId): 7337-7339 gone',
        'cpus(shuffle) (additive): new: 2',
        'mem(shuffle) (additive): new: 4096',
        'ports(shuffle) (additive): new: [7337-7339]',
      ],
    ],
    [
      'a reservation on top of it, of ports that nobody was offered',
      open,
      { ...open, reservations: [pool(2, '4g', '7337')] },
      'additive',
      [
        'cpus(shuffle) (additive): new: 2',
        'mem(shuffle) (additive): new: 4096',
        'ports(shuffle) (additive): new: [7337-7337]',
      ],
    ],
    [
      'a larger reservation, as that of another shrinks by as much',
      { reservations: [pool(1, '1g', '7337')], overcommit: both },
      { reservations: [pool(1.5, '1g', '7337')], overcommit: both },
      'additive',
      ['cpus(shuffle) (additive): was 1, is 1.5'],
    ],
    [
      'a smaller reservation, whose rest everybody is offered',
      {},
      { reservations: [pool(2, '3g', '7337-7339')] },
      'newAgentId',
      ['mem(*) (additive): 1024 more for everybody', 'mem(shuffle) (newAgentId): was 4096, is 3072'],
    ],
    [
      'no reservation any more',
      { ports },
      { ports, reservations: [] },
      'newAgentId',
      [
        'cpus(*) (additive): 2 more for everybody',
        'mem(*) (additive): 4096 more for everybody',
        'cpus(shuffle) (newAgentId): gone: 2',
        'mem(shuffle) (newAgentId): gone: 4096',
        'ports(shuffle) (newAgentId): gone: [7337-7339]',
      ],
    ],
    [
      'more ports',
      { ports },
      { ports: Ranges.parse('8500-32000') },
      'additive',
      ['ports(*) (additive): 8500-8999 more'],
    ],
    [
      'a shuffle service on the machine itself',
      {},
      { hostShuffleServices: [service] },
      'newAgentId',
      [
        'cpus(*) (newAgentId): 0.5 less for everybody',
        'mem(*) (newAgentId): 1024 less for everybody',
        'ports(*) (newAgentId): 7447 gone',
        'attributes.mesos_spark_shuffle (additive): new: ready',
        expect.stringContaining('hostShuffleServices (additive): new: '),
      ] as readonly string[],
    ],
    [
      'a flag',
      {},
      { flags: { gcDelay: '3days' } },
      'additive',
      ['agentFlags.gcDelay (additive): was 2days, is 3days'],
    ],
    [
      'a port of its own, said once',
      { platform: MESOS, flags: additive },
      { platform: MESOS, flags: { ...additive, port: 5151 } },
      'newAgentId',
      ['agentFlags.port (newAgentId): was 5051, is 5151'],
    ],
    [
      'what the platform says anyway',
      { platform: MESOS, flags: {} },
      { platform: MESOS, flags: { port: 5051, hostnameLookup: false } },
      'none',
      [],
    ],
    [
      'a name for its address',
      { platform: MESOS, flags: additive },
      { platform: MESOS, flags: { ...additive, hostnameLookup: true } },
      'newAgentId',
      [
        "agentFlags.hostnameLookup (newAgentId): was false, is true; the agent's hostname or port follows from it",
      ],
    ],
    [
      'another way to its address, and a flag that nobody outside sees',
      { platform: MESOS, flags: additive },
      {
        platform: MESOS,
        flags: { ...additive, gcDelay: '1days', customFlags: { advertise_port: '5151', ip: '10.0.0.1' } },
      },
      'newAgentId',
      [
        "agentFlags.advertisePort (newAgentId): new: 5151; the agent's hostname or port follows from it",
        'agentFlags.gcDelay (additive): new: 1days',
        "agentFlags.ip (newAgentId): new: 10.0.0.1; the agent's hostname or port follows from it",
      ],
    ],
    [
      'an attribute more on plain Mesos, whose policy is another one',
      { platform: MESOS },
      { platform: MESOS, attributes: { workload: 'spark', rack: 'r1' } },
      'newAgentId',
      ['attributes.rack (newAgentId): new: r1, and the reconfiguration policy is "equal"'],
    ],
    [
      'an attribute more on plain Mesos with the policy of DC/OS',
      { platform: MESOS },
      {
        platform: MESOS,
        attributes: { workload: 'spark', rack: 'r1' },
        flags: { gcDelay: '2days', ...additive },
      },
      'additive',
      ['attributes.rack (additive): new: r1', 'agentFlags.reconfigurationPolicy (additive): new: additive'],
    ],
    [
      'the version of a cluster that is as it was',
      { platform: DCOS },
      { platform: { ...DCOS, version: '2.1' } },
      'none',
      [],
    ],
    [
      'the version of a cluster that was upgraded in place',
      { platform: { ...MESOS, version: '1.10' } },
      { platform: { ...MESOS, version: '1.11' } },
      'none',
      [],
    ],
    [
      'another cluster',
      { platform: MESOS },
      { platform: { ...MESOS, zookeeperUrl: 'zk://10.9.9.9:2181/mesos' } as Platform },
      'newMachine',
      [expect.stringContaining('platform (newMachine): was ')] as readonly string[],
    ],
    [
      'another user',
      {},
      { sparkUser: { name: 'spark', uid: 1 } },
      'newMachine',
      ['sparkUser (newMachine): was {"name":"spark","uid":7337}, is {"name":"spark","uid":1}'],
    ],
    [
      'another file system',
      {},
      { storage: { ...bootProps(DCOS).storage, fileSystem: 'ext4' } },
      'newMachine',
      [expect.stringContaining('storage (newMachine): was ')] as readonly string[],
    ],
    [
      'another image',
      {},
      { parts: { image: { id: 'ami-2' } } },
      'newMachine',
      ['image (newMachine): was {"id":"ami-1"}, is {"id":"ami-2"}'],
    ],
    ['one more instance type', {}, { parts: { instanceTypes: 'i3.4xlarge i3.2xlarge' } }, 'none', []],
    [
      'another instance type',
      {},
      { parts: { instanceTypes: 'i3.4xlarge' } },
      'newMachine',
      ['instanceTypes (newMachine): was i3.2xlarge, is i3.4xlarge'],
    ],
    [
      'an image that only Terraform knows',
      {},
      { parts: { image: { id: '${TfToken[TOKEN.1]}' } } },
      'none',
      [],
    ],
  ])('%s', (_, before, after, kind, reasons) => {
    const change = agentChange(shape(before), shape(after));
    expect(change.reasons.map(({ item, needs, because }) => `${item} (${needs}): ${because}`)).toEqual(
      reasons,
    );
    expect(change.kind).toBe(kind);
  });
});

test('a shape survives being written to a file', () => {
  const before = shape({ reservations: [pool(0.1, '32m', '7337,7400-7402'), other] });
  const read: unknown = JSON.parse(JSON.stringify(before));
  expect(shapeProblems('shape', read)).toEqual([]);
  expect(read).toEqual(before);
});

test('agents of several shapes need what the neediest needs, and Mesos remembers the first', () => {
  const first = shape();
  const grown = shape({ attributes: { workload: 'spark', rack: 'r1' } });
  const once = (one: typeof first) => agentChange(one, first).kind;
  // A reservation or attribute that was added can be dropped by the agents that started without it only.
  expect([once(first), once(grown)]).toEqual(['none', 'newAgentId']);
  expect(changeOfAll([first, grown], first).kind).toBe('newAgentId');
  expect(changeOfAll([first, grown], grown).reasons).toHaveLength(1);
  expect(changeOfAll([], first)).toEqual({ kind: 'none', reasons: [] });
});

test('tells what to do, and why', () => {
  const text = changeText(agentChange(shape(), shape({ parts: { instanceTypes: 'i3.4xlarge' } })));
  expect(text).toBe(
    'newMachine: only new machines have this. Replace the running ones one by one, or say instanceRefresh (docs/resources.md, "new machine")\n  instanceTypes (newMachine): was i3.2xlarge, is i3.4xlarge',
  );
});

test.each<[string, unknown, readonly string[]]>([
  ['no object', 'x', ['shape: found "x", wanted the shape of an agent, as an output of the stack has it']],
  [
    'parts of another kind',
    { ...shape(), policy: 'any', flags: { a: 1 } },
    [
      'shape.policy: found "any", wanted equal or additive',
      'shape.flags: found {"a":1}, wanted texts by name',
    ],
  ],
  [
    'ports that are none',
    { ...shape(), resources: [{ name: 'ports', role: '*', ports: '1-' }] },
    [
      'shape.resources: found [{"name":"ports","role":"*","ports":"1-"}], wanted the shape of an agent, as an output of the stack has it',
    ],
  ],
])('fails on a shape with %s', (_, value, messages) => {
  expect(shapeProblems('shape', value).map(problemText)).toEqual(messages);
});
