import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Duration } from '../../src/domain/core/duration';
import { s3Store } from '../../src/io/s3-store';
import { stateStoreKeys } from '../../src/manifest';
import type { ObjectStore } from '../../src/operator/ports';
import { textAt } from '../e2e/demo/answers';
import { type Moto, startMoto } from '../e2e/support/moto';
import { ClientStack, DEFAULTS } from '../e2e/support/spark-client';
import { archives, edgeNodeImage } from './support/edge-node';
import { DOWNLOADS } from './support/group';
import { hardware, LIMIT, VIRTUAL } from './support/hardware';
import { Machine, type MachineProps } from './support/machine';

/** Where the machine finds the emulator of AWS, and the operator of the test. */
const [AWS, OPERATOR] = [5000, 5001];

const before = { ...process.env };
let folder: string;
let moto: Moto;
let stack: ClientStack;
let operator: Server;
let client: MachineProps;
let store: ObjectStore;
const machines: Machine[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'edge-node-'));
  moto = await startMoto();
  Object.assign(process.env, moto.env);
  const { spark, native } = archives(folder);
  stack = new ClientStack(moto, {
    spark: `${DOWNLOADS}/${path.basename(spark.file)}#sha256=${spark.sha256}`,
    nativeLibrary: `${DOWNLOADS}/${path.basename(native.file)}#sha256=${native.sha256}`,
  });
  await stack.deploy();
  store = s3Store({ bucket: stack.output('state'), timeout: Duration.seconds(10), env: moto.env });
  await stack.publish(store, 7337);
  operator = await acting();
  client = {
    userData: Buffer.from(textAt(await stack.template(), 'UserData'), 'base64'),
    packages: ['edge-node'],
    image: {
      ...edgeNodeImage(),
      [SPARK]: spark.file,
      [`/machine-test/downloads/${path.basename(native.file)}`]: native.file,
    },
    // Each try goes through all of it again.
    failures: { [`/${path.basename(native.file)}`]: 1 },
    servers: { [AWS]: Number(new URL(moto.url).port), [OPERATOR]: (operator.address() as AddressInfo).port },
  };
}, LIMIT);
afterAll(async () => {
  for (const machine of machines) machine.remove();
  operator?.close();
  process.env = before;
  await moto?.stop();
  stack?.remove();
  rmSync(folder, { recursive: true, force: true });
}, LIMIT);

/** What becomes of the store while the machine runs, by the path that it asks for. */
const ACTS: Readonly<Record<string, () => Promise<void>>> = {
  '/publish/7338': () => stack.publish(store, 7338),
  // Both files of the version and one of those that are replaced: then the operator has ended.
  '/break-off/7339': () => stack.publish(store, 7339, 3),
  '/cut-off': () => overwrite(stateStoreKeys.sparkDefaults(DEFAULTS), (text) => text.slice(0, 80)),
  '/cut-off-current': () =>
    overwrite(stateStoreKeys.sparkDefaultsCurrent(DEFAULTS), (text) => text.slice(0, 5)),
  '/mend': () => stack.publish(store, 7339),
};

async function overwrite(key: string, change: (text: string) => string): Promise<void> {
  const there = await store.get(key);
  if (there === undefined) throw new Error(`found no ${key}`);
  await store.put(key, change(there.body), { ifMatch: there.etag });
}

