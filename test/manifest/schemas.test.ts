import {
  GONE_AGENTS_ANNOTATION,
  goneAgents,
  jsonSchemas,
  parseBySchema,
  shuffleServiceManifest,
  sparkDefaultsManifest,
} from '../../src/manifest';
import { kinds } from '../../src/operator/kinds';
import { defaults, service } from '../operator/support/manifests';

test('what may be left out of a ShuffleService is filled in', () => {
  expect(parseBySchema(shuffleServiceManifest, service()).spec).toMatchObject({
    upgrade: { whenInUse: 'Wait' },
    deletionPolicy: 'Retain',
    paused: false,
  });
});

const app = service().spec.app;
const wrong: readonly (readonly [string, object, string])[] = [
  ['a port that is no slot', { port: 8000 }, 'spec.port: found 8000, wanted one of `slots`'],
  [
    'an app that says what only the operator knows',
    { app: { ...app, instances: 3 } },
    'wanted none of id, instances, role, acceptedResourceRoles: they belong to the operator',
  ],
  ['no health check (rule 11)', { app: { ...app, healthChecks: [] } }, 'spec.app.healthChecks: found []'],
  [
    'a health check that kills (rule 11)',
    { app: { ...app, healthChecks: [{ protocol: 'MESOS_TCP', maxConsecutiveFailures: 0 }] } },
    'spec.app.healthChecks[0].maxConsecutiveFailures: found 0, wanted 2147483647',
  ],
  ...[
    ['rack', 'MAX_PER', '1'],
    ['rack', 'GROUP_BY'],
    ['rack', 'UNIQUE'],
    ['rack', 'CLUSTER'],
  ].map((constraint): (typeof wrong)[number] => [
    `the constraint ${constraint.join(' ')}, which leaves eligible agents without a task (rule 1)`,
    { app: { ...app, constraints: [...app.constraints, constraint] } },
    'wanted none but ["hostname", "UNIQUE"] that depends on where other tasks run',
  ]),
  [
    'ports that are not required',
    { app: { ...app, requirePorts: false } },
    'spec.app.requirePorts: found false, wanted true',
  ],
];

test.each(wrong)('fails on %s', (_, spec, message) => {
  const manifest = { ...service(), spec: { ...service().spec, ...spec } };
  expect(() => parseBySchema(shuffleServiceManifest, manifest)).toThrow(message);
});

test('fails on defaults that name the port themselves', () => {
  const manifest = defaults({ properties: { 'spark.shuffle.service.port': '7337' } });
  expect(() => parseBySchema(sparkDefaultsManifest, manifest)).toThrow(
    'wanted without spark.shuffle.service.port: the operator puts in the port that is active',
  );
});

test.each([
  [undefined, []],
  ['', []],
  ['10.0.0.7', ['10.0.0.7']],
  ['b, a\n a,,', ['a', 'b']],
])('the annotation %j names %j', (text, hosts) => {
  const annotations = text === undefined ? {} : { annotations: { [GONE_AGENTS_ANNOTATION]: text } };
  expect(goneAgents(annotations)).toEqual(hosts);
});

test('there is a JSON Schema of every kind of the operator, and of what else lies in the stores', () => {
  const others = ['ManifestIndex', 'Status'];
  const documents = Object.keys(jsonSchemas());
  const names = kinds.map(({ kind }) => kind);
  expect(documents.filter((name) => !names.includes(name))).toEqual(others);
  expect(names.filter((name) => !documents.includes(name))).toEqual([]);
  for (const [name, schema] of Object.entries(jsonSchemas())) {
    const known = others.includes(name) ? undefined : { const: name };
    expect([name, schema]).toMatchObject([
      name,
      { title: name, ...(known && { properties: { kind: known } }) },
    ]);
  }
});

test('a JSON Schema describes what is written', () => {
  const schemas = jsonSchemas();
  expect(schemas['ShuffleService']).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    required: ['apiVersion', 'kind', 'metadata', 'spec'],
    additionalProperties: false,
    properties: {
      kind: { const: 'ShuffleService' },
      spec: { required: ['role', 'slots', 'sparkVersion', 'sharedDirectory', 'app'] },
    },
  });
});
