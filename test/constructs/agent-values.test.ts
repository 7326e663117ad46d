import { Lazy, Tokenization } from 'cdktf';
import { AgentImage } from '../../constructs/agent-image';
import { Purchasing } from '../../constructs/agent-purchasing';
import { EphemeralStorage } from '../../constructs/ephemeral-storage';
import { withoutTokenStacks } from '../../constructs/token-stacks';
import { problemsOf } from '../support/agent-group';

describe('storage', () => {
  test('has defaults', () => {
    expect(EphemeralStorage.instanceStore()).toMatchObject({
      layout: {
        source: { kind: 'instanceStore' },
        fileSystem: 'xfs',
        mountPoint: '/var/lib/ephemeral',
        mountOptions: ['strictatime', 'lazytime'],
        layout: 'binds',
        whenMissing: { kind: 'fail' },
        shares: {},
      },
      volume: undefined,
    });
    expect(EphemeralStorage.instanceStore({ layout: 'varLib' }).layout.mountPoint).toBe('/var/lib');
    expect(EphemeralStorage.ebs({ size: '100g' }).volume).toMatchObject({
      deviceName: '/dev/sdf',
      sizeGib: 100,
      type: 'gp3',
    });
  });

  test('has a volume beside its disks where one is to take their place', () => {
    const made = EphemeralStorage.instanceStore({
      disks: 2,
      whenMissing: { ebs: { size: '50g', deviceName: '/dev/sdh' } },
    });
    expect(made.layout.source).toEqual({ kind: 'instanceStore', disks: 2 });
    expect(made.layout.whenMissing).toMatchObject({ kind: 'ebs', deviceName: '/dev/sdh' });
    expect(made.volume).toMatchObject({ deviceName: '/dev/sdh', sizeGib: 50, type: 'gp3' });
    expect(
      problemsOf(() => EphemeralStorage.instanceStore({ whenMissing: { ebs: { size: '1.5g' } } })),
    ).toEqual(['storage.whenMissing.ebs.size: found 1.5 GiB, wanted a whole number of GiB from 1 to 65536']);
  });

  test('fails on what EBS refuses, all at once', () => {
    const made = () =>
      EphemeralStorage.ebs({
        size: '1.5g',
        type: 'io1',
        throughput: 500,
        deviceName: '/dev/sda',
        kmsKeyId: 'alias/x',
      });
    expect(problemsOf(made)).toEqual([
      'storage.size: found 1.5 GiB, wanted a whole number of GiB from 1 to 65536',
      'storage.deviceName: found "/dev/sda", wanted a name that EC2 leaves to volumes, /dev/sdf to /dev/sdp',
      'storage.iops: found none, wanted a number, for io1 needs one',
      'storage.throughput: found 500 MiB/s on io1, wanted none: only gp3 has it',
      'storage.kmsKeyId: found "alias/x", wanted the ARN of a KMS key',
    ]);
  });
});

describe('an image', () => {
  test('of Flatcar is of the channel that has control groups of version 1 for longest', () => {
    const names = [AgentImage.flatcar(), AgentImage.flatcar({ channel: 'beta' })].map(({ source }) => source);
    expect(names).toMatchObject([{ name: 'Flatcar-lts-*-hvm*' }, { name: 'Flatcar-beta-*-hvm*' }]);
  });

  test.each([
    [AgentImage.amazonLinux2023(), '/dev/xvda'],
    [
      AgentImage.ssmParameter(
        '/aws/service/canonical/ubuntu/server/22.04/stable/current/amd64/hvm/ebs-gp2/ami-id',
      ),
      '/dev/sda1',
    ],
    [AgentImage.ssmParameter('/golden/ami'), undefined],
    [AgentImage.id('ami-0a', { rootDeviceName: '/dev/sda1' }), '/dev/sda1'],
    [AgentImage.flatcar(), '/dev/xvda'],
  ])('knows its root device where that is known', (image, device) => {
    expect(image.rootDeviceName).toBe(device);
  });

  test.each([
    [
      () => AgentImage.id('my-image'),
      'image.id: found "my-image", wanted an image id such as "ami-0123456789abcdef0"',
    ],
    [
      () => AgentImage.ssmParameter('a b'),
      'image.parameter: found "a b", wanted the name of an SSM parameter',
    ],
    [
      () => AgentImage.lookup({ owners: [], name: 'x' }),
      'image.owners: found an empty list, wanted one account or more; without an owner anybody can publish an image of that name',
    ],
    [
      () => AgentImage.flatcar({ channel: 'stable-*-evil' as 'stable' }),
      'image.channel: found "stable-*-evil", wanted one of lts, stable, beta',
    ],
    [
      () => AgentImage.id('ami-0a', { userDataReader: 'ignition' as 'cloud-init' }),
      'image.userDataReader: found "ignition", wanted one of cloud-init, coreos-cloudinit',
    ],
    [
      () => AgentImage.id('ami-0a', { rootDeviceName: 'sda' }),
      'image.rootDeviceName: found "sda", wanted a device name such as "/dev/sda1"',
    ],
  ])('fails where it cannot be one', (made, message) => {
    expect(problemsOf(made)).toEqual([message]);
  });
});

test('purchasing fails on shares that are none', () => {
  expect(problemsOf(() => Purchasing.mixed({ onDemandBase: -1, onDemandPercentage: 101 }))).toEqual([
    'purchasing.onDemandBase: found -1, wanted a whole number from 0',
    'purchasing.onDemandPercentage: found 101, wanted a whole number from 0 to 100',
  ]);
});

test('errors keep their stack where tokens have none', () => {
  const { captureStackTrace } = Error;
  const [token, error] = withoutTokenStacks(() => [
    Lazy.stringValue({ produce: () => 'late' }),
    new Error('kept'),
  ]);
  expect(Tokenization.reverseString(`${token}`).firstToken?.creationStack).toEqual([]);
  expect(error).toMatchObject({ stack: expect.stringContaining('agent-values.test') });
  expect(Error.captureStackTrace).toBe(captureStackTrace);
});

test('stack traces are taken again after an error', () => {
  const { captureStackTrace } = Error;
  const failing = () =>
    withoutTokenStacks(() => {
      throw new Error('refused');
    });
  expect(failing).toThrow('refused');
  expect(Error.captureStackTrace).toBe(captureStackTrace);
});
