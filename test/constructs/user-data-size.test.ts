import { gzip } from 'pako';
import { AgentGroup } from '../../constructs/agent-group';
import type { AgentGroupProps } from '../../constructs/agent-group-props';
import { AgentImage } from '../../constructs/agent-image';
import type { ICluster } from '../../constructs/cluster';
import { EphemeralStorage } from '../../constructs/ephemeral-storage';
import { shippedBootScripts } from '../../constructs/shipped-files';
import { type SynthesizedStack, synthesize } from '../../constructs/testing';
import { userDataText } from '../../constructs/testing/stack-texts';
import { SHUFFLE } from '../support/agent-boot';
import { only } from '../support/agent-group';
import { dcosCluster, plainCluster } from '../support/cluster';
import { matchesGolden } from '../support/golden';

/** Half of what EC2 takes. */
const GOAL = 8_192;

type Make = (scope: Parameters<typeof dcosCluster>[0]) => ICluster;

/** Bytes of the compressed user data of the README's example, as EC2 gets them. */
function packedBytes(cluster: Make, props: Partial<AgentGroupProps> = {}): number {
  const stack = synthesize((scope) => {
    new AgentGroup(scope, 'spark', {
      cluster: cluster(scope),
      instanceType: 'i3.2xlarge',
      capacity: { min: 3, desired: 5, max: 50 },
      storage: EphemeralStorage.instanceStore({ fileSystem: 'xfs' }),
      reservations: [SHUFFLE],
      attributes: { workload: 'spark' },
      agentFlags: { gcDelay: '2days' },
      ...props,
    });
  });
  const { user_data: attribute } = only(stack, 'aws_launch_template');
  const local = /^\$\{base64gzip\(local\.([\w-]+)\)\}$/.exec(String(attribute))?.[1];
  return local === undefined
    ? Buffer.from(String(attribute), 'base64').length
    : byTerraform(stack, local).length;
}

/** About what Terraform makes of a text, with names in place of what it fills in. */
function byTerraform(stack: SynthesizedStack, local: string): Uint8Array {
  const text = userDataText(stack, local);
  const bucket = 'mesos-spark-boot-20261121000000000000000001.s3.eu-central-1.amazonaws.com';
  return gzip(text.replace(/\$\{aws[^}]*\}/g, bucket), { level: 6 });
}

const BAKED = AgentImage.id('ami-0123456789abcdef0', {
  rootDeviceName: '/dev/sda1',
  bootScripts: shippedBootScripts().digest,
});

const CONFIGURATIONS: readonly (readonly [string, Partial<AgentGroupProps>])[] = [
  ['as in the example', {}],
  ['public', { agentRole: 'public' }],
  ['EBS', { storage: EphemeralStorage.ebs({ size: '500g' }) }],
  ['nothing but the agent', { health: 'off', launchHook: 'off', janitor: 'off' }],
  ['image with the scripts', { image: BAKED }],
];

const CLUSTERS: readonly (readonly [string, Make])[] = [
  ['dcos', (scope) => dcosCluster(scope)],
  ['mesos', plainCluster],
];

test('user data has the sizes that were reviewed, and takes at most half of what EC2 takes', () => {
  const sizes = CLUSTERS.flatMap(([platform, cluster]) =>
    CONFIGURATIONS.map(([name, props]) => [`${platform}, ${name}`, packedBytes(cluster, props)] as const),
  );
  // In steps: the digest of the scripts is in it, and every one packs differently by a byte or two.
  const lines = sizes.map(([name, bytes]) => `${name}: up to ${Math.ceil(bytes / 100) * 100} bytes\n`);
  matchesGolden('agent/user-data-sizes.txt', lines.join(''));
  expect(sizes.filter(([, bytes]) => bytes > GOAL)).toEqual([]);
});
