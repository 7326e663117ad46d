import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { KIND_NAMES, SHORT_NAMES } from '../../src/cli/reading/kind-names';
import { verbs } from '../../src/cli/verbs';
import { kinds } from '../../src/operator/kinds';
import { ReadingBed } from '../cli/support/reading-bed';
import { defaults, service } from '../operator/support/manifests';
import { root, textOf } from './page';

const page = textOf('docs/cli.md');
/** The agent at this address is the one whose health answer is real; the names are as long as it is. */
const HERE = '127.0.0.1';
const NODE = 'node-0001';
const HEALTH = { ports: { 7337: { listening: true, connections: 3, cleaner: 'alive' } } };
const RESOURCES =
  'cpus:8;mem:15360;ports:[31000-32000];cpus(shuffle):2;mem(shuffle):4096;ports(shuffle):[7337-7339]';

let bed: ReadingBed;
let health: Server;

beforeAll(async () => {
  health = createServer((_, answer) => void answer.end(JSON.stringify(HEALTH)));
  await new Promise<void>((resolve) => health.listen(0, HERE, resolve));
  bed = await ReadingBed.withLab({ agents: 0 });
  for (const hostname of [HERE, 'node-0002', 'node-0003', 'node-0004', 'node-0005']) {
    await bed.change('POST', '/agents', { hostname, resources: RESOURCES });
  }
  const other = { ...defaults({ shuffleService: 'spark-3-0' }), metadata: { name: 'adhoc' } };
  await bed.declare([service(), defaults(), other]);
  await bed.operate();
  bed.lab?.advance(60);
  await bed.operate();
  await bed.change('POST', '/frameworks', {
    name: 'etl',
    role: 'etl',
    executors: 3,
    cpus: 2,
    mem: 4096,
    perAgent: 1,
  });
  bed.lab?.advance(10);
  await bed.change('PATCH', '/agents/node-0005', { reachable: false });
  bed.lab?.advance(5);
  await bed.operate();
  const then = Date.now();
  bed.now = () => new Date(then + 4 * 3_600_000);
  let term = 811;
  lease(term);
  bed.pause = () => lease(++term);
});
afterAll(async () => {
  await bed.close();
  await new Promise((resolve) => health.close(resolve));
});

function lease(term: number): void {
  bed.write('state/leases/operator.json', { holder: 'operator-1/4711/2b6f', term, seconds: 30 });
}

async function outputOf(command: string): Promise<string> {
  const words = command.replace(NODE, HERE).split(' ').slice(1);
  const { port } = health.address() as AddressInfo;
  const env = { ...bed.env, MESOS_SPARK_AGENT_HEALTH_PORT: String(port) };
  const { stdout, stderr } = await bed.run(words, { env });
  return `${stderr}${stdout}`
    .replaceAll('127.0.0.1:1/', 'MASTER/')
    .replace(/127\.0\.0\.1:\d{5}/g, `${NODE}:50500`)
    .replaceAll(HERE, NODE)
    .replaceAll(`MASTER/`, '127.0.0.1:1/')
    .replace(`ECONNREFUSED ${NODE}:1`, 'ECONNREFUSED 127.0.0.1:1');
}

test('the outputs are those of a real run', async () => {
  let text = page;
  for (const [block, body = ''] of page.matchAll(/^```console\n([\s\S]*?)^```$/gm)) {
    const commands = body.split('\n').filter((line) => line.startsWith('$ mesos-spark '));
    expect(commands).not.toEqual([]);
    const ran: string[] = [];
    for (const command of commands) ran.push(`${command}\n${await outputOf(command.slice(2))}`);
    text = text.replace(block, () => `\`\`\`console\n${ran.join('')}\`\`\``);
  }
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path.join(root, 'docs/cli.md'), text);
  else expect(text).toBe(page);
}, 60_000);

test('every verb is named, and every kind by its short names', () => {
  expect(verbs.map(({ name }) => name).filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  expect(kinds.map(({ kind }) => kind)).toEqual(KIND_NAMES);
  for (const [short, kind] of Object.entries(SHORT_NAMES)) {
    expect([short, new RegExp(`\`${short}\`[^,;]* ${kind}\\b`).test(page)]).toEqual([short, true]);
  }
});
