import { agentDrainSpec, agentDrainStateSchema } from '../../../../src/manifest';
import { pages, quoted, rowsOf, section, sourcesIn, textOf } from '../../../docs/page';

const page = pages.agentDrain;
const code = [...sourcesIn('src/operator/kinds/agent-drain').values()].join('\n');
const set = (all: readonly string[]) => [...new Set(all)].sort();
const firsts = (heading: string) => rowsOf(section(page, heading)).map(([cell]) => quoted(cell)[0] ?? '');

/** `Type/Reason` of each condition, as the page explains it. */
const explained = rowsOf(section(page, 'Conditions')).flatMap(([type, reasons]) =>
  quoted(reasons).map((reason) => `${quoted(type)[0]}/${reason}`),
);

function given(): readonly string[] {
  const typed = [...code.matchAll(/\bsay\(\s*'(\w+)',\s*'\w+',\s*'(\w+)'/g)].map((m) => `${m[1]}/${m[2]}`);
  const no = [...code.matchAll(/\bno\(\s*([^,]*?)'(\w+)'(?: : '(\w+)')?,/g)];
  const found = [...code.matchAll(/\breason: '(Agent\w+)'/g)].map((m) => `Resolved/${m[1]}`);
  const removed = [...code.matchAll(/type: 'Removed',\s*status: '\w+',\s*reason: '(\w+)'/g)];
  const ended = agentDrainStateSchema.shape.ended.unwrap().shape.reason.options;
  return [
    ...typed,
    ...no.flatMap(([, , one, other]) =>
      [one, other].flatMap((reason) => (reason ? [`Drained/${reason}`] : [])),
    ),
    ...found,
    ...removed.map(([, reason]) => `Removed/${reason}`),
    ...ended.map((reason) => `Drained/${reason}`),
  ];
}

test('every condition and reason is explained, and no other', () => {
  expect(explained).toHaveLength(new Set(explained).size);
  // What the engine says where nothing were looked after, which never happens here.
  expect(set(explained)).toEqual(set(given()));
  expect(explained.length).toBeGreaterThan(15);
});

test('every field of the spec is explained, with its default', () => {
  expect(firsts('Spec')).toEqual(Object.keys(agentDrainSpec.shape));
  const { quietSeconds, removeTask, markGone, terminate, paused } = agentDrainSpec.parse({ agent: 'a1' });
  const defaults = { quietSeconds, removeTask, markGone, terminate, paused };
  const rows = rowsOf(section(page, 'Spec'));
  for (const [name, value] of Object.entries(defaults)) {
    expect(quoted(rows.find(([cell]) => quoted(cell)[0] === name)?.[1])).toEqual([`${value}`]);
  }
});

test('every action is explained, and no other', () => {
  const model = textOf('src/operator/kinds/agent-drain/model.ts');
  const actions = [...model.matchAll(/'([a-z]+-[a-z]+|cordon|uncordon)'/g)].map(([, one = '']) => one);
  const known = actions.filter((one) => one !== 'mesos-spark');
  expect(set(firsts('What is written'))).toEqual(set(known));
});
