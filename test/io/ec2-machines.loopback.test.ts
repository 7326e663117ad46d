import { Duration } from '../../src/domain/core/duration';
import { ec2Machines } from '../../src/io/ec2-machines';
import { VirtualClock } from '../operator/support/virtual-clock';
import { type Asked, type TestServer, type Told, testServer } from './server';

const before = { ...process.env };
let server: TestServer;
let answer: (asked: Asked) => Told;
let clock: VirtualClock;

beforeAll(async () => {
  server = await testServer((asked) => answer(asked));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: server.url,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});
afterAll(async () => {
  process.env = before;
  await server.close();
});
beforeEach(() => {
  server.asked.splice(0);
  clock = new VirtualClock();
});

const machines = (timeout = 5) =>
  ec2Machines({ vpcIds: ['vpc-0a', 'vpc-0b'], timeout: Duration.seconds(timeout), clock });

interface Row {
  readonly id: string;
  readonly state?: string;
  readonly ip?: string;
  readonly dns?: string;
}

function page(rows: readonly Row[], token?: string): Told {
  const items = rows.map(
    ({ id, state, ip, dns }) =>
      `<item><instanceId>${id}</instanceId>${state ? `<instanceState><name>${state}</name></instanceState>` : ''}` +
      `${ip ? `<privateIpAddress>${ip}</privateIpAddress>` : ''}${dns ? `<privateDnsName>${dns}</privateDnsName>` : ''}</item>`,
  );
  const next = token === undefined ? '' : `<nextToken>${token}</nextToken>`;
  const body =
    '<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r</requestId>' +
    `<reservationSet><item><instancesSet>${items.join('')}</instancesSet></item></reservationSet>${next}` +
    '</DescribeInstancesResponse>';
  return { headers: { 'content-type': 'text/xml' }, body };
}

