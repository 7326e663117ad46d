import { S3Object } from '@cdktf/provider-aws/lib/s3-object';
import { dependable, Fn, type ITerraformDependable, Lazy } from 'cdktf';
import type { Construct } from 'constructs';
import { attempt } from '../src/domain/core/problem';
import { canonicalJson } from '../src/domain/render/json';
import type { MarathonAppManifestInput } from '../src/manifest/marathon-app';
import { API_VERSION, manifestName } from '../src/manifest/meta';
import type { ScheduledSparkApplicationManifestInput } from '../src/manifest/scheduled-spark-application';
import { parseBySchema } from '../src/manifest/schema-problems';
import { manifestSchemas } from '../src/manifest/schemas';
import type { ShuffleServiceManifestInput } from '../src/manifest/shuffle-service';
import type { SparkApplicationManifestInput } from '../src/manifest/spark-application';
import type { SparkDefaultsManifestInput } from '../src/manifest/spark-defaults';
import type { SparkDispatcherManifestInput } from '../src/manifest/spark-dispatcher';
import { manifestStoreKeys } from '../src/manifest/store-layout';
import type { ZeppelinInterpreterManifestInput } from '../src/manifest/zeppelin-interpreter';
import { inside, rejectIn } from './known';
import { manifestText } from './manifest-text';
import { terraformText } from './terraform-text';

/** What a stack can declare. Defaults may be left out; what is written names them. */
export type ManifestInput =
  | MarathonAppManifestInput
  | ScheduledSparkApplicationManifestInput
  | ShuffleServiceManifestInput
  | SparkApplicationManifestInput
  | SparkDefaultsManifestInput
  | SparkDispatcherManifestInput
  | ZeppelinInterpreterManifestInput;

/**
 * The manifests of one stack in one bucket, and the index of them, which is written last: a manifest that the
 * index does not name is deleted, one that it names and that does not match is torn.
 */
export class ManifestSet {
  private readonly objects = new Map<string, S3Object>();
  private readonly outlived: ITerraformDependable[];
  private readonly index: S3Object;

  /**
   * @param scope where the objects stand, one set a scope
   * @param ready what has to stand before the first object is written
   */
  constructor(
    private readonly scope: Construct,
    private readonly place: { readonly bucketName: string; readonly stackName: string },
    ready: readonly ITerraformDependable[],
  ) {
    const name = attempt(() => parseBySchema(manifestName, place.stackName));
    if ('problems' in name) {
      rejectIn(
        scope,
        name.problems.map((problem) => ({ ...problem, at: 'stackName' })),
      );
    }
    this.outlived = [...ready];
    this.index = new S3Object(scope, 'index', {
      bucket: place.bucketName,
      key: manifestStoreKeys.index(place.stackName),
      contentType: 'application/json',
      content: Lazy.stringValue({ produce: () => this.indexText() }),
      dependsOn: this.outlived,
    });
  }

  /** @throws ProblemError if the kind's schema refuses the manifest, or if its name is taken */
  add(manifest: ManifestInput): void {
    const { kind, metadata } = manifest;
    const checked = inside(this.scope, () => parseBySchema(manifestSchemas[kind], manifest));
    const id = `${kind}-${metadata.name}`;
    if (this.objects.has(id)) {
      rejectIn(this.scope, [
        {
          at: `${kind} ${metadata.name}`,
          found: 'two of that name in one store',
          wanted: 'a name of its own for each',
        },
      ]);
    }
    const object = new S3Object(this.scope, id, {
      bucket: this.place.bucketName,
      key: manifestStoreKeys.manifest(this.place.stackName, kind, metadata.name),
      contentType: 'application/json',
      content: manifestText(this.scope, id, checked),
      dependsOn: this.outlived,
    });
    this.objects.set(id, object);
    after(this.index, object);
  }

  /** Makes Terraform destroy every manifest before `resource`: what obeys them goes last. */
  outlive(resource: ITerraformDependable): void {
    this.outlived.push(resource);
    for (const object of [this.index, ...this.objects.values()]) after(object, resource);
  }

  /** The hashes are Terraform's own, of what it really writes: late values are in it by then. */
  private indexText(): string {
    const entries = [...this.objects.keys()].sort();
    const manifests = entries.map((id, i) => {
      const [kind = '', name = ''] = splitOnce(id);
      return {
        kind,
        name,
        key: manifestStoreKeys.manifest(this.place.stackName, kind, name),
        sha256: `@SHA256_${i}@`,
      };
    });
    const index = {
      apiVersion: API_VERSION,
      kind: 'ManifestIndex',
      metadata: { name: this.place.stackName },
      manifests,
    };
    const hashes = entries.map((id, i): [string, string] => [
      `SHA256_${i}`,
      Fn.sha256(this.objects.get(id)?.content ?? ''),
    ]);
    return terraformText(canonicalJson(index, 2), Object.fromEntries(hashes));
  }
}

function splitOnce(id: string): readonly string[] {
  const at = id.indexOf('-');
  return [id.slice(0, at), id.slice(at + 1)];
}

function after(object: S3Object, resource: ITerraformDependable): void {
  object.dependsOn = [...(object.dependsOn ?? []), dependable(resource)];
}
