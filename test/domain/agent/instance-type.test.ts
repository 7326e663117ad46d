import {
  architectureOf,
  ephemeralDevice,
  INSTANCE_TYPE,
  xenDisks,
} from '../../../src/domain/agent/instance-type';

test.each([
  'i3.2xlarge',
  'c7gd.metal-48xl',
  'u-6tb1.112xlarge',
  'm1.small',
  'u7i-12tb.224xlarge',
  'p4de.24xlarge',
])('%s is a name of an instance type', (type) => expect(INSTANCE_TYPE.test(type)).toBe(true));

test.each(['', 'i3', 'i3.', '.large', 'I3.large', 'i3 .large', 'i3.large\n', 'i3.large;rm', 'i3..large'])(
  'fails at %p',
  (type) => expect(INSTANCE_TYPE.test(type)).toBe(false),
);

test.each([
  ['a1.large', 'arm64'],
  ['m6g.large', 'arm64'],
  ['im4gn.large', 'arm64'],
  ['x2gd.large', 'arm64'],
  ['g5g.xlarge', 'arm64'],
  ['g4dn.xlarge', 'x86_64'],
  ['g6.xlarge', 'x86_64'],
  ['i4i.large', 'x86_64'],
  ['m5d.large', 'x86_64'],
])('%s is %s', (type, architecture) => expect(architectureOf(type)).toBe(architecture));

test('only types under Xen have their disks mapped', () => {
  expect(['i2.xlarge', 'd2.8xlarge', 'i3.2xlarge', 'm5d.large'].map(xenDisks)).toEqual([8, 24, 0, 0]);
  expect([ephemeralDevice(0), ephemeralDevice(23)]).toEqual(['/dev/sdb', '/dev/sdy']);
});
