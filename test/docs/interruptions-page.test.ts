import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App } from 'cdktf';
import { parse, stringify } from 'yaml';
import { synthesizeStack } from '../../constructs/testing';
import { DRAIN_HOOK, DRAIN_HOOK_RESULT, readDrainHookMetadata } from '../../src/domain/agent/drain-hook';
import { readInterruption } from '../../src/io/interruption-events';
import { noted } from '../../src/operator/interruptions/noted';
import { agentGroup } from '../../stacks/agents-schema';
import { parseSettings } from '../../stacks/settings';
import { settingsSchema } from '../../stacks/settings-schema';
import { ShuffleStack } from '../../stacks/shuffle-stack';
import { healthEvent, rebalanceEvent, spotEvent, stateEvent, terminatingEvent } from '../support/aws-events';
import { quoted, root, rowsOf, section, textOf } from './page';

const page = textOf('docs/interruptions.md');
/** What stands in backquotes in the first cell of each row. */
const firsts = (name: string) => rowsOf(section(page, name)).flatMap(([cell]) => quoted(cell));

let bundle: string;
beforeAll(() => {
  bundle = path.join(mkdtempSync(path.join(tmpdir(), 'interruptions-page-')), 'mesos-spark.cjs');
  writeFileSync(bundle, 'console.log("operator");\n');
});
afterAll(() => rmSync(path.dirname(bundle), { recursive: true, force: true }));

test('the settings of the page make a hook, a queue and a rule for each notice', () => {
  const settings = parse(readFileSync(path.join(root, 'stacks/examples/shuffle.yaml'), 'utf8'));
  const own = parse(/```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '');
  const file = { ...settings, ...own, operator: { ...own.operator, bundle } };
  const stack = synthesizeStack(new ShuffleStack(new App(), parseSettings(stringify(file))));
  const types = Object.values(stack.resources('aws_cloudwatch_event_rule')).flatMap(
    ({ event_pattern }) => JSON.parse(String(event_pattern))['detail-type'] as string[],
  );
  expect([...types].sort()).toEqual([...firsts('What is heard, and what follows')].sort());
  const hooks = Object.values(stack.resources('aws_autoscaling_lifecycle_hook'));
  expect(hooks.map(({ name }) => name)).toContain(DRAIN_HOOK);
});

test('every prop of a group and every choice of the operator is told', () => {
  const shape = agentGroup.shape.drainOnTermination.unwrap().shape;
  expect(firsts('Turn it on')).toEqual([...Object.keys(shape), 'operator']);
  const [, choices] = settingsSchema.shape.operator.unwrap().shape.interruptions.unwrap().options;
  for (const name of Object.keys(choices.shape)) {
    expect(section(page, 'What is heard, and what follows')).toContain(`\`${name}\``);
  }
});

const M = 'i-1234567890abcdef0';

test.each<[string, unknown, number | undefined]>([
  ['EC2 Spot Instance Interruption Warning', spotEvent(M), 110],
  ['EC2 Instance Rebalance Recommendation', rebalanceEvent(M), undefined],
  ['EC2 Instance State-change Notification', stateEvent(M, 'terminated'), 0],
  ['EC2 Instance-terminate Lifecycle Action', terminatingEvent(M), 3600],
  ['AWS Health Event', healthEvent([M], { starts: '2026-01-01T01:00:00Z' }), 3540],
])('%s ends its waiting when the page says so', (type, event, seconds) => {
  const content = readInterruption(JSON.stringify(event));
  if (content.is !== 'notices' || !content.notices[0]) throw new Error('found no notice');
  expect((event as Record<string, unknown>)['detail-type']).toBe(type);
  const one = noted(new Map(), content.notices[0]).get(M);
  const waits = one?.deadlineAt && (Date.parse(one.deadlineAt) - Date.parse(one.causes[0]?.at ?? '')) / 1000;
  expect(waits).toBe(seconds);
});

test('every reason of the code is in the table', () => {
  const code = ['decided', 'found', 'round'].map((name) =>
    readFileSync(path.join(root, `src/operator/interruptions/${name}.ts`), 'utf8'),
  );
  const own = [...code.join('').matchAll(/reason: '(\w+)'/g)].map(([, reason]) => reason);
  const drains = readFileSync(path.join(root, 'src/manifest/agent-drain-state.ts'), 'utf8');
  const theirs = quotedReasons(/ended: z[\s\S]*?reason: z\.enum\(\[(.*)\]\)/.exec(drains)?.[1] ?? '');
  expect([...firsts('The hook')].sort()).toEqual([...new Set([...own, ...theirs])].sort());
});

const quotedReasons = (list: string) => [...list.matchAll(/'(\w+)'/g)].map(([, reason]) => reason);

test('the hook is what the page calls it', () => {
  expect(page).toContain(`It is called \`${DRAIN_HOOK}\``);
  expect(page).toContain(`is \`${DRAIN_HOOK_RESULT}\``);
  const metadata = /```json\n(.*)\n```/.exec(page)?.[1];
  expect(readDrainHookMetadata(metadata)).toEqual(JSON.parse(metadata ?? ''));
  expect(readDrainHookMetadata('{}')).toEqual({
    deadlineSeconds: 3600,
    heartbeatSeconds: 30,
    markGone: false,
  });
});
