import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SynthesizedStack } from '../../constructs/testing';
import { kinds } from '../../src/operator/kinds';
import { SettingsStack } from '../support/settings-stack';
import { LATE, renderByTerraform } from './support/render';
import { ROOT, tools } from './support/tools';

/** The examples of the ready-made stack, before the real Terraform and the real provider. */

const EXAMPLES = readdirSync(path.join(ROOT, 'stacks/examples')).sort();

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'examples-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function terraform(...args: readonly string[]) {
  const { TERRAFORM_BINARY_NAME: program = 'terraform', ...env } = tools().terraform;
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status, stdout, output: `${stdout}${stderr}` };
}

describe.each(EXAMPLES)('%s', (file) => {
  let stack: SynthesizedStack;
  beforeAll(() => {
    const example = new SettingsStack(file);
    stack = example.synthesized();
    example.remove();
  });

  test('is what Terraform and its provider take', () => {
    writeFileSync(path.join(folder, 'main.tf.json'), JSON.stringify(stack.json));
    const { status, output } = terraform('init', '-backend=false', '-input=false', '-no-color');
    expect({ status, output }).toMatchObject({ status: 0 });
    const { valid, diagnostics } = JSON.parse(terraform('validate', '-json').stdout);
    expect({ valid, diagnostics }).toEqual({ valid: true, diagnostics: [] });
  }, 120_000);

  test('writes manifests that the operator reads, as Terraform renders them', () => {
    const written = Object.entries(renderByTerraform(stack))
      .filter(([id]) => id.startsWith('aws_s3_object.'))
      .map(([, { key, content }]) => ({ key: String(key), content: String(content) }))
      .filter(({ key }) => key.startsWith('manifests/'));
    expect(written.length).toBeGreaterThan(1);
    for (const { key, content } of written) {
      const manifest = JSON.parse(content);
      expect(key).toBe(
        `manifests/${file.replace(/\.yaml$/, '')}/${manifest.kind}/${manifest.metadata.name}.json`,
      );
      expect(content).not.toMatch(new RegExp(`\\b${LATE}\\b`));
      const kind = kinds.find((one) => one.kind === manifest.kind);
      expect([key, kind?.parse(manifest).paused]).toEqual([key, false]);
    }
  }, 120_000);
});
