import { resourceText } from '../../../src/domain/mesos/resource-value';
import { readResources } from '../../../src/domain/mesos/resources-reader';

/** What the parser of apache/mesos c1b42f79d answered to these: the log text of the resources, or the refusal. */
function reading(value: string): string {
  const made = readResources(value, '*');
  return 'error' in made ? `refused: ${made.error}` : made.resources.map(resourceText).join('; ');
}

const scalar = (value: string) => `[{"name":"cpus","type":"SCALAR","scalar":{"value":${value}}}]`;
const owned = (reservations: string) =>
  `[{"name":"cpus","type":"SCALAR","scalar":{"value":1},"reservations":${reservations}}]`;

test.each([
  ['cpus:1; ', "refused: Bad value for resources, missing or extra ':' in  "],
  ['cpus: ', 'refused: Failed to parse resource cpus value   error Expecting non-empty string'],
  ['()cpus:1', 'refused: Empty resource name'],
  ['cpus(a)b(c):1', 'cpus(reservations: [(STATIC,a)]):1'],
  ['cpus:.5;cpus:1.;cpus:+2', 'cpus:3.5'],
  ['cpus:0x10', 'refused: Bad type for resource cpus value 0x10 type TEXT'],
  ['cpus:1e400', 'refused: Bad type for resource cpus value 1e400 type TEXT'],
  ['cpus:1e-310', 'refused: Failed to parse resource cpus value 1e-310 error Subnormal values not supported'],
  ['cpus:9223372036854776', 'refused: Invalid scalar resource: value <= 0'],
  ['mem:1000000000000005', 'mem:1e+15'],
  ['mem:9000000000000000;mem:9000000000000000', 'mem:-446744073709552'],
  ['ports:[0x10-0x1F,+5-007]', 'ports:[5-7, 16-31]'],
  ['ports:[5-1,1-9]', 'ports:[1-9]'],
  ['ports:[4-1,2-3]', 'ports:[2-3]'],
  ['ports:[0-18446744073709551615,5-6]', 'refused: Invalid ranges resource: overlapping ranges'],
  [
    'ports:[1-18446744073709551616]',
    "refused: Failed to parse resource ports value [1-18446744073709551616] error Expecting non-negative integers in '1'",
  ],
  ['names:a{b}', "refused: Failed to parse resource names value a{b} error Unexpected '{' found"],
  ['names:{[1]}', "refused: Failed to parse resource names value {[1]} error Unexpected '[' found"],
  ['names:{a b, c}', 'names:{ab, c}'],
])('reads the text %j', (value, text) => {
  expect(reading(value)).toBe(text);
});

test.each([
  [' [] ', ''],
  ['[] x', "refused: Bad value for resources, missing or extra ':' in [] x"],
  ['[,]', "refused: Bad value for resources, missing or extra ':' in [,]"],
  [`${'['.repeat(300)}${']'.repeat(300)}`, expect.stringContaining("missing or extra ':' in [[[")],
  ['[[]]', 'refused: Some JSON resources were not formatted properly: Expecting a JSON object'],
  [scalar('01.50'), 'cpus:1.5'],
  [scalar('-.5'), 'refused: Invalid scalar resource: value <= 0'],
  [scalar('1e400'), expect.stringContaining("missing or extra ':'")],
  [scalar('"8"'), 'cpus:8'],
  [scalar('"8x"'), 'cpus:8'],
  [scalar('"8 "'), expect.stringContaining("Failed to parse '8 ' as a JSON number for field 'value'")],
  [scalar('"Infinity"'), 'refused: Invalid scalar resource: value <= 0'],
  [
    scalar('true'),
    "refused: Some JSON resources were not formatted properly: Not expecting a JSON boolean for field 'value'",
  ],
  [
    scalar('[1]'),
    "refused: Some JSON resources were not formatted properly: Not expecting a JSON array for field 'value'",
  ],
  [
    scalar('null'),
    'refused: Some JSON resources were not formatted properly: Missing required fields: scalar.value',
  ],
  [
    '[{"name":1,"type":"SCALAR"}]',
    "refused: Some JSON resources were not formatted properly: Not expecting a JSON number for field 'name'",
  ],
  ['[{"name":"\\u00f6\\ud83d\\ude00\\n","type":"SET","set":{"item":"a"}}]', 'ö😀\n:{a}'],
  ['[{"name":"\\ud83d","type":"SET"}]', expect.stringContaining("missing or extra ':'")],
  ['[{"name":"a","name":"b","type":"SET","set":{"item":["x"]}}]', 'b:{x}'],
  [
    '[{"name":"p","type":"RANGES","ranges":{"range":[{"begin":3,"end":4},{"begin":1,"end":2}]}}]',
    'p:[3-4, 1-2]',
  ],
  ['[{"name":"p","type":"RANGES","ranges":{"range":{"begin":1.9,"end":-1}}}]', 'p:[1-18446744073709551615]'],
  [
    '[{"name":"p","type":"RANGES","ranges":{"range":[{"begin":5,"end":9},{"begin":1,"end":6}]}}]',
    'p:[5-9, 1-6]',
  ],
  [
    '[{"name":"p","type":"RANGES","ranges":{"range":[{"begin":5}]}}]',
    'refused: Some JSON resources were not formatted properly: Missing required fields: ranges.range[0].end',
  ],
  ['[{"name":"x","type":"SCALAR","set":{}}]', 'refused: Invalid scalar resource'],
  ['[{"name":"x","type":"SET","scalar":{"value":1}}]', 'refused: Invalid set resource'],
  ['[{"name":"x","type":"RANGES","set":{}}]', 'refused: Invalid ranges resource'],
])('reads the JSON %j', (value, text) => {
  expect(reading(value)).toEqual(text);
});

