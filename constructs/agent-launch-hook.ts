import type {
  AutoscalingGroup,
  AutoscalingGroupInitialLifecycleHook,
} from '@cdktf/provider-aws/lib/autoscaling-group';
import { AutoscalingLifecycleHook } from '@cdktf/provider-aws/lib/autoscaling-lifecycle-hook';
import type { DataAwsIamPolicyDocumentStatement } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import type { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { Fn } from 'cdktf';
import type { Construct } from 'constructs';
import { LAUNCH_HOOK, type LaunchHook } from '../src/domain/agent/launch-hook';

/** The hook that the group's very first machines meet; Terraform looks at it only when it makes the group. */
export function initialLaunchHook({ timeout }: LaunchHook): AutoscalingGroupInitialLifecycleHook {
  return {
    name: LAUNCH_HOOK,
    lifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
    heartbeatTimeout: timeout.toSeconds(),
    defaultResult: 'ABANDON',
  };
}

/** The same hook for a group that is there already, and for changes of it: AWS writes one of a name over the other. */
export function agentLaunchHook(
  scope: Construct,
  id: string,
  group: AutoscalingGroup,
  hook: LaunchHook,
): void {
  new AutoscalingLifecycleHook(scope, id, { ...initialLaunchHook(hook), autoscalingGroupName: group.name });
}

/** A machine may answer the hook of its own group, which has the name of its role, and nothing else. */
export function launchHookStatement(role: IamRole): DataAwsIamPolicyDocumentStatement {
  const [partition, account] = [1, 4].map((part) => Fn.element(Fn.split(':', role.arn), part));
  return {
    actions: ['autoscaling:CompleteLifecycleAction', 'autoscaling:RecordLifecycleActionHeartbeat'],
    resources: [
      `arn:${partition}:autoscaling:*:${account}:autoScalingGroup:*:autoScalingGroupName/${role.name}`,
    ],
  };
}
