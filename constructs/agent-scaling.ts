import { AutoscalingGroup, type AutoscalingGroupConfig } from '@cdktf/provider-aws/lib/autoscaling-group';
import type { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import { Token } from 'cdktf';
import type { Construct } from 'constructs';
import type { LaunchHook } from '../src/domain/agent/launch-hook';
import { agentDrainHook, type DrainSettings } from './agent-drain';
import type { AgentGroupProps } from './agent-group-props';
import { agentLaunchHook, initialLaunchHook } from './agent-launch-hook';
import { Purchasing } from './agent-purchasing';

export interface AgentScalingProps {
  readonly group: AgentGroupProps;
  /** Its machines know it by themselves: their role has the same. */
  readonly name: string;
  readonly launchHook: LaunchHook | undefined;
  readonly drain: DrainSettings | undefined;
  readonly template: LaunchTemplate;
  readonly tags: Readonly<Record<string, string>>;
  /** Whether running machines are replaced when the template changes. */
  readonly replaces: boolean;
}

/**
 * The group of machines. Nothing replaces one by surprise, because its disks hold the data of running jobs: no
 * refresh, no balancing between zones, no scale-in of a machine that nobody named unless it is drained first, and `desired_capacity` is
 * whoever scales the group's after it is made. Only a machine that EC2 itself finds broken is replaced, and one that
 * never becomes an agent.
 */
export function agentScaling(scope: Construct, id: string, props: AgentScalingProps): AutoscalingGroup {
  const { group, tags, launchHook, drain } = props;
  const { min, desired = min, max } = group.capacity;
  const made = new AutoscalingGroup(scope, id, {
    name: props.name,
    minSize: min,
    desiredCapacity: desired,
    maxSize: max,
    vpcZoneIdentifier: [...(group.subnetIds ?? group.cluster.subnetIds)],
    healthCheckType: 'EC2',
    protectFromScaleIn: !drain?.scaleIn,
    suspendedProcesses: ['AZRebalance'],
    tag: Object.entries(tags).map(([key, value]) => ({ key, value, propagateAtLaunch: false })),
    ...machines(props),
    ...(drain?.rebalance ? { capacityRebalance: true } : {}),
    ...refresh(props),
    ...(launchHook === undefined
      ? {}
      : // Machines are in service when they are agents, which a cluster may keep waiting for.
        { initialLifecycleHook: [initialLaunchHook(launchHook)], waitForCapacityTimeout: '0' }),
    lifecycle: { ignoreChanges: ['desired_capacity'] },
  });
  if (launchHook !== undefined) agentLaunchHook(scope, `${id}-launch-hook`, made, launchHook);
  if (drain !== undefined) agentDrainHook(scope, `${id}-drain-hook`, made, drain.hook);
  return made;
}

function machines({ group, template }: AgentScalingProps): Partial<AutoscalingGroupConfig> {
  const { purchasing = Purchasing.onDemand(), otherInstanceTypes = [] } = group;
  const version = Token.asString(template.latestVersion);
  if (purchasing.isOnDemand && otherInstanceTypes.length === 0) {
    return { launchTemplate: { id: template.id, version } };
  }
  return {
    mixedInstancesPolicy: {
      instancesDistribution: {
        onDemandAllocationStrategy: 'prioritized',
        onDemandBaseCapacity: purchasing.onDemandBase,
        onDemandPercentageAboveBaseCapacity: purchasing.onDemandPercentage,
        spotAllocationStrategy: purchasing.spotAllocation,
      },
      launchTemplate: {
        launchTemplateSpecification: { launchTemplateId: template.id, version },
        override: [group.instanceType, ...otherInstanceTypes].map((instanceType) => ({ instanceType })),
      },
    },
  };
}

/** Only where it is asked for and needed; scale-in protection does not hold off a refresh that is. */
function refresh({ group, replaces }: AgentScalingProps): Partial<AutoscalingGroupConfig> {
  const { instanceRefresh } = group;
  if (instanceRefresh === undefined || !replaces) return {};
  return {
    instanceRefresh: {
      strategy: 'Rolling',
      preferences: {
        minHealthyPercentage: instanceRefresh.minHealthyPercentage,
        scaleInProtectedInstances: 'Refresh',
      },
    },
  };
}
