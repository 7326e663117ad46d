import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { IamInstanceProfile } from '@cdktf/provider-aws/lib/iam-instance-profile';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { Construct } from 'constructs';
import type { IManifestStore } from './manifest-store';
import { attributeText } from './terraform-text';

export interface SparkClientRoleProps {
  readonly store: IManifestStore;
  /** The one name of which it reads what is published. */
  readonly defaults: string;
  readonly managedPolicyArns: readonly string[];
}

/** The instance profile of machines that submit: its program, its own defaults, and nothing else. */
export class SparkClientRole extends Construct {
  readonly instanceProfileName: string;

  constructor(scope: Construct, id: string, props: SparkClientRoleProps) {
    super(scope, id);
    const principals = [{ type: 'Service', identifiers: ['ec2.amazonaws.com'] }];
    const trust = new DataAwsIamPolicyDocument(this, 'trust', {
      statement: [{ actions: ['sts:AssumeRole'], principals }],
    });
    const namePrefix = 'mesos-spark-client-';
    const role = new IamRole(this, 'role', { namePrefix, assumeRolePolicy: trust.json });
    const { manifests, state, kmsKeyArn } = props.store;
    const published = `published/${props.defaults}/*`;
    const allowed = new DataAwsIamPolicyDocument(this, 'allowed', {
      statement: [
        {
          sid: 'ReadOwn',
          actions: ['s3:GetObject'],
          resources: [`${manifests.bucketArn}/client/*`, `${state.bucketArn}/${published}`],
        },
        {
          // A GET of what is not published yet says 404 only to who may list, and brings no prefix.
          sid: 'TellAbsent',
          actions: ['s3:ListBucket'],
          resources: [state.bucketArn],
          condition: [
            { test: 'StringLikeIfExists', variable: 's3:prefix', values: ['published/', published] },
          ],
        },
        ...(kmsKeyArn === undefined
          ? []
          : [{ sid: 'UseKey', actions: ['kms:Decrypt'], resources: [attributeText(kmsKeyArn)] }]),
      ],
    });
    new IamRolePolicy(this, 'policy', { role: role.id, policy: allowed.json });
    props.managedPolicyArns.forEach((policyArn, i) => {
      new IamRolePolicyAttachment(this, `managed-${i}`, {
        role: role.name,
        policyArn: attributeText(policyArn),
      });
    });
    this.instanceProfileName = new IamInstanceProfile(this, 'profile', { namePrefix, role: role.name }).name;
  }
}
