import { DEFAULT_HEALTH } from '../../src/domain/agent/health';
import { DEFAULT_LAUNCH_HOOK } from '../../src/domain/agent/launch-hook';
import { bootProps, DCOS } from '../support/agent-boot';
import { Machine } from './machine';

const MARKER = '/var/lib/mesos-spark/launched';
const ID = 'i-0123456789abcdef0';

let machine: Machine;

/** A registered agent whose group waits for it. */
beforeEach(() => {
  machine = new Machine(
    bootProps(DCOS, 'private', { health: DEFAULT_HEALTH, launchHook: DEFAULT_LAUNCH_HOOK }),
  );
  for (const name of ['openssl', 'tee']) machine.command(name, `exec /usr/bin/${name} "$@"`);
  machine.commands('sleep');
  machine.write('/sys/class/dmi/id/board_asset_tag', `${ID}\n`);
  machine.write(
    '/run/mesos-spark/health.json',
    '{"healthy":false,\n"agent":{"registered":true,"asked":true},\n',
  );
  groupSays('printf "<ok/> 200"');
});
afterEach(() => machine.remove());

/** The metadata service, and what the API does; what curl is told on standard input is kept. */
function groupSays(body: string): void {
  machine.command(
    'curl',
    [
      'for url; do :; done',
      'case $url in',
      '*/api/token) printf token;;',
      '*/security-credentials/) printf spark-agents-2026;;',
      '*/security-credentials/spark-agents-2026)',
      `printf '{\\n  "Code" : "Success",\\n  "AccessKeyId" : "ASIAKEY",\\n  "SecretAccessKey" : "se/cr+et",\\n  "Token" : "to/ken=="\\n}';;`,
      `*/meta-data/instance-id) printf ${ID};;`,
      '*/placement/region) printf eu-central-1;;',
      '*/services/domain) printf amazonaws.com;;',
      `*) cat >>"${machine.root}/told"; ${body};;`,
      'esac',
    ].join('\n'),
  );
}

const asked = (calls: readonly string[], action: string) =>
  calls.filter((call) => call.startsWith('curl') && call.includes(`Action=${action}&`));

test('a registered agent tells its group, signed, and once', () => {
  const outcome = machine.run('launch-hook.sh');
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  expect(asked(outcome.calls, 'CompleteLifecycleAction')).toEqual([
    expect.stringMatching(
      new RegExp(
        `-d Action=CompleteLifecycleAction&Version=2011-01-01&AutoScalingGroupName=spark-agents-2026&LifecycleHookName=becomes-an-agent&InstanceId=${ID}&LifecycleActionResult=CONTINUE .* https://autoscaling.eu-central-1.amazonaws.com/$`,
      ),
    ),
  ]);
  expect(machine.read('/told')).toMatch(
    /^header = "authorization: AWS4-HMAC-SHA256 Credential=ASIAKEY\/\d{8}\/eu-central-1\/autoscaling\/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}"$/m,
  );
  expect(outcome.calls.join('\n')).not.toContain('to/ken');
  expect(machine.read(MARKER)).toBe(`${ID}\n`);
  expect(machine.run('launch-hook.sh').calls.filter((call) => call.startsWith('curl'))).toEqual([]);
});

test('the marker of another machine, in an image, holds nothing up', () => {
  machine.write(MARKER, 'i-0fedcba9876543210\n');
  const { calls } = machine.run('launch-hook.sh');
  expect(asked(calls, 'CompleteLifecycleAction')).toHaveLength(1);
  expect(machine.read(MARKER)).toBe(`${ID}\n`);
});

test.each([
  ['nothing on the machine has its id, as on Flatcar with Xen', () => {}],
  [
    'cloud-init had no id from EC2',
    () => machine.write('/var/lib/cloud/data/instance-id', 'iid-datasource-none\n'),
  ],
])('the metadata service knows its id where %s', (_, arrange) => {
  machine.delete('/sys/class/dmi/id/board_asset_tag');
  arrange();
  const { calls, status } = machine.run('launch-hook.sh');
  expect(status).toBe(0);
  expect(asked(calls, 'CompleteLifecycleAction')).toEqual([
    expect.stringContaining(`&InstanceId=${ID}&LifecycleActionResult=CONTINUE`),
  ]);
  expect(machine.read(MARKER)).toBe(`${ID}\n`);
});

