import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EphemeralStorage } from '../../constructs/ephemeral-storage';
import { agentBoot } from '../../src/domain/agent/boot';
import type { AgentBootProps } from '../../src/domain/agent/boot-props';
import { DEFAULT_HEALTH } from '../../src/domain/agent/health';
import { hostShuffleService } from '../../src/domain/agent/host-shuffle';
import { DEFAULT_JANITOR } from '../../src/domain/agent/janitor';
import { DEFAULT_LAUNCH_HOOK } from '../../src/domain/agent/launch-hook';
import type { Platform } from '../../src/domain/agent/platform';
import type { AgentRole } from '../../src/domain/agent/platform-rules';
import { DEFAULT_GATE } from '../../src/domain/agent/shuffle-gate';
import { SparkDistribution } from '../../src/domain/spark/distribution';
import { SparkSecret } from '../../src/domain/spark/spark-secret';
import { bootProps, DCOS, MESOS } from '../support/agent-boot';
import { BAKED } from '../support/boot-scripts';

/** Linters of Debian's packages; none of them changes the machine by being there, but cloud-init at a boot. */
const PACKAGES = {
  shellcheck: 'shellcheck',
  'cloud-init': 'cloud-init',
  'systemd-analyze': 'systemd',
} as const;

const SPARK = SparkDistribution.host('/opt/spark', { version: '3.5.9' });

const FETCHED = { digest: '0'.repeat(64), url: 'https://bucket.s3.amazonaws.com/scripts.sh.gz' };

const VAR_LIB = EphemeralStorage.instanceStore({ layout: 'varLib' }).layout;

const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:spark-x1Y2z3';
const AUTHENTICATED: Partial<AgentBootProps> = {
  sparkSecrets: [ARN],
  hostShuffleServices: [
    hostShuffleService({
      port: 7340,
      spark: SPARK,
      authentication: { secret: SparkSecret.onAgents(ARN), encryption: 'Aes' },
    }),
  ],
};

const KINDS: readonly (readonly [string, Platform, AgentRole, Partial<AgentBootProps>])[] = [
  ['dcos private', DCOS, 'private', {}],
  ['dcos private, with a secret', DCOS, 'private', AUTHENTICATED],
  ['mesos on Flatcar, with a secret', MESOS, 'private', { storage: VAR_LIB, ...AUTHENTICATED }],
  ['dcos public', DCOS, 'public', { fetchedScripts: FETCHED }],
  ['mesos private', MESOS, 'private', {}],
  ["mesos by the package's own files", { ...MESOS, configuration: 'files' } as Platform, 'private', {}],
  ['mesos public, all of it fetched', MESOS, 'public', { fetchedScripts: FETCHED }],
  ['mesos on Flatcar', MESOS, 'private', { storage: VAR_LIB }],
  ['mesos on Flatcar, fetched', MESOS, 'private', { storage: VAR_LIB, fetchedScripts: FETCHED }],
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'boot-lint-'));
  for (const name of Object.keys(PACKAGES)) need(name as keyof typeof PACKAGES);
}, 600_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const has = (command: string) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0;

/** Installs what is missing where that is safe: as root, and not on a machine that systemd boots. */
function need(command: keyof typeof PACKAGES): void {
  if (has(command)) return;
  const safe = process.getuid?.() === 0 && has('apt-get') && !existsSync('/run/systemd/system');
  if (safe) {
    run('apt-get', ['-q', 'update']);
    run('apt-get', ['-q', '-y', 'install', '--no-install-recommends', PACKAGES[command]]);
  }
  if (has(command)) return;
  throw new Error(
    `found no ${command}, wanted it to check what agents boot from; install it, on Debian and Ubuntu: apt-get install ${PACKAGES[command]}`,
  );
}

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', env: { ...process.env, ...env } });
  return { status: result.status, output: `${result.stdout}${result.stderr}` };
}

const scripts = path.join(__dirname, '../../constructs/boot');

test.each(readdirSync(scripts).filter((name) => name.endsWith('.sh')))(
  'shellcheck has nothing to say of %s',
  (name) => {
    expect(run('shellcheck', ['-x', '-S', 'style', '-P', scripts, path.join(scripts, name)])).toEqual({
      status: 0,
      output: '',
    });
  },
);

/** Without comments there are no directives either, so only what is certainly wrong counts. */
test.each(Object.entries(BAKED.scripts))(
  'shellcheck and a POSIX shell read %s as it is shipped',
  (name, text) => {
    const file = path.join(folder, 'shipped', name);
    write(folder, `shipped/${name}`, text);
    expect(run('shellcheck', ['-s', 'sh', '-S', 'error', file])).toEqual({ status: 0, output: '' });
    expect(run('sh', ['-n', file])).toEqual({ status: 0, output: '' });
  },
);

