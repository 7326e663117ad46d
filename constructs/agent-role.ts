import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { IamInstanceProfile } from '@cdktf/provider-aws/lib/iam-instance-profile';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { Construct } from 'constructs';
import type { Permission } from './agent-group-props';
import { launchHookStatement } from './agent-launch-hook';
import { attributeText } from './terraform-text';

export interface AgentRoleProps {
  readonly namePrefix: string;
  readonly permissions: readonly Permission[];
  /** Whether a machine tells the group of the role's name that it is an agent. */
  readonly launchHook: boolean;
  /** What the library itself needs. */
  readonly statements: readonly DataAwsIamPolicyDocumentStatement[];
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The instance profile of agents. It allows nothing but what `permissions` name, the boot scripts, and a word to the
 * launch hook: an agent joins its cluster and finds its disks without AWS' API, and every task on it has what it has.
 */
export class AgentRole extends Construct {
  readonly roleName: string;
  readonly roleArn: string;
  readonly instanceProfileArn: string;

  constructor(scope: Construct, id: string, props: AgentRoleProps) {
    super(scope, id);
    const trust = new DataAwsIamPolicyDocument(this, 'trust', {
      statement: [
        {
          actions: ['sts:AssumeRole'],
          principals: [{ type: 'Service', identifiers: ['ec2.amazonaws.com'] }],
        },
      ],
    });
    // AWS takes 38 characters of prefix.
    const namePrefix = props.namePrefix.slice(0, 38);
    const role = new IamRole(this, 'role', {
      namePrefix,
      assumeRolePolicy: trust.json,
      tags: { ...props.tags },
    });
    const statement = [
      ...props.permissions.map(({ actions, resources }) => ({
        actions: [...actions],
        resources: resources.map(attributeText),
      })),
      ...props.statements,
      ...(props.launchHook ? [launchHookStatement(role)] : []),
    ];
    if (statement.length > 0) {
      const allowed = new DataAwsIamPolicyDocument(this, 'allowed', { statement });
      new IamRolePolicy(this, 'policy', { role: role.id, policy: allowed.json });
    }
    this.roleName = role.name;
    this.roleArn = role.arn;
    this.instanceProfileArn = new IamInstanceProfile(this, 'profile', {
      namePrefix,
      role: role.name,
      tags: { ...props.tags },
    }).arn;
  }
}
