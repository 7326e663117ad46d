import { createHash, createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { SignatureV4 } from '@smithy/signature-v4';
import { scriptsArchive } from '../../src/domain/agent/image-recipe';
import { bootProps, bootScript, MESOS } from '../support/agent-boot';
import { BAKED } from '../support/boot-scripts';
import { Machine } from './machine';

const ARCHIVE = gzipSync(scriptsArchive(BAKED));
const KEY = `boot/${createHash('sha256').update(ARCHIVE).digest('hex')}.sh.gz`;
const HOST = 'scripts.s3.eu-central-1.amazonaws.com';
const SCRIPTS = { digest: BAKED.digest, url: `https://${HOST}/${KEY}` };
const FOLDER = 'opt/mesos-spark/boot';
const CREDENTIALS = {
  accessKeyId: 'ASIAEXAMPLE',
  secretAccessKey: 'a/secret+key=',
  sessionToken: 'to/ken+==',
};

/** Twenty attempts, with pauses, are for machines. */
const FEW = { MESOS_SPARK_ATTEMPTS: '3' };

let machine: Machine;

/** What user data brings: the settings and the three scripts that bring the others. */
beforeEach(() => {
  machine = new Machine(bootProps(MESOS, 'private', { fetchedScripts: SCRIPTS }));
  machine.command('openssl', 'exec /usr/bin/openssl "$@"');
  machine.commands('sleep', 'sync', 'systemctl');
  metadata();
  s3(ARCHIVE);
});
afterEach(() => machine.remove());

/** The metadata service as a stand-in of curl; requests to anything else go to `curl-s3`. */
function metadata(): void {
  const { accessKeyId, secretAccessKey, sessionToken } = CREDENTIALS;
  const answers = {
    '*/latest/api/token': 'imds-token',
    '*/iam/security-credentials/': 'agents-role',
    '*/iam/security-credentials/agents-role': `{\n  "Code" : "Success",\n  "AccessKeyId" : "${accessKeyId}",\n  "SecretAccessKey" : "${secretAccessKey}",\n  "Token" : "${sessionToken}"\n}`,
    '*/placement/region': 'eu-central-1',
  };
  const cases = Object.entries(answers).map(([url, text]) => `${url}) printf '%s' '${text}' ;;`);
  machine.command(
    'curl',
    `for url in "$@"; do :; done\ncase $url in\n${cases.join('\n')}\n*) curl-s3 "$@" ;;\nesac`,
  );
}

/** Answers with `body`, and keeps the request's headers. */
function s3(body: Buffer, code = 200): void {
  machine.writeBytes('.answer', body);
  machine.command(
    'curl-s3',
    `cat >"${machine.root}/.headers"\nwhile [ $# -gt 0 ]; do case $1 in -o) cp "${machine.root}/.answer" "$2" ;; esac; shift; done\nprintf %s ${code}`,
  );
}

const scriptsOnMachine = () => Object.keys(BAKED.scripts).filter((name) => machine.has(`${FOLDER}/${name}`));

test('brings every script, as it is in the package, to a machine that has none', () => {
  expect(scriptsOnMachine()).toEqual(['aws.sh', 'fetch.sh', 'lib.sh']);
  const { status, stdout, stderr } = machine.run('fetch.sh');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toBe('mesos-spark fetch: fetched the boot scripts\n');
  expect(scriptsOnMachine()).toEqual(Object.keys(BAKED.scripts));
  for (const [name, text] of Object.entries(BAKED.scripts))
    expect(machine.read(`${FOLDER}/${name}`)).toBe(text);
  expect(machine.has('opt/mesos-spark/boot.new')).toBe(false);
});

test('asks nobody where the scripts are there, in an image or since an earlier boot', () => {
  machine.run('fetch.sh');
  const { status, stdout, calls } = machine.run('fetch.sh');
  expect([status, stdout]).toEqual([0, 'mesos-spark fetch: the boot scripts are there\n']);
  expect(calls.filter((call) => call.startsWith('curl'))).toEqual([]);
});

test('brings them anew where one was changed', () => {
  machine.run('fetch.sh');
  machine.write(`${FOLDER}/storage.sh`, 'exit 0\n');
  expect(machine.run('fetch.sh').status).toBe(0);
  expect(machine.read(`${FOLDER}/storage.sh`)).toBe(BAKED.scripts['storage.sh']);
});

test('signs as the SDK of AWS does, and gives nothing secret to curl but by standard input', async () => {
  const { calls } = machine.run('fetch.sh');
  const headers = Object.fromEntries(
    [...machine.read('.headers').matchAll(/^header = "([^:]+): (.*)"$/gm)].map(([, name, value]) => [
      name,
      value,
    ]),
  ) as Record<string, string>;
  const time = headers['x-amz-date'] ?? '';
  const signed = await new SignatureV4({
    credentials: CREDENTIALS,
    region: 'eu-central-1',
    service: 's3',
    sha256: Digest,
    uriEscapePath: false,
  }).sign(
    {
      method: 'GET',
      protocol: 'https:',
      hostname: HOST,
      path: `/${KEY}`,
      headers: { host: HOST, 'x-amz-content-sha256': createHash('sha256').digest('hex') },
    },
    { signingDate: new Date(time.replace(/(....)(..)(..T..)(..)(.*)/, '$1-$2-$3:$4:$5')) },
  );
  expect(headers['authorization']).toBe(signed.headers['authorization']);
  expect(headers['x-amz-security-token']).toBe(CREDENTIALS.sessionToken);
  const curl = calls.filter((call) => call.startsWith('curl')).join('\n');
  expect(curl).not.toContain(CREDENTIALS.secretAccessKey);
  expect(curl).not.toContain(CREDENTIALS.sessionToken);
});

/** SHA-256 as the signer wants it. */
class Digest {
  private readonly hash;
  constructor(secret?: string | Uint8Array | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytes(secret));
  }
  update(data: string | Uint8Array | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(bytes(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
  reset(): void {}
}

function bytes(data: string | Uint8Array | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

test.each([
  [
    'S3 refuses',
    () => s3(Buffer.from('<Code>AccessDenied</Code>'), 403),
    'found the answer 403<Code>AccessDenied</Code>',
  ],
  ['the bytes are others', () => s3(gzipSync('exit 0\n')), 'found other bytes than its name says'],
  ['there is no role', () => machine.command('curl', 'exit 22'), 'found the answer no role in the metadata'],
])('keeps nothing and says why where %s', (_, breaks, reason) => {
  breaks();
  const { status, stderr } = machine.run('fetch.sh', FEW);
  expect(status).toBe(1);
  expect(stderr).toContain(
    `mesos-spark fetch: FAILED: found no way to get https://${HOST}/${KEY}: ${reason}`,
  );
  expect(machine.read('run/mesos-spark/status/fetch')).toMatch(/^failed\n/);
  expect(scriptsOnMachine()).toEqual(['aws.sh', 'fetch.sh', 'lib.sh']);
});

test('runs no archive that holds other scripts than the settings say', () => {
  const other = gzipSync(
    `echo >"$1/../ran"\n${scriptsArchive({ ...BAKED, scripts: { 'lib.sh': bootScript('lib.sh') } })}`,
  );
  s3(other);
  const { status } = machine.run('fetch.sh', FEW);
  expect(status).toBe(1);
  expect(machine.has('opt/mesos-spark/ran')).toBe(false);
});

test('starts what was given up when an earlier run of this boot failed, and nothing else', () => {
  expect(machine.run('fetch.sh').calls.filter((call) => call.startsWith('systemctl'))).toEqual([]);
  machine.delete(`${FOLDER}/SHA256SUMS`);
  s3(ARCHIVE, 403);
  expect(machine.run('fetch.sh', FEW).calls.filter((call) => call.startsWith('systemctl'))).toEqual([]);
  s3(ARCHIVE);
  const { status, calls } = machine.run('fetch.sh');
  expect(status).toBe(0);
  expect(calls.at(-1)).toBe('systemctl start --no-block multi-user.target');
});

test('while it tries, health can tell why', () => {
  s3(Buffer.from('<Code>RequestTimeTooSkewed</Code>'), 403);
  machine.command('sleep', `cp "${machine.root}/run/mesos-spark/status/fetch" "${machine.root}/.meanwhile"`);
  machine.run('fetch.sh', FEW);
  expect(machine.read('.meanwhile')).toBe('running\nfound the answer 403<Code>RequestTimeTooSkewed</Code>\n');
});

test('ends before its unit is ended, and so can say why, though every attempt takes as long as to connect', () => {
  machine.command('curl-s3', 'cat >/dev/null; printf 000; exit 28');
  const { calls, status } = machine.run('fetch.sh');
  expect(status).toBe(1);
  const pauses = calls.filter((call) => call.startsWith('sleep ')).map((call) => Number(call.slice(6)));
  const attempts = calls.filter((call) => call.startsWith('curl-s3')).length;
  expect(pauses).toHaveLength(attempts - 1);
  // A pause is up to twice as long as the smallest that doubling gives.
  const longest = pauses.reduce((sum, _, i) => sum + 2 * Math.min(60, 2 ** i), 0);
  expect(longest + attempts * 20).toBeLessThan(40 * 60);
  // A role that was just made takes minutes to be known everywhere.
  expect(longest / 2).toBeGreaterThan(10 * 60);
});

test('tries again until S3 answers', () => {
  machine.command(
    'curl-s3',
    `cat >/dev/null; n=$(cat "${machine.root}/.n" 2>/dev/null || echo 0); echo $((n + 1)) >"${machine.root}/.n"\n[ "$n" -ge 2 ] || { printf 503; exit 0; }\nwhile [ $# -gt 0 ]; do case $1 in -o) cp "${machine.root}/.answer" "$2" ;; esac; shift; done\nprintf 200`,
  );
  const { status, stdout } = machine.run('fetch.sh');
  expect(status).toBe(0);
  expect(stdout).toContain('attempt 2 of 20 did not succeed');
  expect(scriptsOnMachine()).toEqual(Object.keys(BAKED.scripts));
});
