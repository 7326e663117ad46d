import { mkdirSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { AgentGroup } from '../../../constructs/agent-group';
import type { AgentGroupProps } from '../../../constructs/agent-group-props';
import { EphemeralStorage } from '../../../constructs/ephemeral-storage';
import { MesosCluster } from '../../../constructs/mesos-cluster';
import { synthesize } from '../../../constructs/testing';
import { userDataText } from '../../../constructs/testing/stack-texts';
import { MesosInstallation } from '../../../src/domain/agent/mesos-installation';
import { StaticReservation } from '../../../src/domain/mesos/static-reservation';
import { only } from '../../support/agent-group';
import { dcosCluster } from '../../support/cluster';

/** Where machines of the test download from. */
export const DOWNLOADS = 'http://10.0.0.10:8080';

/** What a group's machines become agents of. */
export type Installation = 'dcos' | 'mesos package' | { readonly sha256: string };

/** Small enough for any machine that runs the tests. */
const SHUFFLE = StaticReservation.forRole('shuffle', { cpus: 0.5, memory: '128m', ports: '7337-7339' });

export interface GroupUserData {
  /** Compressed, as the launch template holds it. */
  readonly userData: Buffer;
  /** What the stack puts into a bucket for machines whose image lacks it. */
  readonly scripts?: { readonly key: string; readonly bytes: Buffer };
}

/**
 * The user data of a group of agents, and what it wants to find.
 * @param version of plain Mesos
 */
export function groupUserData(
  installation: Installation,
  props: Partial<AgentGroupProps>,
  version?: string,
): GroupUserData {
  // Tests at the same time on a fresh clone would all make it.
  mkdirSync('cdktf.out', { recursive: true });
  const stack = synthesize((scope) => {
    new AgentGroup(scope, 'spark', {
      cluster:
        installation === 'dcos'
          ? dcosCluster(scope, { bootstrapUrl: DOWNLOADS })
          : mesos(scope, installation, version),
      instanceType: 'i3.2xlarge',
      capacity: { min: 1, max: 3 },
      storage: EphemeralStorage.instanceStore(),
      reservations: [SHUFFLE],
      attributes: { workload: 'spark' },
      agentFlags: { gcDelay: '2days' },
      health: {},
      launchHook: {},
      ...props,
    });
  });
  const { user_data: attribute } = only(stack, 'aws_launch_template');
  const local = /^\$\{base64gzip\(local\.([\w-]+)\)\}$/.exec(`${attribute}`)?.[1];
  if (local === undefined) return { userData: Buffer.from(`${attribute}`, 'base64') };
  // As Terraform fills it in, but for the address of the bucket.
  const text = userDataText(stack, local).replace(/https:\/\/\$\{[^}]+\}/g, DOWNLOADS);
  const { key, content_base64: scripts } = only(stack, 'aws_s3_object');
  return {
    userData: gzipSync(text),
    scripts: { key: `${key}`, bytes: Buffer.from(`${scripts}`, 'base64') },
  };
}

function mesos(
  scope: Parameters<typeof dcosCluster>[0],
  installation: Exclude<Installation, 'dcos'>,
  version: string | undefined,
) {
  return MesosCluster.fromAttributes(scope, 'mesos', {
    zookeeperUrl: 'zk://10.0.0.1:2181/mesos',
    mesosMasterUrl: 'http://leader.example.internal:5050',
    marathonUrl: 'http://leader.example.internal:8080',
    vpcId: 'vpc-0a',
    subnetIds: ['subnet-0a'],
    securityGroupIds: [],
    ...(version === undefined ? {} : { version }),
    installation:
      installation === 'mesos package'
        ? MesosInstallation.package()
        : MesosInstallation.archive(`${DOWNLOADS}/mesos.tar`, installation),
  });
}
