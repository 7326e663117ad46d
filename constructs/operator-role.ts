import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { IamInstanceProfile } from '@cdktf/provider-aws/lib/iam-instance-profile';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { Construct } from 'constructs';
import type { IManifestStore } from './manifest-store';
import { attributeText } from './terraform-text';

export interface OperatorRoleProps {
  readonly store: IManifestStore;
  /** The secrets that the operator reads, beside those that manifests in the store name. */
  readonly secretArns: readonly string[];
  readonly managedPolicyArns: readonly string[];
  /** It asks EC2 for the agents' instances. */
  readonly seesInstances: boolean;
  /** What it does about machines that are about to end. */
  readonly interruptions: readonly DataAwsIamPolicyDocumentStatement[];
}

/** What Terraform writes and the operator reads. */
const READ_PREFIXES = ['index', 'manifests', 'operator'];
/** What the operator writes; src/manifest/store-layout.ts names every key. */
const STATE_PREFIXES = ['declared', 'endpoints', 'leases', 'published', 'revisions', 'state', 'status'];
/** What it forgets: agents' drains that were over long ago. */
const FORGOTTEN_PREFIXES = [
  'declared/manifests/operator/AgentDrain',
  'state/AgentDrain',
  'status/AgentDrain',
];
/** What people write there and the operator only reads. */
const HOLD_PREFIXES = ['holds'];
const LISTED = [...STATE_PREFIXES, ...HOLD_PREFIXES].sort();

/** The instance profile of the operator's machines: the store's prefixes, the named secrets, the list of instances and nothing else. */
export class OperatorRole extends Construct {
  readonly instanceProfileName: string;
  private readonly allowed: DataAwsIamPolicyDocument;
  private readonly secretArns: string[];
  private namespace: string | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: OperatorRoleProps,
  ) {
    super(scope, id);
    this.secretArns = [...props.secretArns];
    const trust = new DataAwsIamPolicyDocument(this, 'trust', {
      statement: [
        {
          actions: ['sts:AssumeRole'],
          principals: [{ type: 'Service', identifiers: ['ec2.amazonaws.com'] }],
        },
      ],
    });
    const role = new IamRole(this, 'role', {
      namePrefix: 'mesos-spark-operator-',
      assumeRolePolicy: trust.json,
    });
    this.allowed = new DataAwsIamPolicyDocument(this, 'allowed', { statement: this.statements });
    new IamRolePolicy(this, 'policy', { role: role.id, policy: this.allowed.json });
    props.managedPolicyArns.forEach((policyArn, i) => {
      new IamRolePolicyAttachment(this, `managed-${i}`, {
        role: role.name,
        policyArn: attributeText(policyArn),
      });
    });
    this.instanceProfileName = new IamInstanceProfile(this, 'profile', {
      namePrefix: 'mesos-spark-operator-',
      role: role.name,
    }).name;
  }

  /** One more secret that it may read. */
  addSecret(secretArn: string): void {
    if (this.secretArns.includes(secretArn)) return;
    this.secretArns.push(secretArn);
    this.allowed.putStatement(this.statements);
  }

  /** It may publish metrics in this namespace of CloudWatch and in no other. */
  addMetrics(namespace: string): void {
    this.namespace = namespace;
    this.allowed.putStatement(this.statements);
  }

  private get statements(): DataAwsIamPolicyDocumentStatement[] {
    return [
      ...statements({ ...this.props, secretArns: this.secretArns }),
      ...(this.namespace === undefined ? [] : [publishMetrics(this.namespace)]),
    ];
  }
}

/** PutMetricData knows no resource; the namespace is what it can be held to. */
function publishMetrics(namespace: string): DataAwsIamPolicyDocumentStatement {
  return {
    sid: 'PublishMetrics',
    actions: ['cloudwatch:PutMetricData'],
    resources: ['*'],
    condition: [{ test: 'StringEquals', variable: 'cloudwatch:namespace', values: [namespace] }],
  };
}

function statements({
  store,
  secretArns,
  seesInstances,
  interruptions,
}: OperatorRoleProps): DataAwsIamPolicyDocumentStatement[] {
  const { manifests, state } = store;
  const below = (arn: string, prefixes: readonly string[]) => prefixes.map((prefix) => `${arn}/${prefix}/*`);
  const prefixes = (names: readonly string[]) => names.map((name) => `${name}/*`);
  return [
    { sid: 'ReadManifests', actions: ['s3:GetObject'], resources: below(manifests.bucketArn, READ_PREFIXES) },
    {
      sid: 'ListManifests',
      actions: ['s3:ListBucket'],
      resources: [manifests.bucketArn],
      condition: [{ test: 'StringLike', variable: 's3:prefix', values: prefixes(READ_PREFIXES) }],
    },
    {
      sid: 'KeepState',
      actions: ['s3:GetObject', 's3:PutObject'],
      resources: below(state.bucketArn, STATE_PREFIXES),
    },
    {
      sid: 'ForgetDrains',
      actions: ['s3:DeleteObject'],
      resources: below(state.bucketArn, FORGOTTEN_PREFIXES),
      // Only the very object that it has read.
      condition: [{ test: 'Null', variable: 's3:if-match', values: ['false'] }],
    },
    {
      sid: 'ReadHolds',
      actions: ['s3:GetObject'],
      resources: below(state.bucketArn, HOLD_PREFIXES),
    },
    {
      sid: 'ListState',
      actions: ['s3:ListBucket'],
      resources: [state.bucketArn],
      // A GET of an absent key says 404 only to who may list, and brings no prefix: without IfExists it
      // would say 403, and "no lease yet" would look like "no access".
      condition: [{ test: 'StringLikeIfExists', variable: 's3:prefix', values: prefixes(LISTED) }],
    },
    // DescribeInstances knows no resource and no condition but the region: any narrower one denies it.
    ...(seesInstances ? [{ sid: 'SeeInstances', actions: ['ec2:DescribeInstances'], resources: ['*'] }] : []),
    ...interruptions,
    ...(store.kmsKeyArn === undefined
      ? []
      : [
          {
            sid: 'UseKey',
            actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
            resources: [attributeText(store.kmsKeyArn)],
          },
        ]),
    ...(secretArns.length === 0
      ? []
      : [
          {
            sid: 'ReadSecrets',
            actions: ['secretsmanager:GetSecretValue'],
            resources: [...secretArns],
          },
        ]),
  ];
}
