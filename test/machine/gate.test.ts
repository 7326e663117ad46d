import { expectAgent } from './support/agent';
import { INSTANCE_STORE } from './support/disk';
import { hardware, LIMIT } from './support/hardware';
import { Machine } from './support/machine';

const ATTRIBUTE = '"mesos_spark_shuffle":"ready"';

/** A task that gets the port first and answers later; what the agent has is looked at in between. */
const PROBE = `
has() { if curl -s http://127.0.0.1:5051/state | grep -qF '${ATTRIBUTE}'; then echo yes; else echo no; fi; }
gate() { head -2 /run/mesos-spark/status/gate | tr '\\n' ' '; }
echo "at first: $(has), $(gate)"
echo '{"shuffle":{"cpus":0.1,"mem":32.0,"ports":"[7338-7338]"}}' >/machine-test/allocated
sleep 6
echo "with a task: $(has), $(gate)"
systemd-run --quiet --unit=a-task --setenv=SPARK_SHUFFLE_OPTS=-Dspark.shuffle.service.port=7338 \\
  /opt/spark-3/bin/spark-class org.apache.spark.deploy.mesos.MesosExternalShuffleService
for i in $(seq 300); do
  if [ "$(has)" = yes ] && [ "$(systemctl is-active mesos-spark-gate)" = inactive ]; then break; fi
  sleep 0.1
done
sleep 8
echo "when it answers: $(has), $(gate)"
echo "task: $(systemctl is-active a-task)"
systemctl restart mesos-slave
for i in $(seq 100); do [ "$(has)" = yes ] && break; sleep 0.1; done
echo "after a start of the agent: $(has), $(systemctl is-active mesos-spark-resources)"
rm -f /machine-test/allocated`;

describe('an agent with a gate', () => {
  let machine: Machine;
  let first: string;
  beforeAll(() => {
    machine = new Machine(hardware(), { packages: ['docker.io', 'spark'], version: '1.11' });
    machine.disks = [machine.disk('a', INSTANCE_STORE)];
  }, LIMIT);
  afterAll(() => machine?.remove());

  const without = 'workload:spark';
  const withIt = `mesos_spark_shuffle:ready;${without}`;

  test(
    'starts without the attribute, and once more with it when its shuffle service answers',
    async () => {
      const report = await machine.boot({ probe: PROBE });
      const waits = 'running executors have to wait:';
      expect(report.probe.stdout.split('\n')).toEqual([
        `at first: no, ${waits} found 0 shuffle services that answer, wanted 1 `,
        `with a task: no, ${waits} a task has port 7338 and does not answer `,
        'when it answers: yes, ok  ',
        'task: active',
        'after a start of the agent: yes, active',
        '',
      ]);
      const attributes = report.agents.map(({ env }) => env['MESOS_ATTRIBUTES']);
      // The third is the one of the test.
      expect(attributes).toEqual([without, withIt, withIt]);
      expect(new Set(report.agents.map(({ id }) => id)).size).toBe(1);
      expect(report.agents[0]?.env['MESOS_RECONFIGURATION_POLICY']).toBe('additive');
      first = report.agents[0]?.id ?? '';
    },
    LIMIT,
  );

  test(
    'is the same agent after a reboot, and begins without it again',
    async () => {
      const report = await machine.boot({ probe: 'cat /run/mesos-spark/status/gate' });
      const agent = expectAgent(report);
      expect(agent.id).toBe(first);
      expect(agent.env['MESOS_ATTRIBUTES']).toBe(without);
      expect(report.probe.stdout).toMatch(/^running\n/);
    },
    LIMIT,
  );
});
