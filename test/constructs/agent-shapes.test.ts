import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Token } from 'cdktf';
import { AgentGroup } from '../../constructs/agent-group';
import type { AgentGroupProps } from '../../constructs/agent-group-props';
import { AgentImage } from '../../constructs/agent-image';
import { DeployedAgents } from '../../constructs/deployed-agents';
import { EphemeralStorage } from '../../constructs/ephemeral-storage';
import { synthesize } from '../../constructs/testing';
import { SHUFFLE } from '../support/agent-boot';
import { only, problemsOf } from '../support/agent-group';
import { dcosCluster } from '../support/cluster';

/** The group, the refresh that it renders, and what it tells people. */
function group(props: Partial<AgentGroupProps> = {}) {
  const made: AgentGroup[] = [];
  const stack = synthesize((scope) => {
    made.push(
      new AgentGroup(scope, 'spark', {
        cluster: dcosCluster(scope),
        instanceType: 'i3.2xlarge',
        capacity: { min: 3, max: 50 },
        storage: EphemeralStorage.instanceStore(),
        reservations: [SHUFFLE],
        attributes: { workload: 'spark' },
        ...props,
      }),
    );
  });
  const agents = made[0] ?? nothing();
  const told = agents.node.metadata.map(({ type, data }) => `${type}: ${String(data).split('\n')[0]}`);
  return { agents, told, refresh: only(stack, 'aws_autoscaling_group')['instance_refresh'] !== undefined };
}

function nothing(): never {
  throw new Error('found no group');
}

const first = DeployedAgents.parse(group().agents.shapes);
const grown = { attributes: { workload: 'spark', rack: 'r1' } };
const minHealthyPercentage = 90;
const refreshing = {
  drainOnTermination: { operator: 'elsewhere' as const },
  instanceRefresh: { minHealthyPercentage },
};

test('compares with nothing unless it is told what runs, and refreshes as it is asked to', () => {
  expect(group()).toMatchObject({ agents: { change: undefined }, told: [], refresh: false });
  expect(group(refreshing).refresh).toBe(true);
});

describe('told what runs, a group', () => {
  test.each<[string, Partial<AgentGroupProps>, string, string | undefined, boolean]>([
    ['says nothing of nothing', {}, 'none', undefined, false],
    ['informs of what agents can take', grown, 'additive', 'info', false],
    [
      'informs of a secret that agents fetch once they are told',
      { sparkSecrets: ['arn:aws:secretsmanager:us-east-1:123456789012:secret:spark-x1Y2z3'] },
      'additive',
      'info',
      false,
    ],
    ['warns of what costs agents their id', { attributes: {} }, 'newAgentId', 'warn', false],
    [
      'warns of what needs machines, and replaces them',
      { instanceType: 'i3.4xlarge' },
      'newMachine',
      'warn',
      true,
    ],
    [
      'takes another image for another machine',
      { image: AgentImage.id('ami-0a') },
      'newMachine',
      'warn',
      true,
    ],
    [
      'does not refresh for a text that only later machines have',
      { keyName: 'key' },
      'none',
      undefined,
      false,
    ],
    [
      'cannot tell what Terraform alone knows',
      { instanceType: Token.asString({ Ref: 'x' }) },
      'none',
      undefined,
      false,
    ],
  ])('%s', (_, props, kind, level, refreshes) => {
    const { agents, told, refresh } = group({ ...props, deployed: first, ...refreshing });
    expect(agents.change?.kind).toBe(kind);
    expect(told.map((text) => text.replace(/@cdktf\/(\w+): (\w+):.*/, '$1 $2'))).toEqual(
      level === undefined ? [] : [`${level} ${kind}`],
    );
    expect(refresh).toBe(refreshes);
    expect(group({ ...props, deployed: first }).refresh).toBe(false);
  });

  test('replaces machines for any change where it is asked to', () => {
    expect(
      group({ deployed: first, ...refreshing, instanceRefresh: { minHealthyPercentage, when: 'always' } })
        .refresh,
    ).toBe(true);
  });
});

// Not to be written anew: people keep what a version wrote. Where this fails, a new part of a shape has to be left out
// while it says what machines had before it, or every group of everybody asks for new machines.
test('what version 0.1 wrote of this group is this group', () => {
  const written = readFileSync(path.join(__dirname, '../golden/agent/shapes-0.1.json'), 'utf8');
  expect(group({ deployed: DeployedAgents.parse(written) }).agents.change).toEqual({
    kind: 'none',
    reasons: [],
  });
});

describe('what the next synth is told', () => {
  const shapes = (props: Partial<AgentGroupProps>) => DeployedAgents.parse(group(props).agents.shapes).shapes;

  test('is each shape of which machines may run, once', () => {
    expect(shapes({ deployed: first })).toEqual(first.shapes);
    const [before, after, ...more] = shapes({ ...grown, deployed: first });
    expect([before, more]).toEqual([first.shapes[0], []]);
    expect(after?.attributes).toEqual(grown.attributes);
    // To go back is nothing to the old machines, and too much for those that started in between.
    const deployed = DeployedAgents.parse(group({ ...grown, deployed: first }).agents.shapes);
    expect(group({ deployed }).agents.change?.kind).toBe('newAgentId');
  });

  test('forgets machines that are replaced', () => {
    const props = { deployed: first, instanceType: 'i3.4xlarge' };
    expect(shapes(props)).toHaveLength(2);
    expect(shapes({ ...props, ...refreshing })).toHaveLength(1);
  });

  test('holds no reference that Terraform would follow', () => {
    const { agents } = group({ agentFlags: { customFlags: { x: '${b}%{c}' } } });
    expect(agents.shapes).toContain('$${b}%%{c}');
  });
});

describe('a file of outputs', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'deployed-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const text = JSON.stringify(first.shapes);
  const read = (content: string, output = 'shapes') => {
    const file = path.join(folder, 'deployed.json');
    writeFileSync(file, content);
    return DeployedAgents.fromFile(file, { stack: 'shuffle', output });
  };

  test.each([
    ['of cdktf', { shuffle: { shapes: text, other: 'x' } }],
    ['of Terraform', { shapes: { sensitive: false, type: 'string', value: text } }],
  ])('%s is read', (_, json) => {
    expect(read(JSON.stringify(json))?.shapes).toEqual(first.shapes);
    expect(read(JSON.stringify(json), 'another')).toBeUndefined();
  });

  test('that is not there is one of before the first deployment', () => {
    expect(DeployedAgents.fromFile(path.join(folder, 'none'), { stack: 'a', output: 'b' })).toBeUndefined();
  });

  test.each([
    ['no JSON', '{', 'deployed.json: found "{", wanted JSON as'],
    ['a text that is none', '{"shuffle":{"shapes":"x"}}', 'deployed.json: shapes: found "x", wanted JSON as'],
    ['an object', '{"shuffle":{"shapes":{}}}', 'deployed.json: shapes: found {}, wanted JSON as'],
    [
      'something else',
      '{"shuffle":{"shapes":"[1]"}}',
      'deployed.json: shapes[0]: found 1, wanted the shape of an agent',
    ],
  ])('fails with %s', (_, content, message) => {
    const [problem = '', ...more] = problemsOf(() => read(content));
    expect(problem.replace(`${folder}/`, '').startsWith(message)).toBe(true);
    expect(more).toEqual([]);
  });

  test('that cannot be read fails', () => {
    expect(problemsOf(() => DeployedAgents.fromFile(folder, { stack: 'a', output: 'b' }))).toEqual([
      `${folder}: found the error EISDIR, wanted a file that can be read`,
    ]);
  });
});