test('without an id it tells nobody that it has told', () => {
  machine.delete('/sys/class/dmi/id/board_asset_tag');
  machine.command('curl', 'exit 22');
  const { status, stderr } = machine.run('launch-hook.sh');
  expect([status, machine.has(MARKER)]).toEqual([1, false]);
  expect(stderr).toContain('found no id of this machine');
});

test('a machine waits until it is registered', () => {
  machine.write('/run/mesos-spark/health.json', '{"agent":{"registered":false}');
  const registered = `printf '{"agent":{"registered":true' >"${machine.root}/run/mesos-spark/health.json"`;
  machine.command(
    'sleep',
    `echo x >>"${machine.root}/slept"; [ "$(grep -c x "${machine.root}/slept")" -lt 3 ] || ${registered}`,
  );
  const { calls, status } = machine.run('launch-hook.sh');
  expect(status).toBe(0);
  expect(calls.filter((call) => call.startsWith('sleep'))).toEqual(['sleep 10', 'sleep 10', 'sleep 10']);
  expect(asked(calls, 'CompleteLifecycleAction')).toHaveLength(1);
});

test.each([
  ['install-dcos', 'running', 1],
  ['spark-install', 'running', 1],
  ['install-dcos', 'ok', 0],
  ['spark-install', 'failed', 0],
  ['storage', 'running', 0],
])('%s that is %s prolongs the wait by %s beats in five minutes and some', (step, state, beats) => {
  machine.write('/run/mesos-spark/health.json', '{"agent":{"registered":false}');
  machine.write(`/run/mesos-spark/status/${step}`, `${state}\n`);
  machine.write('/clock', '1000');
  const root = machine.root;
  machine.command('date', `case $1 in +%s) cat "${root}/clock";; *) echo 20261121T050000Z;; esac`);
  machine.command(
    'sleep',
    `t=$(($(cat "${root}/clock") + 100)); echo $t >"${root}/clock"; [ $t -lt 1400 ] || echo '"agent":{"registered":true' >"${root}/run/mesos-spark/health.json"`,
  );
  const { calls } = machine.run('launch-hook.sh');
  expect(asked(calls, 'RecordLifecycleActionHeartbeat')).toHaveLength(beats);
  expect(asked(calls, 'CompleteLifecycleAction')).toHaveLength(1);
});

test('a failing call is made again', () => {
  groupSays(
    `if [ -e "${machine.root}/second" ]; then printf "<ok/> 200"; else : >"${machine.root}/second"; printf "AccessDenied 403"; fi`,
  );
  const { calls, status } = machine.run('launch-hook.sh');
  expect(status).toBe(0);
  expect(asked(calls, 'CompleteLifecycleAction')).toHaveLength(2);
  expect(machine.has(MARKER)).toBe(true);
});

test('a machine that is registered minutes before its group waits for it goes into service', () => {
  groupSays(
    `echo x >>"${machine.root}/asks"; [ "$(grep -c x "${machine.root}/asks")" -lt 12 ] || { printf "<ok/> 200"; exit; }; printf "No active Lifecycle Action found with instance ID 400"`,
  );
  const { calls, status, stdout } = machine.run('launch-hook.sh');
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: 'mesos-spark launch-hook: the machine is in service\n',
  });
  expect(asked(calls, 'CompleteLifecycleAction')).toHaveLength(12);
});

test('a machine that nobody waits for asks for five minutes, and never again', () => {
  groupSays('printf "No active Lifecycle Action found with instance ID 400"');
  const { calls, status, stdout } = machine.run('launch-hook.sh');
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: expect.stringContaining('nobody waits for this machine'),
  });
  expect(asked(calls, 'CompleteLifecycleAction')).toHaveLength(15);
  expect(calls.filter((call) => call === 'sleep 20')).toHaveLength(14);
  expect(machine.has(MARKER)).toBe(true);
});
