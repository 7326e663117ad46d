import { type AgentBoot, agentBoot, agentBootEnd, agentBootStart } from '../../../src/domain/agent/boot';
import { machineScript } from '../../../src/domain/agent/image-recipe';
import type { Platform } from '../../../src/domain/agent/platform';
import type { AgentRole } from '../../../src/domain/agent/platform-rules';
import { DEFAULT_GATE } from '../../../src/domain/agent/shuffle-gate';
import { cloudConfig } from '../../../src/domain/render/cloud-config';
import { bootProps, bootScript, DCOS, MESOS } from '../../support/agent-boot';
import { matchesGolden } from '../../support/golden';
import { stepsOf } from '../../support/unit-order';

const KINDS: readonly (readonly [string, Platform, AgentRole])[] = [
  ['dcos-private', DCOS, 'private'],
  ['dcos-public', DCOS, 'public'],
  ['mesos-private', MESOS, 'private'],
  ['mesos-public', MESOS, 'public'],
];

const contentOf = (boot: AgentBoot, path: string) =>
  boot.files.find((file) => file.path === path)?.content ?? '';

test('what a gate adds is as reviewed', () => {
  const { files } = agentBoot(bootProps(DCOS, 'public', { shuffleGate: DEFAULT_GATE }));
  const settings = contentOf({ files, cloudConfig: '' }, '/etc/mesos-spark/agent.env').split('\n');
  const own = files.filter(({ path }) => path.includes('gate') && !path.endsWith('.sh'));
  const text = own.map(({ path, mode, content }) => `==> ${path} ${mode}\n${content}`);
  const gate = settings.filter((line) => line.startsWith('GATE_'));
  matchesGolden('agent/gate.txt', [...gate, '', ...text].join('\n'));
});

describe.each(KINDS)('%s', (name, platform, role) => {
  const boot = agentBoot(bootProps(platform, role));

  test('settings, environment, resources and units are as reviewed', () => {
    const rendered = boot.files.filter(({ path }) => !path.startsWith('/opt/mesos-spark/boot/'));
    const text = rendered.map(({ path, mode, content }) => `==> ${path} ${mode}\n${content}`).join('\n');
    matchesGolden(`agent/boot-${name}.txt`, text);
  });

  test('scripts are the shipped files without their comments, and can be run', () => {
    const scripts = boot.files.filter(({ path }) => path.startsWith('/opt/mesos-spark/boot/'));
    expect(scripts.length).toBeGreaterThan(7);
    for (const { path, mode, content } of scripts) {
      const name = path.replace(/.*\//, '');
      expect([mode, content]).toEqual(['0755', machineScript(name, bootScript(name))]);
    }
  });

  test('the two parts of the user data are one cloud-config', () => {
    const config: { write_files: unknown; runcmd: unknown } = JSON.parse(
      boot.cloudConfig.replace('#cloud-config\n', ''),
    );
    expect(boot.cloudConfig).toBe(cloudConfig(config));
    expect(config.write_files).toEqual(
      boot.files.map(({ path, mode, content }) =>
        mode === '0644' ? { path, content } : { path, content, permissions: mode },
      ),
    );
  });

  test('every script that a unit runs is there', () => {
    const units = boot.files.filter(({ path }) => path.startsWith('/etc/systemd/system/'));
    const run = units.flatMap(({ content }) => [
      ...(content.match(/\/opt\/mesos-spark\/boot\/[\w.-]+/g) ?? []),
      ...stepsOf(content).map((script) => `/opt/mesos-spark/boot/${script}`),
    ]);
    expect(run.length).toBeGreaterThan(3);
    expect(boot.files.map(({ path }) => path)).toEqual(expect.arrayContaining(run));
  });
});

test('groups of one platform share the first part, whatever they offer', () => {
  const one = agentBootStart(bootProps(DCOS)).make().text;
  const other = agentBootStart(
    bootProps({ ...DCOS, bootstrapUrl: 'http://other' } as Platform, 'private', { attributes: {} }),
  );
  expect(other.make().text).toBe(one);
  expect(agentBootEnd(bootProps(DCOS)).text).not.toBe(agentBootEnd(bootProps(MESOS)).text);
});

test("the user's flags win over the platform's defaults", () => {
  const boot = agentBoot(
    bootProps(MESOS, 'private', { flags: { hostnameLookup: true, containerizers: 'mesos' } }),
  );
  const environment = contentOf(boot, '/etc/mesos-spark/platform.env').split('\n');
  expect(environment).toEqual(
    expect.arrayContaining(['MESOS_HOSTNAME_LOOKUP=true', 'MESOS_CONTAINERIZERS=mesos']),
  );
  expect(contentOf(boot, '/etc/mesos-spark/agent.env')).toContain('DOCKER=no\n');
});

test('public agents keep public_ip beside attributes of their own', () => {
  const boot = agentBoot(bootProps(DCOS, 'public', { attributes: { workload: 'edge' } }));
  expect(contentOf(boot, '/etc/mesos-spark/platform.env')).toContain(
    'MESOS_ATTRIBUTES="public_ip:true;workload:edge"\n',
  );
});

describe('coreos-cloudinit', () => {
  const boot = agentBoot(
    bootProps(DCOS, 'private', {
      userDataReader: 'coreos-cloudinit',
      commands: ['echo "a: b" # 100% $HOME'],
    }),
  );
  const config: { coreos: { units: Record<string, unknown>[] } } = JSON.parse(
    boot.cloudConfig.replace('#cloud-config\n', ''),
  );

  // config/config.go, config/file.go and config/unit.go of github.com/flatcar/coreos-cloudinit.
  test('finds nothing but what it knows', () => {
    expect(Object.keys(config)).toEqual(['coreos', 'write_files']);
    const keys = (list: readonly object[]) => [...new Set(list.flatMap(Object.keys))].sort();
    expect(keys(config.coreos.units)).toEqual(['command', 'content', 'mask', 'name']);
    expect(keys((config as unknown as { write_files: object[] }).write_files)).toEqual([
      'content',
      'path',
      'permissions',
    ]);
  });

  test('starts one unit that does once what runcmd does elsewhere, and stops restarts for updates', () => {
    const [updates, first] = config.coreos.units;
    expect(updates).toEqual({ name: 'locksmithd.service', mask: true, command: 'stop' });
    expect(first).toMatchObject({ name: 'mesos-spark-first-boot.service', command: 'start' });
    matchesGolden('agent/first-boot-coreos-cloudinit.service', `${first?.['content']}`);
  });

  test('shares its first part with no group of cloud-init', () => {
    const other = agentBootStart(bootProps(DCOS));
    expect(agentBootStart(bootProps(DCOS, 'private', { userDataReader: 'coreos-cloudinit' })).key).not.toBe(
      other.key,
    );
    expect(
      JSON.parse(agentBoot(bootProps(DCOS)).cloudConfig.replace('#cloud-config\n', '')),
    ).not.toHaveProperty('coreos');
  });
});