async function acting(): Promise<Server> {
  const server = createServer((request, answer) => {
    const act = ACTS[request.url ?? ''];
    const done = act?.() ?? Promise.reject(new Error(`found no act ${request.url}`));
    done.then(
      () => answer.end('done\n'),
      (error: unknown) => answer.writeHead(500).end(`${error}\n`),
    );
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return server;
}

function edgeNode(props: MachineProps = client): Machine {
  const machine = new Machine(hardware(), props);
  machines.push(machine);
  // AWS is elsewhere for whatever runs on this image, and nobody waits long.
  const environment = `AWS_ENDPOINT_URL=http://10.0.0.10:${AWS} MESOS_SPARK_PAUSE_SECONDS=1 MESOS_SPARK_TRIES=3`;
  machine.write('/etc/systemd/system.conf.d/50-test.conf', `[Manager]\nDefaultEnvironment=${environment}\n`);
  machine.write(
    '/etc/systemd/system/mesos-spark-defaults.timer.d/50-test.conf',
    '[Timer]\nRandomizedDelaySec=0\n',
  );
  return machine;
}

const SPARK = '/machine-test/downloads/spark-2.4.0-bin-2.7.tgz';
const FILE = '/opt/spark/conf/spark-defaults.conf';
/** What the service says at its end. */
const SAID = /^(wrote|unchanged|defaults) /;
const PROBE = `
says() { grep -o 'shuffle.service.port.*' ${FILE} || echo "no port"; }
began() { systemctl show -p ExecMainStartTimestampMonotonic --value mesos-spark-defaults.service; }
# The timer starts the service, not the test; systemd lets a unit start five times in ten seconds.
fire() {
  sleep 2
  last=$(began)
  systemctl restart mesos-spark-defaults.timer
  for i in $(seq 150); do
    if [ "$(began)" != "$last" ] && [ "$(systemctl is-active mesos-spark-defaults.service)" != activating ]; then break; fi
    sleep 0.2
  done
  echo "$1: $(systemctl show -p Result --value mesos-spark-defaults.service), $(says)"
}
act() { curl -sS --max-time 10 "http://10.0.0.10:${OPERATOR}/$1" | grep -v '^done$'; }
# The timer starts with the machine; its service may still be at work.
for i in $(seq 150); do [ -e ${FILE} ] && break; sleep 0.2; done
[ -e ${FILE} ] || exit 1
bash -lc 'spark-submit --class a.B app.jar'
echo "mine: $(stat -c '%U %a' ${FILE})"
fire 'the same'
act publish/7338; fire 'a new version'
act break-off/7339; act cut-off; fire 'broken off'
act cut-off-current; fire 'cut off'
act mend; fire 'mended'
journalctl --no-pager -b -u mesos-spark-defaults.service -o cat | grep -e '^wrote' -e '^unchanged' -e '^defaults'`;

// Virtual machines have no network.
(VIRTUAL ? describe.skip : describe)('an edge node', () => {
  test(
    'comes up with Spark, libmesos and what is published, and follows the publication',
    async () => {
      const machine = edgeNode();
      const { cloudInit, failed, probe, requests, schema, units } = await machine.boot({ probe: PROBE });
      expect({ cloudInit, failed: failed.filter((line) => line !== ''), stderr: probe.stderr }).toMatchObject(
        {
          cloudInit: { status: 'done', errors: [] },
          failed: [],
          stderr: '',
        },
      );
      expect(schema).toContain('Valid');
      expect(units['mesos-spark-defaults.timer']).toMatchObject({ ActiveState: 'active' });
      const native = '/opt/spark/native/libmesos-bundle-';
      expect(probe.stdout.split('\n').filter((line) => !SAID.test(line))).toEqual([
        '/opt/spark/current/bin/spark-submit --class a.B app.jar',
        expect.stringMatching(
          new RegExp(
            `^home /opt/spark/current, libmesos ${native}\\w{12}/libmesos.so: a library, path ${native}\\w{12}$`,
          ),
        ),
        'spark.shuffle.service.port=7337',
        'mine: root 644',
        'the same: success, shuffle.service.port=7337',
        'a new version: success, shuffle.service.port=7338',
        'broken off: success, shuffle.service.port=7338',
        'cut off: exit-code, shuffle.service.port=7338',
        'mended: success, shuffle.service.port=7339',
        '',
      ]);
      const said = probe.stdout.split('\n').filter((line) => SAID.test(line));
      expect(said.map((line) => line.replace(/, wanted.*| in s3:.*/, ''))).toEqual([
        `wrote ${FILE}`,
        `unchanged ${FILE}`,
        `wrote ${FILE}`,
        `unchanged ${FILE}`,
        expect.stringMatching(/^defaults "spark-2-4": found "\w{5}" as published\/spark-2-4\/current$/),
        `wrote ${FILE}`,
      ]);
      // The try that failed had unpacked Spark already.
      expect(requests.filter((line) => /\.t(ar\.)?gz$/.test(line))).toEqual([
        '200 GET /spark-2.4.0-bin-2.7.tgz',
        '503 GET /libmesos-bundle.tar.gz',
        '200 GET /libmesos-bundle.tar.gz',
      ]);
    },
    LIMIT,
  );

  test(
    'installs nothing of other bytes, says so, and is an edge node once they are right',
    async () => {
      const wrong = path.join(folder, 'other.tgz');
      writeFileSync(wrong, 'other bytes');
      const { image = {} } = client;
      const machine = edgeNode({
        ...client,
        image: { ...image, [SPARK]: wrong, '/root/right.tgz': image[SPARK] ?? '' },
      });
      const { cloudInit, failed, probe } = await machine.boot({ probe: AGAIN });
      expect(cloudInit.status).toBe('error');
      expect(failed.join('\n')).toContain('cloud-final.service');
      const [spark, wanted] = [/http:\S+(?=#)/.exec(stack.spark)?.[0], /\w+$/.exec(stack.spark)?.[0]];
      const found = createHash('sha256').update('other bytes').digest('hex');
      const told = `${spark}: found sha256 ${found}, wanted ${wanted}; it is another file than was meant`;
      expect(probe.stdout.split('\n')).toEqual([
        '/opt/spark: ',
        `3 times: ${told}`,
        'again: 0',
        '/opt/spark/current/bin/spark-submit x',
        '',
      ]);
    },
    LIMIT,
  );
});

/** What there is, what was said of it; then the file is mended and the script is run once more. */
const AGAIN = `echo "/opt/spark: $(find /opt/spark -mindepth 1 -maxdepth 1 -name 'c*' | tr '\\n' ' ')"
grep -o 'http[^ ]*: found sha256.*was meant' /var/log/cloud-init-output.log | sort | uniq -c | sed 's/^ *\\([0-9]*\\) /\\1 times: /'
mv /root/right.tgz ${SPARK}
sh /opt/mesos-spark/boot/client.sh >/dev/null 2>&1; echo "again: $?"
bash -lc 'spark-submit x' | head -1`;