function refusal(status: number, code: string): Told {
  const body = `<Response><Errors><Error><Code>${code}</Code><Message>encoded ${Math.random()}</Message></Error></Errors><RequestID>r</RequestID></Response>`;
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

const form = ({ body }: Asked) => Object.fromEntries(new URLSearchParams(body));
const values = (asked: Asked) =>
  Object.entries(form(asked))
    .filter(([name]) => /^Filter\.1\.Value\./.test(name))
    .map(([, value]) => value);

test('addresses and names are asked for apart, in the VPCs alone; what is neither is not asked for', async () => {
  answer = (asked) =>
    form(asked)['Filter.1.Name'] === 'private-ip-address'
      ? page([
          { id: 'i-1', state: 'running', ip: '10.0.0.7' },
          { id: 'i-2', state: 'stopped', ip: '10.0.0.7' },
        ])
      : page([{ id: 'i-3', state: 'running', dns: 'ip-10-0-0-8.ec2.internal' }]);
  const hosts = [
    '10.0.0.7',
    '10.0.0.9',
    'ip-10-0-0-8.ec2.internal',
    '*',
    '10.0.0.*',
    'agent-7',
    '10.0.0.7,10.0.0.8',
  ];
  expect(await machines().at(hosts)).toEqual({
    is: 'known',
    machines: new Map([
      [
        '10.0.0.7',
        [
          { id: 'i-1', running: true },
          { id: 'i-2', running: false },
        ],
      ],
      ['ip-10-0-0-8.ec2.internal', [{ id: 'i-3', running: true }]],
    ]),
  });
  expect(server.asked.map(form)).toEqual([
    expect.objectContaining({
      Action: 'DescribeInstances',
      'Filter.1.Name': 'private-ip-address',
      'Filter.1.Value.1': '10.0.0.7',
      'Filter.1.Value.2': '10.0.0.9',
      'Filter.2.Name': 'vpc-id',
      'Filter.2.Value.1': 'vpc-0a',
      'Filter.2.Value.2': 'vpc-0b',
    }),
    expect.objectContaining({
      'Filter.1.Name': 'private-dns-name',
      'Filter.1.Value.1': 'ip-10-0-0-8.ec2.internal',
    }),
  ]);
  expect(server.asked.every((asked) => !('Filter.1.Value.3' in form(asked)))).toBe(true);
});

test('every state but terminated may come back; by filter, so that one that is forgotten hides no other', async () => {
  const names = ['pending', 'running', 'shutting-down', 'stopping', 'stopped', 'terminated'];
  answer = () => page(names.map((state, i) => ({ id: `i-${i}`, state })).concat({ id: 'i-6' } as never));
  const ids = [...names.map((_, i) => `i-${i}`), 'i-6', 'i-7'];
  const found = await machines().states(ids);
  expect(found.is === 'known' && [...found.states].map(([id, state]) => [id, state.is])).toEqual([
    ['i-0', 'there'],
    ['i-1', 'there'],
    ['i-2', 'there'],
    ['i-3', 'there'],
    ['i-4', 'there'],
    ['i-5', 'ended'],
    ['i-6', 'there'],
    ['i-7', 'unlisted'],
  ]);
  expect(found.is === 'known' && found.states.get('i-5')).toEqual({
    is: 'ended',
    because: 'EC2 says that i-5 is terminated',
  });
  const [asked] = server.asked.map(form);
  expect(asked).toMatchObject({ 'Filter.1.Name': 'instance-id', 'Filter.1.Value.8': 'i-7' });
  expect(asked).not.toHaveProperty('Filter.2.Name');
  expect(asked).not.toHaveProperty('InstanceId.1');
});

test('many are asked for in batches of 200, each answer to its last page', async () => {
  const ids = Array.from({ length: 450 }, (_, i) => `i-${(i + 4096).toString(16)}`);
  answer = (asked) => {
    const all = values(asked);
    const second = form(asked)['NextToken'] === 'more';
    const half = second ? all.slice(all.length / 2) : all.slice(0, all.length / 2);
    return page(
      half.map((id) => ({ id, state: 'terminated' })),
      second ? undefined : 'more',
    );
  };
  const found = await machines().states(ids);
  expect(found.is === 'known' && [...found.states.values()].filter(({ is }) => is === 'ended')).toHaveLength(
    450,
  );
  expect(server.asked.map((asked) => values(asked).length)).toEqual([200, 200, 200, 200, 50, 50]);
});

test.each([
  ['UnauthorizedOperation', 403, 'NotAuthorized'],
  ['AccessDenied', 403, 'NotAuthorized'],
  ['InvalidVpcID.NotFound', 400, 'MachinesUnavailable'],
])(
  '%s says nothing of any machine, in the same words each time, and is not asked again for a minute',
  async (code, status, reason) => {
    answer = () => refusal(status, code);
    const ec2 = machines();
    const unknown = { is: 'unknown', reason, message: `EC2 DescribeInstances: ${code}` };
    expect(await ec2.states(['i-1'])).toEqual(unknown);
    expect(await ec2.at(['10.0.0.7'])).toEqual(unknown);
    expect(server.asked).toHaveLength(1);
    answer = () => page([{ id: 'i-1', state: 'terminated' }]);
    await clock.run(60, 0);
    expect(await ec2.states(['i-1'])).toMatchObject({ is: 'known' });
  },
);

test.each([
  ['no answer', { silent: true }],
  ['an answer that is no XML', { body: '<html>' }],
  [
    'a torn answer',
    { headers: { 'content-length': '9999' }, body: '<DescribeInstancesResponse>', torn: true },
  ],
  ['a connection that is cut', { cut: true }],
] as const)('%s says nothing of any machine', async (_, told) => {
  answer = () => told;
  expect(await machines(0.3).states(['i-1'])).toMatchObject({ is: 'unknown', reason: 'MachinesUnavailable' });
});

test('pages without an end say nothing', async () => {
  answer = () => page([], 'more');
  expect(await machines().states(['i-1'])).toEqual({
    is: 'unknown',
    reason: 'MachinesUnavailable',
    message: 'EC2 DescribeInstances: TooManyPages',
  });
  expect(server.asked).toHaveLength(50);
});

test('half of the pages say nothing', async () => {
  answer = (asked) =>
    form(asked)['NextToken'] === undefined
      ? page([{ id: 'i-2', state: 'running' }], 'more')
      : refusal(400, 'InvalidNextToken');
  expect(await machines().states(['i-1', 'i-2'])).toMatchObject({ is: 'unknown' });
});