describe.each(KINDS)('%s', (name, platform, role, more) => {
  const boot = agentBoot(
    bootProps(platform, role, {
      commands: ['echo "a: b" #'],
      attributes: { odd: '`"$\'😀' },
      hostShuffleServices: [hostShuffleService({ port: 7340, spark: SPARK })],
      janitor: DEFAULT_JANITOR,
      health: DEFAULT_HEALTH,
      launchHook: DEFAULT_LAUNCH_HOOK,
      shuffleGate: DEFAULT_GATE,
      ...more,
    }),
  );

  test('cloud-init takes the user data', () => {
    const file = path.join(folder, `${name}.yaml`);
    writeFileSync(file, boot.cloudConfig);
    const { status, output } = run('cloud-init', ['schema', '--config-file', file]);
    expect({ status, output }).toEqual({ status: 0, output: expect.stringContaining('Valid') });
  });

  test('systemd takes the units, and starts them and Docker in an order that exists', () => {
    const root = path.join(folder, name);
    for (const { path: file, mode, content } of boot.files) write(root, file, content, mode);
    addSystem(root, platform);
    const units = boot.files
      .map((file) => path.basename(file.path))
      .filter((file) => file.endsWith('.service'));
    expect(verified(root, units)).toEqual({ status: 0, output: '' });
  });

  test('the sandbox of a shuffle service is tight: below 2, where 0 is the tightest and 10 none', () => {
    const root = path.join(folder, name);
    const args = ['security', '--offline=yes', '--no-pager', `--root=${root}`];
    const { output } = run('systemd-analyze', [...args, 'spark-shuffle@7340.service']);
    // docs/host-mode.md has the figure; later versions of systemd look for more.
    const [, level] = /Overall exposure level for spark-shuffle@7340.service: ([\d.]+)/.exec(output) ?? [];
    expect(Number(level)).toBeLessThan(2);
  });

  test('the check of that order finds a cycle', () => {
    const root = path.join(folder, name);
    // Docker waits for the storage.
    const waiting = '[Unit]\nAfter=docker.service\n';
    write(root, '/etc/systemd/system/mesos-spark-storage.service.d/20-test.conf', waiting);
    expect(verified(root, []).output).toContain('ordering cycle');
  });
});

/** systemd-analyze ends with 0 on an ordering cycle, too, so its words count. */
function verified(root: string, units: readonly string[]) {
  const all = ['multi-user.target', 'docker.service', 'containerd.service', ...units];
  const { status, output } = run('systemd-analyze', ['verify', '--man=no', `--root=${root}`, ...all]);
  return { status, output: ours(output) };
}

/** What systemd says of units of this machine is none of our business. */
function ours(output: string): string {
  return output
    .split('\n')
    .filter((line) => /mesos|spark|docker|containerd|dcos|cycle|deleted to break/.test(line))
    .join('\n');
}

function write(root: string, file: string, content: string, mode = '0644'): void {
  const target = path.join(root, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, content);
  chmodSync(target, Number.parseInt(mode, 8));
}

/** A root with systemd's own units, and stand-ins for the units and programs that are installed later. */
function addSystem(root: string, platform: Platform): void {
  const own = ['/usr/lib/systemd/system', '/lib/systemd/system'].find(existsSync);
  if (own === undefined) throw new Error('found no units of systemd, wanted them below /usr/lib/systemd');
  cpSync(own, path.join(root, 'usr/lib/systemd/system'), { recursive: true, verbatimSymlinks: true });
  for (const program of ['/bin/sh', '/usr/bin/dockerd', '/usr/sbin/mesos-agent']) {
    write(root, program, '#!/bin/sh\n', '0755');
  }
  const units = {
    'docker.socket': '[Socket]\nListenStream=/run/docker.sock\n[Install]\nWantedBy=sockets.target\n',
    'docker.service':
      '[Unit]\nAfter=network-online.target docker.socket containerd.service\nRequires=docker.socket\nWants=containerd.service\n[Service]\nExecStart=/usr/bin/dockerd\n',
    'containerd.service': '[Unit]\nAfter=network.target\n[Service]\nExecStart=/usr/bin/dockerd\n',
  };
  for (const [name, text] of Object.entries(units)) write(root, `/usr/lib/systemd/system/${name}`, text);
  if (platform.kind === 'mesos' && platform.configuration === 'files') {
    const text = '[Service]\nExecStart=/usr/sbin/mesos-agent\n[Install]\nWantedBy=multi-user.target\n';
    write(root, '/usr/lib/systemd/system/mesos-slave.service', text);
  }
  if (platform.kind === 'dcos') {
    for (const unit of ['dcos-mesos-slave', 'dcos-mesos-slave-public', 'dcos-setup']) {
      write(root, `/etc/systemd/system/${unit}.service`, '[Service]\nType=oneshot\nExecStart=/bin/sh\n');
    }
  }
  const enabled = ['docker.service', 'docker.socket', 'containerd.service'].map(
    (unit) => `usr/lib/systemd/system/${unit}`,
  );
  const steps = ['storage', 'resources', 'install'].map(
    (step) => `etc/systemd/system/mesos-spark-${step}.service`,
  );
  for (const file of [...enabled, ...steps]) {
    const target = file.endsWith('.socket') ? 'sockets' : 'multi-user';
    const wants = path.join(root, `etc/systemd/system/${target}.target.wants`);
    mkdirSync(wants, { recursive: true });
    symlinkSync(`/${file}`, path.join(wants, path.basename(file)));
  }
}
