import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'cdktf';
import type { SynthesizedStack } from '../../constructs/testing';
import { kinds } from '../../src/operator/kinds';
import { ShuffleStack } from '../../stacks/shuffle-stack';
import { SettingsStack } from '../support/settings-stack';
import { defaultNetwork } from './demo/example';
import { startMoto } from './support/moto';
import { LATE, renderByTerraform } from './support/render';
import { ROOT, tools } from './support/tools';

/** The examples of the ready-made stack, before the real Terraform and the real provider. */

const QUIET = ['-input=false', '-no-color'];
const EXAMPLES = readdirSync(path.join(ROOT, 'stacks/examples')).sort();

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'examples-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function terraform(args: readonly string[], cwd = folder, more: Readonly<Record<string, string>> = {}) {
  const { TERRAFORM_BINARY_NAME: program = 'terraform', ...env } = tools().terraform;
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env, ...more },
    maxBuffer: 2 ** 28,
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
    const { status, output } = terraform(['init', '-backend=false', ...QUIET]);
    expect({ status, output }).toMatchObject({ status: 0 });
    const { valid, diagnostics } = JSON.parse(terraform(['validate', '-json']).stdout);
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

test('what uses Spark is deployed in an account, and a plan right after that is empty', async () => {
  const moto = await startMoto();
  const example = new SettingsStack('applications.yaml');
  try {
    const { vpcId, subnetIds, securityGroupId } = await defaultNetwork(moto);
    const settings = example.settings((s) => {
      Object.assign(s['aws'], { region: moto.region, endpoint: moto.url });
      Object.assign(s['cluster'], { vpcId, subnetIds, securityGroupIds: [securityGroupId] });
      s['sparkClients'].edge.reachableFrom = ['spark', securityGroupId];
      s['terraformState'] = { kind: 'local', path: path.join(folder, 'terraform.tfstate') };
    });
    const app = new App({ outdir: path.join(folder, 'cdktf.out') });
    new ShuffleStack(app, settings);
    app.synth();
    const run = (...args: readonly string[]) =>
      terraform([...args, ...QUIET], path.join(folder, 'cdktf.out/stacks/applications'), moto.env);
    for (const args of [['init'], ['apply', '-auto-approve'], ['plan', '-detailed-exitcode']]) {
      const { status, output } = run(...args);
      expect({ args, status, output: status === 0 ? '' : output }).toEqual({ args, status: 0, output: '' });
    }
    const { AutoScalingGroups: groups } = await moto.ask('autoscaling', 'describe_auto_scaling_groups');
    const names = (groups as readonly { AutoScalingGroupName: string }[]).map(
      (one) => one.AutoScalingGroupName,
    );
    expect(names.filter((name) => name.startsWith('mesos-spark-client-'))).toHaveLength(1);
  } finally {
    example.remove();
    await moto.stop();
  }
}, 400_000);
