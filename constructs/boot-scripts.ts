import { createHash } from 'node:crypto';
import type { DataAwsIamPolicyDocumentStatement } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { S3Object } from '@cdktf/provider-aws/lib/s3-object';
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { gzip } from 'pako';
import { scriptsArchive } from '../src/domain/agent/image-recipe';
import { shippedBootScripts } from './shipped-files';
import { StoreBucket } from './store-bucket';

const ID = 'mesos-spark-boot-scripts';

/**
 * The boot scripts of this version of the library in a bucket of the stack's own, for machines whose image does not
 * hold them: user data has room for a quarter of them. One for all groups of a stack. The object's name is its
 * checksum, so a machine gets just what its user data was made with.
 */
export class BootScripts extends Construct {
  /** Those of the stack around `scope`; made at the first call. */
  static of(scope: Construct): BootScripts {
    const stack = TerraformStack.of(scope);
    const made = stack.node.tryFindChild(ID);
    return made instanceof BootScripts ? made : new BootScripts(stack, ID);
  }

  /** Of the checksums of all scripts, by which a machine knows that it has them. */
  readonly digest: string;
  /** https, known to Terraform only. */
  readonly url: string;
  /** What has to be there before a machine starts. */
  readonly object: S3Object;
  /** What a machine must be allowed. */
  readonly permission: DataAwsIamPolicyDocumentStatement;

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    const baked = shippedBootScripts();
    this.digest = baked.digest;
    const archive = Buffer.from(gzip(scriptsArchive(baked), { level: 9 }));
    const bucket = new StoreBucket(this, 'bucket', {
      naming: { prefix: 'mesos-spark-boot-' },
      versioned: false,
      // Nothing is lost with it that the next deployment does not bring.
      forceDestroy: true,
      tags: {},
    });
    const key = `boot/${createHash('sha256').update(archive).digest('hex')}.sh.gz`;
    this.object = new S3Object(this, 'object', {
      bucket: bucket.bucketName,
      key,
      contentBase64: archive.toString('base64'),
      contentType: 'application/gzip',
      dependsOn: [...bucket.ready],
      // The old one goes last: a machine that boots meanwhile may still want it.
      lifecycle: { createBeforeDestroy: true },
    });
    this.url = `https://${bucket.regionalDomainName}/${key}`;
    this.permission = { actions: ['s3:GetObject'], resources: [`${bucket.bucketArn}/boot/*`] };
  }
}
