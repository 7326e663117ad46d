import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DEFAULT_HEALTH } from '../../src/domain/agent/health';
import { bootProps, DCOS } from '../support/agent-boot';
import { Machine } from './machine';

interface Health {
  readonly healthy: boolean;
  readonly reasons: readonly string[];
  readonly storage: Readonly<Record<string, unknown>>;
  readonly steps: Readonly<Record<string, unknown>>;
  readonly agent: Readonly<Record<string, unknown>>;
  readonly ports: Readonly<Record<string, unknown>>;
}

const NOW = 1_795_236_074;
const AGENT = { local: '0700000A:13BB', state: '0A' };
const MASTER = { local: '0700000A:9C42', remote: '0100000A:13BA', state: '01' };
const PLACES = [
  '/var/lib/ephemeral',
  '/var/lib/mesos',
  '/var/lib/docker',
  '/var/lib/containerd',
  '/var/lib/tmp/spark',
];

interface Socket {
  readonly local: string;
  readonly remote?: string;
  /** 0A listens, 01 is established. */
  readonly state: string;
  readonly inode?: number;
}

let machine: Machine;

/** A healthy agent of the example, on which nobody has looked yet. */
beforeEach(() => {
  machine = new Machine(bootProps(DCOS, 'private', { health: DEFAULT_HEALTH }));

  for (const name of ['find', 'wc']) machine.command(name, `exec /usr/bin/${name} "$@"`);
  machine.command('dd');
  machine.command('date', `echo ${NOW}`);
  machine.command(
    'df',
    'printf "1K-blocks Used Avail Inodes IUsed\\n%s\\n" " 1855428796 12345678 1843083118 928167872 1234"',
  );
  machine.write('/run/mesos-spark/storage', 'STORAGE_STATE=ephemeral\nSTORAGE_REASON=""\n');
  for (const step of ['storage', 'rebirth', 'resources', 'install-dcos']) status(step, 'ok');
  mounts(PLACES.map((place) => `/dev/nvme1n1 ${place} xfs rw,lazytime 0 0`));
  machine.write('/var/lib/ephemeral/.mesos-spark', '');
  sockets('tcp', [AGENT, MASTER]);
  agentSays('{"slave\\/registered":1.0,"slave\\/tasks_running":2.0} 200');
  machine.write(
    '/var/lib/mesos-spark/janitor',
    `JANITOR_LAST_RUN=${NOW - 300}\nJANITOR_FREED_BYTES=1048576\nJANITOR_REMOVED=2\nJANITOR_PRESSURE=no\n`,
  );
});
afterEach(() => machine.remove());

function status(step: string, state: string, reason: string | Buffer = ''): void {
  const text = Buffer.concat([Buffer.from(`${state}\n`), Buffer.from(reason), Buffer.from('\n')]);
  machine.write(`/run/mesos-spark/status/${step}`, text);
}

function mounts(lines: readonly string[]): void {
  machine.write('/proc/1/mounts', `${lines.join('\n')}\n`);
}

function sockets(file: 'tcp' | 'tcp6', all: readonly Socket[]): void {
  const rows = all.map(({ local, remote = '00000000:0000', state, inode = 0 }, i) => {
    return `   ${i}: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000     0        0 ${inode} 1 0 100 0 0 10 0`;
  });
  machine.write(`/proc/net/${file}`, `  sl  local_address rem_address   st tx_queue\n${rows.join('\n')}\n`);
}

/** What curl prints, or how it ends, by the URL's scheme. */
function agentSays(http: string | number, https: string | number = 7): void {
  const say = (answer: string | number) =>
    typeof answer === 'number' ? `exit ${answer}` : `printf '%s' '${answer}'`;
  machine.command(
    'curl',
    `for url; do case $url in https:*) ${say(https)};; http:*) ${say(http)};; esac; done`,
  );
}

/** Looks, and reads the answer as a strict reader would. */
function look(): Health {
  const outcome = machine.run('health.sh');
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  const bytes = readFileSync(path.join(machine.root, 'run/mesos-spark/health.json'));
  return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
}

test('a healthy agent; the page on health shows the same', () => {
  const answer = look();
  expect(answer).toEqual({
    healthy: true,
    reasons: [],
    time: NOW,
    storage: {
      ...{ state: 'ephemeral', mounted: true, readOnly: false },
      ...{ bytes: 1855428796 * 1024, usedBytes: 12345678 * 1024, availableBytes: 1843083118 * 1024 },
      ...{ inodes: 928167872, usedInodes: 1234 },
    },
    steps: {
      'install-dcos': { state: 'ok' },
      rebirth: { state: 'ok' },
      resources: { state: 'ok' },
      storage: { state: 'ok' },
    },
    agent: { registered: true, asked: true },
    ports: {
      '7337': { listening: false, connections: 0, cleaner: 'unknown' },
      '7338': { listening: false, connections: 0, cleaner: 'unknown' },
      '7339': { listening: false, connections: 0, cleaner: 'unknown' },
    },
    janitor: { lastRun: NOW - 300, removed: 2, freedBytes: 1048576, pressure: 'no' },
  });
  const page = readFileSync(path.join(__dirname, '../../docs/health.md'), 'utf8');
  expect(page).toContain(machine.read('/run/mesos-spark/health.json'));
});

