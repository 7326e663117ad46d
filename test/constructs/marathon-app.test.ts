import { Token } from 'cdktf';
import { ManifestStore } from '../../constructs/manifest-store';
import { MarathonApp, type MarathonAppProps } from '../../constructs/marathon-app';
import { matchers, type SynthesizedStack, synthesize } from '../../constructs/testing';

expect.extend(matchers);

const WEB = { id: '/web', cmd: 'sleep 1000', cpus: 0.1, mem: 64, instances: 2 };
const late = () => Token.asString({ toString: () => '', resolve: () => '${data.x.y}', creationStack: [] });

function build(props: Partial<MarathonAppProps> = {}): SynthesizedStack {
  return synthesize((stack) => {
    const store = new ManifestStore(stack, 'store');
    const app = new MarathonApp(stack, 'web', { store, name: 'web', app: WEB, ...props });
    expect([app.name, app.appId]).toEqual(['web', props.app?.id ?? '/web']);
  });
}

test('writes the whole app, with every default named', () => {
  expect(build()).toHaveManifest('MarathonApp', 'web', {
    spec: {
      app: WEB,
      adopt: false,
      upgrade: { onChange: 'Update', whenQueued: 'Wait', whenStuck: 'Tell', progressDeadlineSeconds: 600 },
      deletionPolicy: 'Retain',
      paused: false,
    },
  });
});

test('what is asked for is written', () => {
  const given = {
    adopt: 'MarathonApp/old',
    upgrade: { onChange: 'Hold', whenQueued: 'Proceed', whenStuck: 'Stop', progressDeadlineSeconds: 60 },
    deletionPolicy: 'Drain',
    paused: true,
  } as const;
  const stack = build({ ...given, labels: { team: 'a' }, annotations: { b: 'c' } });
  expect(stack).toHaveManifest('MarathonApp', 'web', {
    metadata: { name: 'web', labels: { team: 'a' }, annotations: { b: 'c' } },
    spec: given,
  });
});

test('texts may be late', () => {
  const stack = build({ app: { ...WEB, env: { HOST: late() }, labels: { team: late() } } });
  expect(stack).toHaveManifest('MarathonApp', 'web', {
    spec: { app: { env: { HOST: '${data.x.y}' }, labels: { team: '${data.x.y}' } } },
  });
});

test('warns of what can never end, and of a lost task that may never be replaced', () => {
  const warnings = (app: Readonly<Record<string, unknown>>): readonly unknown[] => {
    let found: readonly unknown[] = [];
    synthesize((stack) => {
      const store = new ManifestStore(stack, 'store');
      const { node } = new MarathonApp(stack, 'web', { store, name: 'web', app: { ...WEB, ...app } });
      found = node.metadata.filter(({ type }) => type === '@cdktf/warn').map(({ data }) => data);
    });
    return found;
  };
  expect(warnings({})).toEqual([]);
  expect(warnings({ portDefinitions: [{ port: 7000 }], requirePorts: true })).toEqual([
    expect.stringContaining('app: minimumHealthCapacity 1 keeps 2 of 2 tasks'),
  ]);
  expect(warnings({ unreachableStrategy: { inactiveAfterSeconds: 300, expungeAfterSeconds: 600 } })).toEqual([
    expect.stringContaining('app: unreachableStrategy {300, 600}'),
  ]);
});

test.each<[string, Partial<MarathonAppProps>, readonly string[]]>([
  [
    'everything at once',
    { name: 'Web', app: { id: 'web', cmd: 'x', instnaces: 3 } as never },
    [
      'test/web.name: found "Web", wanted lower-case letters, digits and inner dashes',
      'test/web.app.id: found "web", wanted a path such as',
      'test/web.app.cmd: found something else (not shown: it may hold a secret), wanted a command of two letters or more',
      'test/web.app.instnaces: found 3, wanted instances?',
    ],
  ],
  [
    'a late id',
    { app: { ...WEB, id: `/${Token.asString({ a: 1 })}` } },
    ['test/web.app.id: found a value that only Terraform will know'],
  ],
  [
    'a late number',
    { app: { ...WEB, mem: Token.asNumber({ a: 1 }) } },
    ['test/web.app.mem: found a value that only Terraform will know'],
  ],
  [
    "the operator's label",
    { app: { ...WEB, labels: { 'mesos-spark.owner': 'me' } } },
    ["wanted no such label: it is the operator's"],
  ],
  ['an owner that is none', { adopt: 'somebody' }, ['test/web.adopt: found "somebody", wanted']],
  [
    'a deadline of a second',
    { upgrade: { progressDeadlineSeconds: 1 } },
    ['test/web.upgrade.progressDeadlineSeconds: found 1, wanted'],
  ],
])('fails on %s', (_, props, messages) => {
  for (const message of messages) expect(() => build(props)).toThrow(message);
});
