import fc from 'fast-check';
import { eventNames } from '../../src/io/marathon-events';
import { recordTypes } from '../../src/io/mesos-events';

/** The same bytes in pieces that end anywhere. */
function pieces(bytes: Buffer, cuts: readonly number[]): readonly Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return places.slice(1).map((end, i) => bytes.subarray(places[i], end));
}

const cuts = fc.array(fc.nat(), { maxLength: 12 });

test("the names of Marathon's events are found, however the stream is cut (recording 31)", () => {
  const names = ['deployment_info', 'status_update_event', 'deployment_success'];
  fc.assert(
    fc.property(cuts, fc.constantFrom('\r\n', '\n', '\r'), (at, eol) => {
      const event = (name: string) =>
        `event: ${name}${eol}data: {"text":"event: no","long":"${'x'.repeat(500)}"}${eol}${eol}`;
      const found: string[] = [];
      const parse = eventNames((name) => found.push(name));
      for (const piece of pieces(Buffer.from(eol + names.map(event).join(eol)), at)) parse(piece);
      expect(found).toEqual(names);
    }),
  );
});

test("the types of Mesos' records are found, however the stream is cut", () => {
  const record = (text: string) => `${Buffer.byteLength(text)}\n${text}`;
  const stream = [
    `{"type":"SUBSCRIBED","subscribed":{"text":"${'\u{1f980}'.repeat(300)}"}}`,
    '{"type":"HEARTBEAT"}',
    '{"type":"AGENT_ADDED","agent_added":{"type":"no"}}',
    '{"other":"AGENT_ADDED"}',
    '{"type":"AGENT_REMOVED"}',
  ];
  fc.assert(
    fc.property(cuts, (at) => {
      const found: string[] = [];
      const parse = recordTypes((type) => found.push(type));
      for (const piece of pieces(Buffer.from(stream.map(record).join('')), at)) parse(piece);
      expect(found).toEqual(['SUBSCRIBED', 'HEARTBEAT', 'AGENT_ADDED', 'AGENT_REMOVED']);
    }),
  );
});

test('of the record of an agent that came all is told, however the stream is cut, of others the beginning', () => {
  const filler = 'x'.repeat(3000);
  const texts = ['AGENT_ADDED', 'AGENT_REMOVED', 'AGENT_ADDED'].map((type, i) =>
    JSON.stringify({ type, text: `${filler}\u{1f980}`, i }),
  );
  const stream = Buffer.from(texts.map((text) => `${Buffer.byteLength(text)}\n${text}`).join(''));
  fc.assert(
    fc.property(cuts, (at) => {
      const found: string[] = [];
      const parse = recordTypes((_, record) => found.push(record));
      for (const piece of pieces(stream, at)) parse(piece);
      expect(found).toEqual([texts[0], texts[1]?.slice(0, 256), texts[2]]);
    }),
  );
});

test.each(['<html>', '\n', '12x\n', '1234567890123456\n'])('%j is no record', (text) => {
  expect(() => recordTypes(() => {})(Buffer.from(text))).toThrow('the stream is no RecordIO');
});

test('a snapshot of a hundred megabytes is passed over', () => {
  const found: string[] = [];
  const parse = recordTypes((type) => found.push(type));
  const head = '{"type":"SUBSCRIBED","subscribed":"';
  const [chunk, times] = [Buffer.alloc(64 * 1024, 'x'), 1600];
  parse(Buffer.from(`${head.length + chunk.length * times}\n${head}`));
  const before = process.memoryUsage().arrayBuffers;
  for (let i = 0; i < times; i++) parse(chunk);
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1e6);
  parse(Buffer.from('20\n{"type":"HEARTBEAT"}'));
  expect(found).toEqual(['SUBSCRIBED', 'HEARTBEAT']);
});
