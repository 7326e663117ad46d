import { expectAgent, expectMounts, expectNoAgent } from './support/agent';
import { EBS, INSTANCE_STORE } from './support/disk';
import { hardware, LIMIT } from './support/hardware';
import { Machine } from './support/machine';
import type { AgentStart, Report } from './support/report';

/** One machine from its first boot on: each test is the next boot. */
describe('an agent of Mesos on two disks', () => {
  let machine: Machine;
  let first: AgentStart;
  let second: AgentStart;
  beforeAll(() => {
    machine = new Machine(hardware(), { packages: ['docker.io'], failures: { '/mesos.tar': 2 } });
    machine.disks = [
      machine.disk('vol0', EBS, 16),
      machine.disk('a', INSTANCE_STORE),
      machine.disk('b', INSTANCE_STORE),
    ];
  }, LIMIT);
  afterAll(() => machine?.remove());

  test(
    'becomes one on its first boot, with a download that succeeds on the third try',
    async () => {
      const blank = machine.disks[0]?.digest;
      const report = await machine.boot({ probe: 'echo data >/var/lib/tmp/spark/kept' });
      first = expectAgent(report);
      expect(
        report.requests
          .filter((line) => line.includes('Action='))
          .map((line) => /Action=(\w+)/.exec(line)?.[1]),
      ).toEqual(['CompleteLifecycleAction']);
      expectMounts(report, { source: /^\/dev\/md/ });
      expect(report.files['/run/mesos-spark/storage']).toContain(
        'STORAGE_STATE=ephemeral\nSTORAGE_BLANK=yes\n',
      );
      expect(downloads(report.requests)).toEqual(['503', '503', '200']);
      expect(report.agents[0]?.program).toBe('/opt/mesos/sbin/mesos-agent');
      expect(report.agents[0]?.env).toMatchObject({
        MESOS_MASTER: 'zk://10.0.0.1:2181/mesos',
        MESOS_WORK_DIR: '/var/lib/mesos/slave',
        MESOS_ATTRIBUTES: 'workload:spark',
        MESOS_GC_DELAY: '2days',
      });
      expect(machine.disks[0]?.digest).toBe(blank);
    },
    LIMIT,
  );

  test(
    'is the same agent with its data after a reboot',
    async () => {
      const report = await machine.boot({ probe: 'cat /var/lib/tmp/spark/kept' });
      expectSame(report, first);
      expect(report.probe.stdout).toBe('data\n');
      expect(report.files['/run/mesos-spark/storage']).toContain('STORAGE_BLANK=no\n');
      expect(report.dockers.map((start) => start.entries)).toEqual([['image'], ['image']]);
      expect(downloads(report.requests)).toHaveLength(3);
    },
    LIMIT,
  );

  test(
    'is the same agent when its disks come in another order',
    async () => {
      machine.disks = [...machine.disks.slice(0, 1), ...machine.disks.slice(1).reverse()];
      const report = await machine.boot({ probe: `cat /var/lib/tmp/spark/kept; ${FILL}` });
      expectSame(report, first);
      expect(report.probe.stdout).toMatch(/^data\n.* 100% /);
    },
    LIMIT,
  );

  test(
    'is the same agent when the disk is full, and says how full it is',
    async () => {
      const report = await machine.boot({
        probe: `cat /run/mesos-spark/health.json; rm -r /var/lib/tmp/spark/rest*; cat /var/lib/tmp/spark/kept`,
      });
      expectSame(report, first, 'any');
      const { stdout } = report.probe;
      expect(stdout).toMatch(/\ndata\n$/);
      const { storage, reasons } = JSON.parse(stdout.replace(/data\n$/, ''));
      expect(storage).toMatchObject({ state: 'ephemeral', mounted: true, readOnly: false });
      expect(storage.availableBytes / storage.bytes).toBeLessThan(0.02);
      const full = storage.availableBytes < 2 ** 20;
      expect(reasons).toEqual(full ? ['storage: /var/lib/ephemeral is full'] : []);
    },
    LIMIT,
  );

  test(
    'is a new agent that works when its disks come back blank',
    async () => {
      for (const disk of machine.disks.slice(1)) disk.clear();
      const report = await machine.boot({ probe: 'ls /var/lib/tmp/spark' });
      second = expectAgent(report);
      expect(second.id).not.toBe(first.id);
      expect(told(second)).toEqual(told(first));
      expectMounts(report, { source: /^\/dev\/md/ });
      expect(report.probe.stdout).toBe('');
      expect(report.files['/run/mesos-spark/storage']).toContain('STORAGE_BLANK=yes\n');
    },
    LIMIT,
  );

  test(
    'stays off, and says why, when one of its disks is missing',
    async () => {
      const all = machine.disks;
      machine.write(
        '/etc/mesos-spark/agent.env',
        waitShortly(machine.read('/etc/mesos-spark/agent.env') ?? ''),
      );
      machine.disks = all.slice(0, 2);
      const left = machine.disks[1]?.digest;
      const report = await machine.boot();
      expectNoAgent(report, 'found 1 disks of kind instance_store in 3 s, wanted 2');
      expect(machine.disks[1]?.digest).toBe(left);
      machine.disks = all;
    },
    LIMIT,
  );

  test(
    'is the same agent when the disk is back',
    async () => {
      expectSame(await machine.boot(), second);
    },
    LIMIT,
  );
});

/** Another start of an agent: its name, its disks and all that it is told are those of before. */
function expectSame(report: Report, before: AgentStart, health: 'good' | 'any' = 'good'): void {
  const agent = expectAgent(report, { health });
  expect(agent.id).toBe(before.id);
  expect(told(agent)).toEqual(told(before));
  expectMounts(report, { source: /^\/dev\/md/ });
}

const told = ({ env }: AgentStart) =>
  Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('MESOS_')));

const waitShortly = (settings: string) =>
  settings.replace(/^STORAGE_WAIT_SECONDS=.*$/m, "STORAGE_WAIT_SECONDS='3'");

/** To the last blocks that a file can have: XFS keeps some back. */
const FILL = [
  ...['1M', '4k', '512'].map(
    (size) => `dd if=/dev/zero of=/var/lib/tmp/spark/rest-${size} bs=${size} 2>/dev/null`,
  ),
  'df -P /var/lib/ephemeral | tail -1',
].join('; ');

/** Status of each attempt. */
const downloads = (requests: readonly string[]) =>
  requests.filter((line) => line.endsWith('/mesos.tar')).map((line) => line.split(' ')[0]);
