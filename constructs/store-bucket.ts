import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLifecycleConfiguration } from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { attributeText } from './terraform-text';

/** Where objects lie. Names and ARNs may be known only to Terraform. */
export interface StoreLocation {
  readonly bucketName: string;
  readonly bucketArn: string;
}

export interface StoreBucketProps {
  /** The whole name, or what Terraform makes a unique name from. */
  readonly naming: { readonly name: string } | { readonly prefix: string };
  readonly versioned: boolean;
  readonly forceDestroy: boolean;
  readonly kmsKeyArn?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly lifecycle?: BucketLifecycle;
}

export interface BucketLifecycle {
  /** Days after which an upload that never ended is dropped. */
  readonly abortUploadsAfterDays?: number;
  /** Days for which an old version is kept. */
  readonly keepOldVersionsForDays?: number;
}

/** One private bucket: encrypted, owned by the account alone, closed to the public and to plain HTTP. */
export class StoreBucket extends Construct implements StoreLocation {
  readonly bucketName: string;
  readonly bucketArn: string;
  /** For example `name.s3.eu-central-1.amazonaws.com`. */
  readonly regionalDomainName: string;
  /** What has to stand before the first object is written. */
  readonly ready: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: StoreBucketProps) {
    super(scope, id);
    const bucket = new S3Bucket(this, 'bucket', {
      ...('name' in props.naming
        ? { bucket: attributeText(props.naming.name) }
        : { bucketPrefix: props.naming.prefix }),
      forceDestroy: props.forceDestroy,
      tags: Object.fromEntries(
        Object.entries(props.tags).map(([key, value]) => [attributeText(key), attributeText(value)]),
      ),
    });
    this.bucketName = bucket.bucket;
    this.bucketArn = bucket.arn;
    this.regionalDomainName = bucket.bucketRegionalDomainName;
    const closed = this.close(bucket);
    const versioning = new S3BucketVersioningA(this, 'versioning', {
      bucket: bucket.id,
      versioningConfiguration: { status: props.versioned ? 'Enabled' : 'Disabled' },
    });
    const encryption = new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket: bucket.id,
      rule: [
        props.kmsKeyArn === undefined
          ? { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }
          : {
              applyServerSideEncryptionByDefault: {
                sseAlgorithm: 'aws:kms',
                kmsMasterKeyId: attributeText(props.kmsKeyArn),
              },
              bucketKeyEnabled: true,
            },
      ],
    });
    if (props.lifecycle) this.addLifecycle(bucket, props.lifecycle, versioning);
    this.ready = [closed, versioning, encryption];
  }

  private close(bucket: S3Bucket): ITerraformDependable {
    const block = new S3BucketPublicAccessBlock(this, 'public-access', {
      bucket: bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const owner = new S3BucketOwnershipControls(this, 'owner', {
      bucket: bucket.id,
      rule: { objectOwnership: 'BucketOwnerEnforced' },
      // One after the other: S3 answers 409 OperationAborted to settings of one bucket that meet.
      dependsOn: [block],
    });
    const policy = new DataAwsIamPolicyDocument(this, 'tls-only', {
      statement: [
        {
          sid: 'TlsOnly',
          effect: 'Deny',
          principals: [{ type: '*', identifiers: ['*'] }],
          actions: ['s3:*'],
          resources: [bucket.arn, `${bucket.arn}/*`],
          condition: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
        },
      ],
    });
    return new S3BucketPolicy(this, 'policy', { bucket: bucket.id, policy: policy.json, dependsOn: [owner] });
  }

  private addLifecycle(bucket: S3Bucket, lifecycle: BucketLifecycle, after: ITerraformDependable): void {
    const { abortUploadsAfterDays: abort, keepOldVersionsForDays: keep } = lifecycle;
    const rules = [
      ...(abort === undefined
        ? []
        : [{ id: 'unfinished-uploads', abortIncompleteMultipartUpload: [{ daysAfterInitiation: abort }] }]),
      ...(keep === undefined
        ? []
        : [{ id: 'old-versions', noncurrentVersionExpiration: [{ noncurrentDays: keep }] }]),
    ];
    if (rules.length === 0) return;
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      bucket: bucket.id,
      rule: rules.map((rule) => ({ ...rule, status: 'Enabled', filter: [{ prefix: '' }] })),
      dependsOn: [after],
    });
  }
}
