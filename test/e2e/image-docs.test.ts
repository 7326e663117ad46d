import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { AgentImage } from '../../constructs/agent-image';
import { runHere } from '../cli/buffer-io';

const page = readFileSync(path.join(__dirname, '../../docs/images.md'), 'utf8');

/** The one block of a language. */
function block(language: string): string {
  const found = [...page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))];
  expect(found).toHaveLength(1);
  return found[0]?.[1] ?? '';
}

test('the commands are ones that mesos-spark takes', async () => {
  const lines = block('sh').split('\n').filter(Boolean);
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    const words = /mesos-spark (.*?)(?: >|\s{2,}#)/.exec(line)?.[1]?.split(' ') ?? [];
    // What it would do to this machine is shown elsewhere.
    const { code, stderr } = await runHere(words.filter((word) => word !== '--run'));
    expect({ line, code, stderr }).toEqual({ line, code: 0, stderr: '' });
  }
});

test('the example of AgentImage is one', () => {
  const digest = /bootScripts: '([^']*)'/.exec(block('ts'))?.[1] ?? '';
  expect(
    AgentImage.lookup({ owners: ['self'], name: 'mesos-agent-*', bootScripts: digest }).bootScripts,
  ).toBe(digest);
});

test('the component runs a script as root, and leaves it out of the image', () => {
  const { schemaVersion, phases } = parse(block('yaml'));
  expect(schemaVersion).toBe(1);
  expect(phases[0].steps.map(({ action }: { action: string }) => action)).toEqual([
    'S3Download',
    'ExecuteBash',
  ]);
  expect(phases[0].steps[1].inputs.commands).toEqual(['sh /tmp/bake.sh', 'rm /tmp/bake.sh']);
});

test('the recipe names the component', () => {
  const { components } = JSON.parse(block('json'));
  expect(components[0].componentArn).toContain(`component/${parse(block('yaml')).name}/`);
});

test('Packer would read its template', () => {
  const terraform = process.env['TERRAFORM_BINARY_NAME'] ?? 'terraform';
  const { status, stdout } = spawnSync(terraform, ['fmt', '-check', '-diff', '-'], {
    input: block('hcl'),
    encoding: 'utf8',
  });
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});
