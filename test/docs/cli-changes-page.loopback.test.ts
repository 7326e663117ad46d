import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ReadingBed } from '../cli/support/reading-bed';
import { service } from '../operator/support/manifests';
import { root, textOf } from './page';

const PAGE = 'docs/cli-changes.md';
const page = textOf(PAGE);

let bed: ReadingBed;
beforeAll(async () => {
  const agents = ['node-0001', 'node-0002', 'node-0003'].map((hostname) => ({ hostname }));
  bed = await ReadingBed.withLab({ agents });
  await bed.declare([service()]);
  await bed.operate();
  bed.lab?.advance(60);
  await bed.operate();
  await bed.change('POST', '/frameworks', {
    ...{ name: 'etl', role: 'etl', executors: 2, cpus: 2, mem: 4096, perAgent: 1 },
  });
  bed.lab?.advance(10);
  await bed.change('PATCH', '/agents/node-0003', { reachable: false });
  bed.lab?.advance(5);
  await bed.operate();
  // Whoever waits for the operator lets it work meanwhile.
  bed.pause = async () => void (await bed.operate());
});
afterAll(() => bed.close());

/** The files of the page, by the name in their first line; a block of YAML without one is `nightly.yaml`. */
function files(): ReadonlyMap<string, string> {
  const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, body = '']) => body);
  return new Map(blocks.map((body) => [/^# (\S+\.yaml)$/m.exec(body)?.[1] ?? 'nightly.yaml', body]));
}

async function outputOf(command: string): Promise<string> {
  const parts = command.match(/'[^']*'|\S+/g) ?? [];
  const words = parts.slice(1).map((word) => {
    const plain = word.replace(/^'|'$/g, '');
    return files().has(plain) ? path.join(bed.folder, plain) : plain;
  });
  const { stdout, stderr } = await bed.run(words, { env: { ...bed.env, USER: 'ann' } });
  return `${stderr}${stdout}`.replaceAll('/folder/', '');
}

test('the outputs are those of a real run, one after the other', async () => {
  for (const [name, text] of files()) bed.write(name, text);
  let text = page;
  for (const [block, body = ''] of page.matchAll(/^```console\n([\s\S]*?)^```$/gm)) {
    const commands = body.split('\n').filter((line) => line.startsWith('$ mesos-spark '));
    expect(commands).not.toEqual([]);
    const ran: string[] = [];
    for (const command of commands) ran.push(`${command}\n${await outputOf(command.slice(2))}`);
    text = text.replace(block, () => `\`\`\`console\n${ran.join('')}\`\`\``);
  }
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path.join(root, PAGE), text);
  else expect(text).toBe(page);
}, 60_000);