test.each<[string, () => void, unknown, string | undefined]>([
  [
    'nothing listens',
    () => sockets('tcp', [MASTER]),
    false,
    'agent: not registered: nothing listens on port 5051',
  ],
  [
    'no master',
    () => agentSays('{"slave\\/registered":0.0} 200'),
    false,
    'agent: not registered: it runs and has no master',
  ],
  ['another way to write it', () => agentSays('{"slave/registered":1} 200'), true, undefined],
  ['TLS alone', () => agentSays(52, '{"slave\\/registered":1.0} 200'), true, undefined],
  [
    'no answer in time',
    () => agentSays(28, 28),
    null,
    'agent: not known to be registered: it gives no answer',
  ],
  [
    'credentials are wanted',
    () => agentSays(' 401'),
    null,
    'agent: not known to be registered: it answers 401 and does not tell',
  ],
])('the agent: %s', (_, arrange, registered, reason) => {
  arrange();
  const { healthy, reasons, agent } = look();
  expect(agent['registered']).toBe(registered);
  expect(reasons).toEqual(reason === undefined ? [] : [reason]);
  expect(healthy).toBe(reason === undefined);
});

test('an agent that wants credentials is known by its name and its master', () => {
  agentSays(' 401');
  machine.link('/var/lib/mesos/slave/meta/slaves/latest', '/etc');
  expect(look()).toMatchObject({ healthy: true, agent: { registered: true, asked: false } });
  sockets('tcp', [AGENT]);
  expect(look()).toMatchObject({ healthy: false, agent: { registered: null } });
});

test('an agent is asked at the address on which it listens', () => {
  sockets('tcp', [{ local: '00000000:13BB', state: '0A' }]);
  const { calls } = machine.run('health.sh');
  expect(calls.filter((call) => call.startsWith('curl'))).toEqual([
    expect.stringMatching(/ http:\/\/127\.0\.0\.1:5051\/metrics\/snapshot\?timeout=2secs$/),
  ]);
});

test.each<[string, () => void, readonly string[]]>([
  [
    'a bind is gone',
    () => mounts(PLACES.slice(0, 4).map((place) => `/dev/x ${place} xfs rw 0 0`)),
    ['storage: nothing is mounted on /var/lib/tmp/spark'],
  ],
  [
    'one turned read-only',
    () => mounts(PLACES.map((place, i) => `/dev/x ${place} ext4 ${i === 0 ? 'ro,' : 'rw,'}noatime 0 0`)),
    ['storage: /var/lib/ephemeral is read-only'],
  ],
  [
    'what lies below another mount',
    () => mounts(PLACES.flatMap((place) => [`/dev/x ${place} xfs ro 0 0`, `/dev/x ${place} xfs rw 0 0`])),
    [],
  ],
  [
    'a disk that is gone',
    () => machine.command('dd', 'echo "dd: error reading: Input/output error" >&2; exit 1'),
    ['storage: no block can be read: dd: error reading: Input/output error'],
  ],
  [
    'a file system that is shut down',
    () => machine.command('df', 'echo "df: Input/output error" >&2; exit 1'),
    ['storage: df: Input/output error'],
  ],
  [
    'a file system that hangs',
    () => machine.command('df', 'exit 124'),
    ['storage: /var/lib/ephemeral gives no answer'],
  ],
  [
    'full',
    () => machine.command('df', 'printf "h\\n 2048 1025 1023 50 7\\n"'),
    ['storage: /var/lib/ephemeral is full'],
  ],
  [
    'no inode left',
    () => machine.command('df', 'printf "h\\n 100 50 50 50 50\\n"'),
    ['storage: /var/lib/ephemeral is full'],
  ],
  [
    'not looked at',
    () => machine.delete('/run/mesos-spark/storage'),
    ['storage: nobody has looked at it in this boot'],
  ],
  [
    'failed before its step could say so',
    () => machine.write('/run/mesos-spark/storage', 'STORAGE_STATE=failed\nSTORAGE_REASON="found no disk"\n'),
    ['storage: found no disk'],
  ],
  [
    'on the root volume, as the policy says',
    () => {
      machine.write('/run/mesos-spark/storage', 'STORAGE_STATE=root\n');
      mounts([]);
    },
    [],
  ],
])('storage: %s', (_, arrange, reasons) => {
  arrange();
  expect(look()).toMatchObject({ healthy: reasons.length === 0, reasons });
});

