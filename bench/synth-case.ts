import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, TerraformStack } from 'cdktf';

// Source maps, which tsx switches on, make each of the stack traces that cdktf takes dear.
process.setSourceMapsEnabled(false);

/** One synth of a stack with N agent groups, `ours` or `raw`; modules are loaded before the clock starts. */
const [side = 'ours', count = '1'] = process.argv.slice(2);
const { addGroups } = require(`./synth-${side}`) as typeof import('./synth-ours');

const outdir = mkdtempSync(path.join(tmpdir(), 'bench-synth-'));
global.gc?.();
const memory = process.memoryUsage.rss();
const cpu = process.cpuUsage();
const app = new App({ outdir, skipValidation: true });
const stack = new TerraformStack(app, 'stack');
new AwsProvider(stack, 'aws', { region: 'us-east-1' });
addGroups(stack, Number(count));
app.synth();
const used = process.cpuUsage(cpu);

const text = readFileSync(path.join(outdir, 'stacks/stack/cdk.tf.json'), 'utf8');
rmSync(outdir, { recursive: true });
const { resource, data } = JSON.parse(text) as Record<string, Record<string, object>>;
const counts = Object.entries({ ...resource, ...data }).map(
  ([type, all]) => `${type} ${Object.keys(all).length}`,
);
process.stdout.write(
  `${JSON.stringify({
    cpuMillis: (used.user + used.system) / 1000,
    memoryBytes: process.memoryUsage.rss() - memory,
    detail: counts.sort().join(', '),
  })}\n`,
);
