import fc from 'fast-check';
import { Ranges } from '../../../src/domain/core/ranges';
import { type ResourceItem, Resources } from '../../../src/domain/mesos/resources';

export const role = fc.constantFrom('*', 'shuffle', 'a/b', 'slave_public');

/** Any amount that Mesos keeps exactly: thousandths. */
const amount = fc.integer({ min: 1, max: 50_000_000 }).map((thousandths) => thousandths / 1000);

export const ports = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 65_000 }), fc.integer({ min: 0, max: 500 })), { maxLength: 8 })
  .map((ranges) => Ranges.of(...ranges.map(([begin, more]) => [begin, begin + more] as const)));

const item: fc.Arbitrary<ResourceItem> = fc.oneof(
  fc.record({ name: fc.constantFrom('cpus', 'mem', 'disk', 'gpus'), role, scalar: amount }),
  fc.record({ name: fc.constantFrom('ports', 'vlans'), role, ranges: ports }),
  fc.record({
    name: fc.constant('names'),
    role,
    items: fc.uniqueArray(fc.stringMatching(/^[a-z0-9._/-]{1,6}$/), { maxLength: 4 }),
  }),
);

export const resources = fc.array(item, { maxLength: 8 }).map((items) => Resources.of(...items));
