import { type ITerraformDependable, TerraformStack } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { type Problem, shown } from '../src/domain/core/problem';
import { isLate, rejectIn } from './known';
import { ManifestSecrets } from './manifest-secrets';
import { type ManifestInput, ManifestSet } from './manifest-set';
import { type BucketLifecycle, StoreBucket, type StoreLocation } from './store-bucket';

/** Where manifests are written and where the operator keeps what it knows. */
export interface IManifestStore extends IConstruct {
  /** Written by Terraform only. Versioned. */
  readonly manifests: StoreLocation;
  /** Written by the operator only: status, leases, what is published. */
  readonly state: StoreLocation;
  /** The KMS key of both, if they are encrypted by one of yours. */
  readonly kmsKeyArn?: string;
  /** Writes a manifest. Its name is unique within its kind. */
  addManifest(manifest: ManifestInput): void;
  /** Makes `resource` outlive the manifests: on destroy, what obeys them goes last. */
  addOperator(resource: ITerraformDependable): void;
  /** A secret that a manifest names, by its ARN: operators of this stack may read it. */
  addSecret(secretArn: string): void;
  /** Told of each of them, earlier ones included. */
  addSecretReader(reader: (secretArn: string) => void): void;
}

export interface ManifestStoreProps {
  /**
   * Bucket names, or what Terraform makes unique names from.
   * @default { prefix: 'mesos-spark-' }
   */
  readonly naming?: { readonly manifests: string; readonly state: string } | { readonly prefix: string };
  /**
   * `'s3'`: keys of S3. Or the ARN of a KMS key of yours.
   * @default 's3'
   */
  readonly encryption?: 's3' | { readonly kmsKeyArn: string };
  /**
   * True: `destroy` also deletes what is in the buckets, published files and statuses included.
   * @default false
   */
  readonly forceDestroy?: boolean;
  /** @default - nothing is dropped by age */
  readonly lifecycle?: BucketLifecycle;
  /**
   * The name under which this stack's manifests are kept apart from those of other stacks: letters in lower
   * case, digits and dashes.
   * @default - the stack's id in lower case, everything else as dashes
   */
  readonly stackName?: string;
  /** @default - no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

export interface ManifestStoreAttributes {
  readonly manifestBucketName: string;
  readonly stateBucketName: string;
  /** @default - encrypted by S3's own keys */
  readonly kmsKeyArn?: string;
  /**
   * The AWS partition, of which ARNs are made.
   * @default 'aws'
   */
  readonly partition?: string;
  /** @default - the stack's id in lower case, everything else as dashes */
  readonly stackName?: string;
}

/** A bucket for manifests and one for the operator's state. */
export class ManifestStore extends Construct implements IManifestStore {
  /** A store of another stack. This stack's manifests get an index of their own. */
  static fromAttributes(scope: Construct, id: string, attributes: ManifestStoreAttributes): IManifestStore {
    return new ImportedStore(scope, id, attributes);
  }

  readonly manifests: StoreLocation;
  readonly state: StoreLocation;
  readonly kmsKeyArn?: string;
  private readonly set: ManifestSet;
  private readonly secrets = new ManifestSecrets();

  constructor(scope: Construct, id: string, props: ManifestStoreProps = {}) {
    super(scope, id);
    rejectIn(this, [...namingProblems(props), ...lifecycleProblems(props.lifecycle)]);
    if (typeof props.encryption === 'object') this.kmsKeyArn = props.encryption.kmsKeyArn;
    const naming = props.naming ?? { prefix: 'mesos-spark-' };
    const shared = {
      forceDestroy: props.forceDestroy ?? false,
      tags: props.tags ?? {},
      ...(this.kmsKeyArn === undefined ? {} : { kmsKeyArn: this.kmsKeyArn }),
      ...(props.lifecycle === undefined ? {} : { lifecycle: props.lifecycle }),
    };
    const manifests = new StoreBucket(this, 'manifests', {
      ...shared,
      naming: 'prefix' in naming ? { prefix: `${naming.prefix}manifests-` } : { name: naming.manifests },
      versioned: true,
    });
    this.manifests = manifests;
    this.state = new StoreBucket(this, 'state', {
      ...shared,
      naming: 'prefix' in naming ? { prefix: `${naming.prefix}state-` } : { name: naming.state },
      versioned: false,
    });
    this.set = new ManifestSet(
      this,
      { bucketName: manifests.bucketName, stackName: props.stackName ?? ownStackName(this) },
      manifests.ready,
    );
  }

