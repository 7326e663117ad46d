import { DataAwsRegion } from '@cdktf/provider-aws/lib/data-aws-region';
import { Fn, type Precondition } from 'cdktf';
import type { Construct } from 'constructs';
import { Duration } from '../src/domain/core/duration';
import {
  OPERATOR_SCRIPT,
  type OperatorHost,
  operatorEnvironment,
  operatorFiles,
} from '../src/domain/operator-host/boot';
import { cloudConfig } from '../src/domain/render/cloud-config';
import type { ICluster } from './cluster';
import { lateConditions } from './late-conditions';
import type { IManifestStore } from './manifest-store';
import type { OperatorBundle } from './operator-bundle';
import { shippedFile } from './shipped-files';
import { LateValues, terraformText, terraformValue } from './terraform-text';

/** What a launch template is given to boot its machines. */
export interface OperatorUserData {
  /** base64 of the gzip. */
  readonly text: string;
  /** What Terraform has to check of the values that it fills in. */
  readonly preconditions: readonly Precondition[];
}

export interface OperatorSettings {
  readonly store: IManifestStore;
  readonly cluster: ICluster;
  readonly interval?: Duration | string;
}

/** The user data of the operator's machines. Bucket names are Terraform's to fill in. */
export function operatorUserData(
  scope: Construct,
  settings: OperatorSettings,
  bundle: OperatorBundle,
): OperatorUserData {
  const environment = operatorEnvironment(
    operatorHost(settings, bundle, new DataAwsRegion(scope, 'region').name),
  );
  const late = new LateValues(Object.values(environment));
  const named = Object.entries(environment).map(([name, value]) => [name, late.named(value)]);
  const files = operatorFiles(Object.fromEntries(named), shippedFile('boot', 'operator.sh'));
  const text = cloudConfig({
    write_files: files.map(({ path, mode, content }) => ({
      path,
      permissions: mode,
      owner: 'root:root',
      content,
    })),
    runcmd: [[OPERATOR_SCRIPT, 'install']],
  });
  const { mesosMasterUrl, marathonUrl } = settings.cluster;
  return {
    text: Fn.base64gzip(terraformValue(scope, 'user-data', terraformText(text, late.tokens))),
    preconditions: lateConditions({ mesosMasterUrl, marathonUrl }),
  };
}

function operatorHost(settings: OperatorSettings, bundle: OperatorBundle, region: string): OperatorHost {
  const { cluster, store, interval = '10s' } = settings;
  return {
    manifestsUrl: `s3://${store.manifests.bucketName}`,
    stateUrl: `s3://${store.state.bucketName}`,
    mesosUrl: cluster.mesosMasterUrl,
    marathonUrl: cluster.marathonUrl,
    region,
    bundleUrl: bundle.url,
    bundleSha256: bundle.sha256,
    interval: (typeof interval === 'string' ? Duration.parse(interval) : interval).toSpark(),
    ...(cluster.credentials === undefined
      ? {}
      : { credentials: { kind: cluster.credentials.kind, secretArn: cluster.credentials.secretArn } }),
    ...(cluster.caCertificate === undefined ? {} : { caSecretArn: cluster.caCertificate }),
  };
}
