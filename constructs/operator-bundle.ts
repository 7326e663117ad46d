import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { S3Object } from '@cdktf/provider-aws/lib/s3-object';
import { AssetType, TerraformAsset } from 'cdktf';
import { Construct } from 'constructs';
import { rejectIn } from './known';
import type { IManifestStore } from './manifest-store';
import { shippedBundle } from './shipped-files';

/** The operator's program, uploaded under a key that holds its hash: a machine that boots gets just that one. */
export class OperatorBundle extends Construct {
  readonly url: string;
  /** Lower-case hex SHA-256 of its bytes. */
  readonly sha256: string;
  readonly object: S3Object;

  /**
   * @param file @default - the one of this package, `dist/bundle/mesos-spark.cjs`
   * @param prefix of its key, by which different machines are let in
   * @throws ProblemError if there is no such file
   */
  constructor(scope: Construct, id: string, store: IManifestStore, file?: string, prefix = 'operator') {
    super(scope, id);
    const source = file ?? shippedBundle();
    if (!existsSync(source)) {
      rejectIn(scope, [
        {
          at: 'bundle',
          found: `no file ${source}`,
          wanted: "the operator's program",
          fix: file === undefined ? 'run `npm run build`, which makes it' : 'mend the path',
        },
      ]);
    }
    this.sha256 = createHash('sha256').update(readFileSync(source)).digest('hex');
    const key = `${prefix}/${this.sha256}/mesos-spark.cjs`;
    const asset = new TerraformAsset(this, 'asset', {
      path: path.resolve(source),
      type: AssetType.FILE,
      assetHash: this.sha256,
    });
    this.object = new S3Object(this, 'object', {
      bucket: store.manifests.bucketName,
      key,
      source: asset.path,
      contentType: 'text/javascript',
      // The old one goes last: a machine that boots meanwhile may still want it.
      lifecycle: { createBeforeDestroy: true },
    });
    this.url = `s3://${store.manifests.bucketName}/${key}`;
  }
}
