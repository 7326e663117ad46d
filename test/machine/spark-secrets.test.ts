import { gunzipSync } from 'node:zlib';
import { textAt } from '../e2e/demo/answers';
import { type Moto, startMoto } from '../e2e/support/moto';
import { expectAgent } from './support/agent';
import { INSTANCE_STORE } from './support/disk';
import { groupUserData } from './support/group';
import { hardware, LIMIT, VIRTUAL } from './support/hardware';
import { Machine } from './support/machine';
import type { Report } from './support/report';
import { TAKE } from './support/told';

/** Where the machine finds the emulator of AWS. */
const AWS = 5000;
const LIST = '/run/mesos-spark/spark-secrets/list';
const [TEXT, OTHER] = ['abc+/=._~-0123456789', 'next-0123456789abcdef'] as const;

let moto: Moto;
let machine: Machine | undefined;
const arns: string[] = [];
beforeAll(async () => {
  moto = await startMoto('eu-west-1');
  for (const [i, SecretString] of [TEXT, OTHER].entries()) {
    arns.push(
      textAt(await moto.ask('secretsmanager', 'create_secret', { Name: `spark/${i}`, SecretString }), 'ARN'),
    );
  }
}, LIMIT);
afterEach(() => machine?.remove());
afterAll(() => moto?.stop());

function agent(sparkSecrets: readonly string[]): Machine {
  const made = new Machine(hardware(), {
    packages: ['docker.io'],
    group: { sparkSecrets, launchHook: 'off' },
    settings: { AWS_ENDPOINT_URL: `http://10.0.0.10:${AWS}`, MESOS_SPARK_ATTEMPTS: '3' },
    servers: { [AWS]: Number(new URL(moto.url).port) },
  });
  made.disks = [made.disk('a', INSTANCE_STORE)];
  // Where AWS is stays a matter of the image when the settings are written anew.
  const environment = `AWS_ENDPOINT_URL=http://10.0.0.10:${AWS}`;
  made.write('/etc/systemd/system.conf.d/50-test.conf', `[Manager]\nDefaultEnvironment=${environment}\n`);
  machine = made;
  return made;
}

/** Gives a machine the user data of the group with other secrets; the probe does what the page says. */
function tell(one: Machine, sparkSecrets: readonly string[]): void {
  const { userData } = groupUserData({ sha256: '0'.repeat(64) }, { sparkSecrets, launchHook: 'off' });
  one.write('/root/user-data', gunzipSync(userData).toString());
}

/** Everything that was written down anywhere, but for the list itself; a copy of it shows that it would be found. */
const LEAKS = `cut -d' ' -f2 ${LIST} >/machine-test/secrets
cp ${LIST} /tmp/copy
for place in /etc /opt /root /run /tmp /usr/local /var; do
  grep -rlaF --exclude=list -f /machine-test/secrets "$place"
done
rm /tmp/copy
grep -laF -f /machine-test/secrets /proc/[0-9]*/environ /proc/[0-9]*/cmdline 2>/dev/null
if journalctl --no-pager -o verbose | grep -qF -f /machine-test/secrets; then echo journal; fi`;
const LOOK = `stat -c '%n %u %g %a %F' ${LIST} /run/mesos-spark/spark-secrets; findmnt -n -o FSTYPE -T ${LIST}
cat ${LIST}
setpriv --reuid=65534 --clear-groups cat ${LIST} 2>&1 | sed 's/.*: //'
${LEAKS}`;
const TOLD = `( ${TAKE} ) >/dev/null`;

const lines = (...numbers: readonly number[]) => numbers.map((i) => `${arns[i]} ${[TEXT, OTHER][i]}`);
const looked = (...numbers: readonly number[]) => [
  `${LIST} 7337 0 400 regular file`,
  '/run/mesos-spark/spark-secrets 0 0 755 directory',
  'tmpfs',
  ...lines(...numbers),
  'Permission denied',
  '/tmp/copy',
  '',
];

function expectNothingTold({ console, journal, agents }: Report): void {
  for (const secret of [TEXT, OTHER]) {
    expect(console.includes(secret) || journal.includes(secret)).toBe(false);
    expect(JSON.stringify(agents)).not.toContain(secret);
  }
}

// Virtual machines have no network.
(VIRTUAL ? describe.skip : describe)('an agent with secrets', () => {
  test(
    'has them before it starts, for the Spark user alone, and takes one more without a new id',
    async () => {
      const [first = '', second = ''] = arns;
      const one = agent([first]);
      const report = await one.boot({ probe: LOOK });
      const before = expectAgent(report);
      expect(report.probe.stdout.split('\n')).toEqual(looked(0));
      expectNothingTold(report);
      const began = Number(report.units['mesos-slave.service']?.['ExecMainStartTimestampMonotonic']);
      const fetched = report.units['mesos-spark-secrets.service'];
      expect(Number(fetched?.['ActiveEnterTimestampMonotonic'])).toBeLessThanOrEqual(began);

      tell(one, [first, second]);
      const later = await one.boot({ probe: `cat ${LIST}; ${TOLD}; ${LOOK}` });
      expect(later.probe).toMatchObject({ status: 0, stderr: '' });
      expect(later.probe.stdout.split('\n')).toEqual([...lines(0), ...looked(0, 1)]);
      expect(later.agents.map(({ id }) => id)).toEqual([before.id, before.id]);
      expect(later.dockers).toHaveLength(2);
      expectNothingTold(later);
    },
    LIMIT,
  );

  test(
    'that began without any gets its first one the same way',
    async () => {
      const one = agent([]);
      tell(one, [arns[1] ?? '']);
      const { agents, probe } = await one.boot({ probe: `ls ${LIST} 2>&1; ${TOLD}; ${LOOK}` });
      expect(probe.stdout.split('\n')).toEqual([
        `ls: cannot access '${LIST}': No such file or directory`,
        ...looked(1),
      ]);
      expect(agents).toHaveLength(2);
      expect(new Set(agents.map(({ id }) => id)).size).toBe(1);
      const rebooted = await one.boot({ probe: LOOK });
      expect(rebooted.probe.stdout.split('\n')).toEqual(looked(1));
      expect(rebooted.units['mesos-spark-secrets.service']).toMatchObject({ ActiveState: 'active' });
    },
    LIMIT,
  );
});
