import path from 'node:path';
import { BAKED } from '../../support/boot-scripts';
import { Debian } from './debian';
import { AGENTS, ALL, agentHost, type Feature, type Host } from './hosts';
import { otherHosts } from './other-hosts';

/** What systemd says of every unit that machines of ours get, with each feature there and not. */

let debian: Debian;
beforeAll(() => {
  debian = new Debian();
}, 600_000);
afterAll(() => debian?.remove());

type Choices = readonly (readonly Feature[])[];

/** Each alone, and all but each. */
const SINGLE: Choices = [
  ...ALL.map((feature) => [feature]),
  ...ALL.map((feature) => ALL.filter((other) => other !== feature)),
  ['scripts in the image'],
];

/** Features look at no more of an agent than its platform and who reads its user data. */
const CHOICES: Readonly<Record<string, Choices>> = {
  'dcos private': SINGLE,
  'mesos private, of a package': SINGLE,
  'mesos on Flatcar': SINGLE,
};

test('those with every choice are there', () => {
  expect(AGENTS.map(([name]) => name)).toEqual(expect.arrayContaining(Object.keys(CHOICES)));
});

test.each(AGENTS.map((agent) => [agent[0], agent] as const))(
  '%s: systemd takes the units',
  (name, agent) => {
    const choices: Choices = [ALL, [], ...(CHOICES[name] ?? [])];
    const found = choices.map((features) => agentHost(agent, features)).map(verified);
    expect(found.filter(({ output, missing }) => output !== '' || missing.length > 0)).toEqual([]);
  },
  120_000,
);

test('so it does those of other machines', () => {
  const found = otherHosts().map(verified);
  expect(found.filter(({ output, missing }) => output !== '' || missing.length > 0)).toEqual([]);
});

describe('it would find', () => {
  const agent = AGENTS.find(([name]) => name === 'mesos private, of a package') ?? AGENTS[0];
  const host = agentHost(agent as (typeof AGENTS)[number], ALL);
  const changed = (unit: string, change: (text: string) => string): string => {
    const files = host.files.map((file) =>
      file.path.endsWith(`/${unit}`) ? { ...file, content: change(file.content) } : file,
    );
    expect(files).not.toEqual(host.files);
    return verified({ ...host, files }).output;
  };

  // Docker waits for the storage.
  test('a cycle', () => {
    const after = (text: string) => text.replace('[Unit]', '[Unit]\nAfter=docker.service');
    expect(changed('mesos-spark-storage.service', after)).toContain('ordering cycle');
  });

  test.each([
    ['mesos-spark-janitor.timer', '[Timer]'],
    ['mesos-spark-health.socket', '[Socket]'],
    ['spark-shuffle@.service', '[Service]'],
  ])('a wrong word in %s', (unit, section) => {
    expect(changed(unit, (text) => text.replace(section, `${section}\nOdd=1`))).toContain(
      "Unknown key 'Odd'",
    );
  });

  test('a program that is not there', () => {
    const files = host.files.map((file) => ({
      ...file,
      content: file.content.replaceAll('storage.sh', 'storag.sh'),
    }));
    expect(verified({ ...host, files }).missing).toEqual(['/opt/mesos-spark/boot/storag.sh']);
  });
});

interface Verified {
  readonly host: string;
  readonly output: string;
  /** Programs of ours that units start and nobody brings. */
  readonly missing: readonly string[];
}

/** systemd-analyze ends with 0 on an ordering cycle, too, so its words count. */
function verified(host: Host): Verified {
  debian.clear();
  for (const { path: file, content, permissions } of host.files) debian.write(file, content, permissions);
  addOthers(host);
  const units = unitsOf(host);
  expect(units.length).toBeGreaterThan(0);
  const all = ['multi-user.target', 'docker.service', 'containerd.service', ...units].join(' ');
  const { output } = debian.run(
    `systemctl -q enable docker.service docker.socket containerd.service ${host.enabled.join(' ')} &&
     systemd-analyze verify --man=no ${all}`,
  );
  return { host: host.name, output, missing: missing(host) };
}

/** Units of every kind, those of which only a part is ours, and instances. */
function unitsOf(host: Host): readonly string[] {
  const names = host.files.flatMap(
    ({ path: file }) => /^\/etc\/systemd\/system\/([^/]+)/.exec(file)?.[1] ?? [],
  );
  return [...new Set(names.map((name) => name.replace(/\.d$/, '')))].filter(
    (name) => !name.endsWith('.wants'),
  );
}

function missing(host: Host): readonly string[] {
  const there = new Set([
    ...host.files.map((file) => file.path),
    ...Object.keys(BAKED.scripts).map((name) => `/opt/mesos-spark/boot/${name}`),
  ]);
  const started = host.files
    .filter(({ path: file }) => file.startsWith('/etc/systemd/system/'))
    .flatMap(({ content }) => [...content.matchAll(/^Exec\w+=.*?(\/opt\/mesos-spark\/boot\/[\w.-]+)/gm)]);
  return [...new Set(started.map(([, file = '']) => file))].filter((file) => !there.has(file));
}

const TEXTS = {
  'docker.socket': '[Socket]\nListenStream=/run/docker.sock\n[Install]\nWantedBy=sockets.target\n',
  'docker.service':
    '[Unit]\nAfter=network-online.target docker.socket containerd.service\nRequires=docker.socket\nWants=containerd.service\n[Service]\nExecStart=/usr/bin/dockerd\n[Install]\nWantedBy=multi-user.target\n',
  'containerd.service':
    '[Unit]\nAfter=network.target\n[Service]\nExecStart=/usr/bin/dockerd\n[Install]\nWantedBy=multi-user.target\n',
};
const PROGRAMS = [
  '/usr/bin/dockerd',
  '/usr/sbin/mesos-agent',
  '/usr/bin/marathon',
  '/opt/marathon/bin/marathon',
];

/** What a platform or our own boot installs: programs, scripts that come otherwise, units. */
function addOthers({ platform, files }: Host): void {
  for (const program of [...PROGRAMS, '/opt/mesos/sbin/mesos-agent', '/opt/spark/bin/spark-class']) {
    debian.write(program, '#!/bin/sh\n', '0755');
  }
  const own = new Set(files.map((file) => path.basename(file.path)));
  for (const [name, text] of Object.entries(BAKED.scripts)) {
    if (!own.has(name)) debian.write(`/opt/mesos-spark/boot/${name}`, text, '0755');
  }
  for (const [name, text] of Object.entries(TEXTS)) debian.write(`/usr/lib/systemd/system/${name}`, text);
  if (platform?.kind === 'mesos' && platform.configuration === 'files') {
    const text = '[Service]\nExecStart=/usr/sbin/mesos-agent\n[Install]\nWantedBy=multi-user.target\n';
    debian.write('/usr/lib/systemd/system/mesos-slave.service', text);
  }
  if (platform?.kind !== 'dcos') return;
  for (const unit of ['dcos-mesos-slave', 'dcos-mesos-slave-public', 'dcos-setup', 'dcos-download']) {
    debian.write(`/etc/systemd/system/${unit}.service`, '[Service]\nType=oneshot\nExecStart=/bin/sh\n');
  }
}
