import { parse } from 'yaml';
import { variantsOf } from '../../../src/cli/reading/schema-node';
import { jsonSchemas } from '../../../src/manifest';
import { kinds } from '../../../src/operator/kinds';
import { runHere } from '../buffer-io';

type Schema = Parameters<typeof variantsOf>[0];

const explain = (...words: string[]) => runHere(['explain', ...words]);

test('a field: its type, its default, what it means, and those below it', async () => {
  const { code, stdout, stderr } = await explain('svc.spec.upgrade');
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toBe(
    [
      'ShuffleService.spec.upgrade  object, default {"whenInUse":"Wait"}',
      '  When an older version of the service may end.',
      '',
      '  whenInUse  Wait | Proceed, required',
      '    "Proceed": after "deadlineSeconds" it ends although it is in use, or nobody knows.',
      '',
      '  overlapSeconds  integer, from 0, default 300',
      '    At least so long both run: whoever read the old port starts meanwhile. Default: 5 minutes.',
      '',
      '  quietSeconds  integer, from 0, default 600',
      '    So long no agent may have seen a connection: twice the longest time-out that applications',
      '    configure ("spark.network.timeout" and its like). Default: 10 minutes, for 300 s.',
      '',
      '  deadlineSeconds  integer, from 0, default 86400',
      '    Counted from the switch; of no effect with "Wait". Default: a day.',
      '',
    ].join('\n'),
  );
});

test.each([
  ['SparkDispatcher.spec.port', 'SparkDispatcher.spec.port  integer, from 1 to 65535, default 7077'],
  ['svc.spec.app.healthChecks.protocol', 'ShuffleService.spec.app.healthChecks.protocol  string'],
  ['svc.spec.app.healthChecks[0].protocol', 'ShuffleService.spec.app.healthChecks.protocol  string'],
  ['defaults.spec.properties.anything', 'SparkDefaults.spec.properties.anything  string'],
  ['app.spec.adopt', 'MarathonApp.spec.adopt  boolean | string, default false'],
  ['svc.spec.slots', 'ShuffleService.spec.slots  list of integer'],
  ['dispatcher.spec.deletionPolicy', 'SparkDispatcher.spec.deletionPolicy  Retain | Drain | Teardown'],
  ['status.status.agents.rows.port', 'Status.status.agents.rows.port  integer'],
  ['manifestindex', 'ManifestIndex  object'],
])('%s, through lists, maps and unions', async (word, line) => {
  const { code, stdout } = await explain(word);
  expect(code).toBe(0);
  expect(stdout.split('\n')[0]?.startsWith(line)).toBe(true);
});

test('forms that exclude one another are told apart', async () => {
  const { stdout } = await explain('SparkDispatcher.spec');
  expect(stdout).toContain('\n  either, provider Marathon:\n');
  expect(stdout).toContain('\n  either, provider Package:\n');
});

test('-r names everything below', async () => {
  const { stdout } = await explain('svc', '-r');
  expect(stdout).toContain(
    '\n    upgrade  object, default {"whenInUse":"Wait"}\n      whenInUse  Wait | Proceed, required\n',
  );
  expect(stdout).not.toContain('Default:');
});

test.each([
  ['svc.spec.upgrad', 'Did you mean upgrade? ShuffleService.spec has role, slots,'],
  ['ShufleService', 'Did you mean ShuffleService? Wanted one of'],
  ['svc.spec.role.name', 'ShuffleService.spec.role has no fields that are described.'],
  ['svc.spec.constructor', 'ShuffleService.spec has role,'],
])('%s is a wrong command line', async (word, message) => {
  const { code, stderr } = await explain(word);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test('machines get the JSON Schema of the place', async () => {
  const { stdout } = await explain('svc.spec.role', '-o', 'json');
  expect(JSON.parse(stdout)).toMatchObject({ type: 'string', minLength: 1 });
  expect(parse((await explain('svc', '-o', 'yaml')).stdout)).toMatchObject({ title: 'ShuffleService' });
});

describe('every kind', () => {
  const schemas = jsonSchemas() as Readonly<Record<string, Schema>>;

  test.each(kinds.map(({ kind }) => kind))('%s says of each field of its spec what it means', (kind) => {
    const spec = schemas[kind]?.properties?.['spec'];
    const fields = spec ? variantsOf(spec).flatMap((one) => Object.entries(one.properties ?? {})) : [];
    expect(fields.length).toBeGreaterThan(0);
    expect(fields.filter(([, { description }]) => !description).map(([name]) => name)).toEqual([]);
  });
});
