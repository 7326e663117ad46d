import { expectAgent, expectMounts, resources } from './support/agent';
import { EBS, INSTANCE_STORE } from './support/disk';
import { hardware, LIMIT } from './support/hardware';
import { Machine } from './support/machine';

const DETECT = '/opt/mesosphere/packages/dcos-config--setup_1/bin/detect_ip';

describe.each(['private', 'public'] as const)('a %s agent of DC/OS', (role) => {
  const unit = role === 'public' ? 'dcos-mesos-slave-public.service' : 'dcos-mesos-slave.service';
  let machine: Machine;
  let first: string;
  beforeAll(() => {
    const failures = { '/dcos_install.sh': 2, 'apt-get': 1, '/bootstrap.tar.xz': 1 };
    machine = new Machine(hardware(), {
      platform: 'dcos',
      controlGroups: 2,
      failures,
      group: { agentRole: role },
    });
    machine.disks = [machine.disk('vol0', EBS, 16), machine.disk('a', INSTANCE_STORE)];
  }, LIMIT);
  afterAll(() => machine?.remove());

  test(
    'first restarts for the control groups that Mesos knows',
    async () => {
      const said = await machine.bootUntilRestart();
      expect(said).toContain('restarting for control groups of version 1');
      expect(machine.read('/machine-test/agents')).toBeUndefined();
    },
    LIMIT,
  );

  test(
    'then loses its power while DC/OS is unpacked, though packages, installer and archive were late enough',
    async () => {
      machine.write('/machine-test/power-loss', '');
      const said = await machine.bootUntilRestart();
      expect(said).toContain('dcos-download.service failed');
      expect(machine.read('/machine-test/power-loss')).toBeUndefined();
    },
    LIMIT,
  );

  test(
    'and becomes one all the same',
    async () => {
      const report = await machine.boot({ probe: `cat ${DETECT}; sh ${DETECT}` });
      const agent = expectAgent(report, { unit });
      first = agent.id;
      expectMounts(report, { source: /^\/dev\/nvme\dn1$/ });
      const attempts = report.requests.filter((line) => line.endsWith('/dcos_install.sh'));
      expect(attempts.map((line) => line.split(' ')[0])).toEqual(['503', '503', '200']);
      expect(agent.env).toMatchObject({
        FROM_ENVIRONMENT: '1',
        MESOS_GC_DELAY: '2days',
        MESOS_WORK_DIR: '/var/lib/mesos/slave',
        MESOS_RECONFIGURATION_POLICY: 'additive',
        MESOS_ATTRIBUTES: role === 'public' ? 'public_ip:true;workload:spark' : 'workload:spark',
      });
      expect(agent.env['MESOS_DEFAULT_ROLE']).toBe(role === 'public' ? 'slave_public' : undefined);
      // Their own scripts ask a version of the metadata service that is not answered.
      expect(report.probe.stdout).toContain('exec /opt/mesos-spark/boot/detect-ip.sh');
      expect(report.probe.stdout).toMatch(/\n10\.0\.0\.10\n?$/);
    },
    LIMIT,
  );

  test(
    'is the same after a reboot, and a new one when its disk comes back blank',
    async () => {
      const report = await machine.boot();
      const agent = expectAgent(report, { unit });
      expect(agent.id).toBe(first);
      expectMounts(report, { source: /^\/dev\/nvme\dn1$/ });
      // A file system of another size: what was computed for the old one would be refused or wrong.
      machine.disks = [...machine.disks.slice(0, 1), machine.disk('b', INSTANCE_STORE, 800)];
      const afterwards = await machine.boot();
      const reborn = expectAgent(afterwards, { unit });
      expectMounts(afterwards, { source: /^\/dev\/nvme\dn1$/ });
      expect(reborn.id).not.toBe(first);
      expect(disk(reborn)).toBeGreaterThan(disk(agent));
    },
    LIMIT,
  );
});

const disk = (agent: Parameters<typeof resources>[0]) =>
  resources(agent).find((one) => one.name === 'disk')?.scalar?.value ?? 0;