test.each([
  [owned('{"role":"a","type":"STATIC"}'), 'cpus(reservations: [(STATIC,a)]):1'],
  [
    owned('[{"role":"a"}]'),
    "refused: Invalid reservation: 'Resource.ReservationInfo.type' field must be set.",
  ],
  [
    owned('[{"role":"a","type":"X"}]'),
    "refused: Invalid reservation: 'Resource.ReservationInfo.type' field must be set.",
  ],
  [
    owned('[{"type":"STATIC"}]'),
    "refused: Invalid reservation: 'Resource.ReservationInfo.role' field must be set.",
  ],
  [owned('[{"role":"a","type":"UNKNOWN"}]'), "refused: Unsupported 'Resource.ReservationInfo.Type'"],
  [
    owned('[{"role":"a","type":"STATIC"},{"role":"a/b","type":"UNKNOWN"}]'),
    'cpus(reservations: [(STATIC,a),(UNKNOWN,a/b)]):1',
  ],
  [
    owned('[{"role":"a","type":"STATIC"},{"role":"a/b","type":"STATIC"}]'),
    'refused: Invalid refined reservation: A refined reservation cannot be STATIC',
  ],
  [
    owned('[{"role":"a","type":"STATIC"},{"role":"ab","type":"DYNAMIC"}]'),
    "refused: Invalid refined reservation: role 'ab' is not a refinement of 'a'",
  ],
  [
    owned(
      '[{"role":"a","type":"STATIC","principal":"p","labels":{"labels":[{"key":"k","value":"v"},{"key":"l"}]}}]',
    ),
    'cpus(reservations: [(STATIC,a,p,{k: v, l})]):1',
  ],
  [
    '[{"name":"cpus","type":"SCALAR","scalar":{"value":1},"role":"a","reservation":{}}]',
    expect.stringContaining('Dynamic reservations cannot be'),
  ],
  [
    '[{"name":"cpus","type":"SCALAR","scalar":{"value":1},"reservation":{}}]',
    'refused: the agent aborts: a dynamic reservation needs a role other than "*"',
  ],
  [
    '[{"name":"cpus","type":"SCALAR","scalar":{"value":1},"revocable":{}}]',
    expect.stringContaining('Revocable resources cannot be'),
  ],
  ['[{"name":"cpus","type":"SCALAR","scalar":{"value":0},"revocable":{}}]', ''],
  [
    '[{"name":"cpus","type":"SCALAR","scalar":{"value":1},"shared":{}}]',
    'refused: Resource cpus cannot be shared',
  ],
])('reads the owner %j', (value, text) => {
  expect(reading(value)).toEqual(text);
});

const disk = (info: string) => `{"name":"disk","type":"SCALAR","scalar":{"value":5},"disk":${info}}`;

test.each([
  ['{"source":{"type":"MOUNT","mount":{"root":"/m"}}}', 'disk[MOUNT:/m]:5; disk[MOUNT:/m]:5'],
  ['{"source":{"type":"PATH","path":{"root":"/p"}}}', 'disk[PATH:/p]:10'],
  ['{"source":{"type":"PATH"}}', 'disk[PATH]:10'],
  ['{"source":{"type":"RAW"}}', 'disk[RAW]:10'],
  ['{"source":{"type":"RAW","id":"i","vendor":"v"}}', 'disk[RAW(v,i,)]:5; disk[RAW(v,i,)]:5'],
  ['{"source":{"type":"BLOCK","mount":{}}}', 'refused: Mount should not be set for BLOCK disk source'],
  ['{"source":{"type":"RAW","path":{}}}', 'refused: Path should not be set for RAW disk source'],
  ['{"source":{"type":"UNKNOWN"}}', "refused: Unsupported 'DiskInfo.Source.Type' in 'UNKNOWN'"],
  ['{"persistence":{"id":"p"}}', 'refused: Persistent volumes cannot be specified at the command line'],
  ['{"volume":{"mode":"RO","container_path":"c","host_path":"/h"}}', 'disk[:/h:c:ro]:10'],
  ['{"volume":{"mode":"RW","container_path":"c"}}', 'disk[:c]:10'],
])('reads two disks %j', (info, text) => {
  expect(reading(`[${disk(info)},${disk(info)}]`)).toBe(text);
});

test('fails on a place for what is no disk', () => {
  expect(reading('[{"name":"cpus","type":"SCALAR","scalar":{"value":1},"disk":{}}]')).toBe(
    'refused: DiskInfo should not be set for cpus resource',
  );
});