  addManifest(manifest: ManifestInput): void {
    this.set.add(manifest);
  }

  addOperator(resource: ITerraformDependable): void {
    this.set.outlive(resource);
  }

  addSecret(secretArn: string): void {
    this.secrets.add(secretArn);
  }

  addSecretReader(reader: (secretArn: string) => void): void {
    this.secrets.readBy(reader);
  }
}

class ImportedStore extends Construct implements IManifestStore {
  readonly manifests: StoreLocation;
  readonly state: StoreLocation;
  readonly kmsKeyArn?: string;
  private readonly set: ManifestSet;
  private readonly secrets = new ManifestSecrets();

  constructor(scope: Construct, id: string, attributes: ManifestStoreAttributes) {
    super(scope, id);
    const { manifestBucketName, stateBucketName, partition = 'aws' } = attributes;
    rejectIn(this, [
      ...nameProblems('manifestBucketName', manifestBucketName),
      ...nameProblems('stateBucketName', stateBucketName),
    ]);
    const location = (name: string): StoreLocation => ({
      bucketName: name,
      bucketArn: `arn:${partition}:s3:::${name}`,
    });
    this.manifests = location(manifestBucketName);
    this.state = location(stateBucketName);
    if (attributes.kmsKeyArn !== undefined) this.kmsKeyArn = attributes.kmsKeyArn;
    this.set = new ManifestSet(
      this,
      { bucketName: manifestBucketName, stackName: attributes.stackName ?? ownStackName(this) },
      [],
    );
  }

  addManifest(manifest: ManifestInput): void {
    this.set.add(manifest);
  }

  addOperator(resource: ITerraformDependable): void {
    this.set.outlive(resource);
  }

  addSecret(secretArn: string): void {
    this.secrets.add(secretArn);
  }

  addSecretReader(reader: (secretArn: string) => void): void {
    this.secrets.readBy(reader);
  }
}

function ownStackName(scope: Construct): string {
  return TerraformStack.of(scope)
    .node.id.toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 63);
}

/** Terraform adds 26 characters of its own to a prefix, and we the bucket's use. */
const PREFIX = { rule: /^[a-z0-9][a-z0-9.-]{0,26}$/, length: 'from 1 to 27' };
/** By S3's rules: docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const NAME = { rule: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, length: 'from 3 to 63' };

function namingProblems({ naming }: ManifestStoreProps): readonly Problem[] {
  if (naming === undefined) return [];
  if ('prefix' in naming) return nameProblems('naming.prefix', naming.prefix, PREFIX);
  return [
    ...nameProblems('naming.manifests', naming.manifests),
    ...nameProblems('naming.state', naming.state),
    ...(naming.manifests === naming.state
      ? [
          {
            at: 'naming.state',
            found: `${shown(naming.state)}, which is the bucket of the manifests`,
            wanted: 'a bucket of its own: the one is versioned, the other is not',
          },
        ]
      : []),
  ];
}

function nameProblems(at: string, name: string, { rule, length } = NAME): readonly Problem[] {
  if (isLate(name) || rule.test(name)) return [];
  const wanted = `${length} lower-case letters, digits, dots and dashes, as S3 wants bucket names`;
  return [{ at, found: shown(name), wanted }];
}

function lifecycleProblems(lifecycle: BucketLifecycle = {}): readonly Problem[] {
  return Object.entries(lifecycle)
    .filter(([, days]) => !(Number.isInteger(days) && days > 0))
    .map(([key, days]) => ({
      at: `lifecycle.${key}`,
      found: `${days}`,
      wanted: 'a whole number of days from 1',
    }));
}