test('storage that failed is told once, by its step, and the look needs nothing of it', () => {
  machine.write('/run/mesos-spark/storage', 'STORAGE_STATE=failed\nSTORAGE_REASON="found no disk"\n');
  status('storage', 'failed', 'found no disk');
  mounts([]);
  machine.delete('/proc/net/tcp');
  machine.delete('/var/lib/mesos-spark/janitor');
  expect(look().reasons).toEqual([
    'step storage: found no disk',
    'agent: not registered: nothing listens on port 5051',
  ]);
});

test.each<[string, Buffer, string]>([
  ['quotes and backslashes', Buffer.from('"a\\b" $(reboot) `x` %s %n &'), '"a\\b" $(reboot) `x` %s %n &'],
  ['control characters', Buffer.from('a\tb\u0001\u001b[31m\u007f'), 'a?b??[31m?'],
  ['beyond ASCII, and no UTF-8', Buffer.from([0xc3, 0xa9, 0xff, 0x61, 0xed, 0xa0, 0x80]), '???a???'],
  ['a very long text', Buffer.from('x'.repeat(5000)), 'x'.repeat(1000)],
])('reasons of any bytes: %s', (_, bytes, text) => {
  status('install-dcos', 'failed', bytes);
  const { steps, reasons, healthy } = look();
  expect(healthy).toBe(false);
  expect(steps['install-dcos']).toEqual({ state: 'failed', reason: text });
  expect(reasons[0]).toBe(`step install-dcos: ${text}`.slice(0, 1000));
});

test.each(['', 'ru', 'runok'])('a step whose state is being written, %j so far, runs', (state) => {
  machine.write('/run/mesos-spark/status/storage', state);
  expect(look()).toMatchObject({ healthy: true, steps: { storage: { state: 'running' } } });
});

test('a step that runs, and one that is being written down, are no failures', () => {
  status('install-dcos', 'running');
  status('resources.new', 'failed');
  expect(look()).toMatchObject({ healthy: true, steps: { 'install-dcos': { state: 'running' } } });
});

describe('ports', () => {
  const V6 = '00000000000000000000000000000000';
  /** 7337 listens as Java does, with three connections; a client's own end counts for nobody. */
  beforeEach(() => {
    sockets('tcp6', [
      { local: `${V6}:1CA9`, state: '0A', inode: 4711 },
      ...[1, 2].map(() => ({ local: `${V6}:1CA9`, remote: `${V6}:8000`, state: '01' })),
      { local: `${V6}:8000`, remote: `${V6}:1CA9`, state: '01' },
      { local: `${V6}:1CA9`, remote: `${V6}:8001`, state: '06' },
    ]);
    sockets('tcp', [AGENT, { local: '0700000A:1CA9', remote: '0800000A:8000', state: '01' }]);
    machine.link('/proc/312/fd/5', 'socket:[4711]');
    machine.write(
      '/opt/mesos-spark/boot/cleaner-alive.sh',
      `echo "$1" >>"${machine.root}/asked"; exit "$(cat "${machine.root}/cleaner")"`,
    );
  });

  test.each([
    ['0', 'alive'],
    ['1', 'dead'],
    ['2', 'unknown'],
  ])('a cleaner that ends with %s is %s, and no reason to call a machine ill', (code, cleaner) => {
    machine.write('/cleaner', code);
    machine.write(
      '/proc/312/cmdline',
      'java\0-Xmx1g\0org.apache.spark.deploy.mesos.MesosExternalShuffleService\0',
    );
    expect(look()).toMatchObject({
      healthy: true,
      ports: {
        '7337': { listening: true, connections: 3, cleaner },
        '7338': { listening: false, connections: 0, cleaner: 'unknown' },
      },
    });
    expect(machine.read('/asked')).toBe('312\n');
  });

  test('a cleaner is asked every five minutes, not at each look', () => {
    machine.write('/cleaner', '0');
    machine.write('/proc/312/cmdline', 'java\0ExternalShuffleService\0');
    for (const later of [0, 15, 300]) {
      machine.command('date', `echo ${Math.floor(NOW / 300) * 300 + later}`);
      expect(look().ports['7337']).toMatchObject({ cleaner: 'alive' });
    }
    expect(machine.read('/asked')).toBe('312\n312\n');
  });

  test('without the check, a cleaner is unknown', () => {
    machine.delete('/opt/mesos-spark/boot/health-cleaners.sh');
    expect(look().ports['7337']).toEqual({ listening: true, connections: 3, cleaner: 'unknown' });
  });

  test('others are not asked: nginx ends on the signal that lists the threads of a JVM', () => {
    machine.write('/cleaner', '0');
    machine.write('/proc/312/cmdline', 'nginx: master process\0');
    expect(look().ports['7337']).toEqual({ listening: true, connections: 3, cleaner: 'unknown' });
    expect(machine.has('/asked')).toBe(false);
  });
});
