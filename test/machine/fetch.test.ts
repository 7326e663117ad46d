import { INSTANCE_STORE } from './support/disk';
import { DOWNLOADS } from './support/group';
import { hardware, LIMIT } from './support/hardware';
import { Machine } from './support/machine';

/** A route is there at last; nobody but the timer of health does anything. */
const MENDED = `sed -i /away/d /etc/mesos-spark/agent.env
for i in $(seq 120); do
  if systemctl is-active --quiet mesos-slave; then break; fi
  sleep 0.5
done
systemctl is-active mesos-spark-storage mesos-slave mesos-spark-health.timer mesos-spark-launch
sed -n 1p /run/mesos-spark/status/fetch`;

test(
  'a machine that could not bring its scripts says why, and becomes an agent as soon as it can',
  async () => {
    const machine = new Machine(hardware(), {
      scripts: 'user data',
      settings: { BOOT_SCRIPTS_URL: `${DOWNLOADS}/away`, MESOS_SPARK_ATTEMPTS: '2' },
    });
    machine.disks = [machine.disk('a', INSTANCE_STORE)];
    try {
      const { probe, console } = await machine.boot({
        probe: `curl -s http://127.0.0.1:61337/; ${MENDED}`,
      });
      const failed = `found no way to get ${DOWNLOADS}/away: found the answer 404`;
      expect(console).toContain(`mesos-spark fetch: FAILED: ${failed}`);
      expect(probe.stdout).toContain(`"step fetch: ${failed}`);
      expect(probe.stdout).toMatch(/\nactive\nactive\nactive\nactive\nok\n$/);
    } finally {
      machine.remove();
    }
  },
  LIMIT,
);
