import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import { Construct } from 'constructs';
import type { AlarmTopicProps } from './shuffle-monitoring-props';
import { attributeTags, attributeText } from './terraform-text';

/** To which alarms of this account may publish, and nobody in clear text. */
export class AlarmTopic extends Construct {
  readonly arn: string;
  private readonly account: DataAwsCallerIdentity;
  private readonly partition: DataAwsPartition;

  constructor(
    scope: Construct,
    id: string,
    { emails = [], encryption = 'own' }: AlarmTopicProps,
    private readonly tags: Readonly<Record<string, string>>,
  ) {
    super(scope, id);
    this.account = new DataAwsCallerIdentity(this, 'account');
    this.partition = new DataAwsPartition(this, 'partition');
    const key =
      encryption === 'own' ? this.addKey() : encryption === 'none' ? undefined : encryption.kmsKeyArn;
    const topic = new SnsTopic(this, 'topic', {
      namePrefix: 'mesos-spark-alarms-',
      tags: attributeTags(tags),
      ...(key === undefined ? {} : { kmsMasterKeyId: attributeText(key) }),
    });
    new SnsTopicPolicy(this, 'policy', { arn: topic.arn, policy: this.policy(topic.arn) });
    // Named after the address: another order asks nobody to confirm anew.
    for (const email of emails) {
      new SnsTopicSubscription(this, `email-${email}`, {
        topicArn: topic.arn,
        protocol: 'email',
        endpoint: attributeText(email),
      });
    }
    this.arn = topic.arn;
  }

  private policy(topicArn: string): string {
    return new DataAwsIamPolicyDocument(this, 'allowed', {
      statement: [
        {
          sid: 'AlarmsTell',
          principals: [ALARMS],
          actions: ['sns:Publish'],
          resources: [topicArn],
          condition: [
            {
              test: 'ArnLike',
              variable: 'aws:SourceArn',
              values: [`arn:${this.partition.partition}:cloudwatch:*:${this.account.accountId}:alarm:*`],
            },
          ],
        },
        {
          sid: 'TlsOnly',
          effect: 'Deny',
          principals: [{ type: '*', identifiers: ['*'] }],
          actions: ['sns:Publish'],
          resources: [topicArn],
          condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
        },
      ],
    }).json;
  }

  /** The policy of SNS' own key lets no alarm use it: repost.aws/knowledge-center/cloudwatch-configure-alarm-sns */
  private addKey(): string {
    const root = `arn:${this.partition.partition}:iam::${this.account.accountId}:root`;
    // It speaks of this one key alone, whatever its resources are.
    const policy = new DataAwsIamPolicyDocument(this, 'key-allowed', {
      statement: [
        {
          sid: 'Account',
          principals: [{ type: 'AWS', identifiers: [root] }],
          actions: ['kms:*'],
          resources: ['*'],
        },
        {
          sid: 'Alarms',
          principals: [ALARMS],
          actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          resources: ['*'],
        },
      ],
    });
    return new KmsKey(this, 'key', {
      description: 'Alarms of mesos-spark',
      enableKeyRotation: true,
      policy: policy.json,
      tags: attributeTags(this.tags),
    }).arn;
  }
}

const ALARMS = { type: 'Service', identifiers: ['cloudwatch.amazonaws.com'] };
