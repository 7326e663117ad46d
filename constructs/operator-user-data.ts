import { DataAwsRegion } from '@cdktf/provider-aws/lib/data-aws-region';
import { Fn, type Precondition, TerraformLocal } from 'cdktf';
import type { Construct } from 'constructs';
import {
  OPERATOR_SCRIPT,
  type OperatorHost,
  operatorEnvironment,
  operatorFiles,
} from '../src/domain/operator-host/boot';
import { cloudConfig } from '../src/domain/render/cloud-config';
import { lateConditions } from './late-conditions';
import type { OperatorBundle } from './operator-bundle';
import type { OperatorSettings } from './operator-checks';
import { marathonCredentials } from './operator-credentials';
import type { OperatorProps } from './operator-props';
import { statusPlace } from './operator-status-page';
import { shippedFile } from './shipped-files';
import { LateValues, terraformText } from './terraform-text';

/** What a launch template is given to boot its machines. */
export interface OperatorUserData {
  /** base64 of the gzip. */
  readonly text: string;
  /** What Terraform has to check of the values that it fills in. */
  readonly preconditions: readonly Precondition[];
  /** Lets it publish metrics in this namespace, though its machines are declared already. */
  publishMetrics(namespace: string): void;
}

/** What it is made of. */
interface OperatorParts {
  readonly props: OperatorProps;
  readonly settings: OperatorSettings;
  readonly bundle: OperatorBundle;
  /** Of the queue of notices, where there is one. */
  readonly interruptionsUrl?: string;
}

/** The user data of the operator's machines. Bucket names are Terraform's to fill in. */
export function operatorUserData(scope: Construct, parts: OperatorParts): OperatorUserData {
  const { props, settings } = parts;
  const host = operatorHost(parts, new DataAwsRegion(scope, 'region').name);
  // A value of its own: arguments of a function are escaped by other rules.
  const data = new TerraformLocal(scope, 'user-data', dataOf(host, props));
  const { mesosMasterUrl, metronomeUrl, cosmosUrl } = props.cluster;
  const { marathonUrl, agentVpcIds } = settings;
  return {
    text: Fn.base64gzip(data.asString),
    preconditions: lateConditions({
      mesosMasterUrl,
      marathonUrl,
      ...Object.fromEntries(agentVpcIds.map((id, i) => [`agentVpcIds[${i}]`, id])),
      ...(metronomeUrl === undefined ? {} : { metronomeUrl }),
      ...(cosmosUrl === undefined ? {} : { cosmosUrl }),
    }),
    publishMetrics: (namespace) => {
      data.expression = dataOf({ ...host, cloudwatch: namespace }, props);
    },
  };
}

function dataOf(host: OperatorHost, props: OperatorProps): string {
  const environment = operatorEnvironment(host);
  const late = new LateValues(Object.values(environment));
  const named = Object.entries(environment).map(([name, value]) => [name, late.named(value)]);
  const files = operatorFiles(Object.fromEntries(named), shippedFile('boot', 'operator.sh'), {
    observeOnly: props.observeOnly ?? false,
    besideMarathon: props.leadership === 'marathon',
  });
  const text = cloudConfig({
    write_files: files.map(({ path, mode, content }) => ({
      path,
      permissions: mode,
      owner: 'root:root',
      content,
    })),
    runcmd: [[OPERATOR_SCRIPT, 'install']],
  });
  return terraformText(text, late.tokens);
}

function operatorHost(
  { props, settings, bundle, interruptionsUrl }: OperatorParts,
  region: string,
): OperatorHost {
  const { cluster, store, logLevel, statusPage } = props;
  const { marathonUrl, agentHealthPort, agentVpcIds } = settings;
  const shown = marathonCredentials(props, marathonUrl);
  return {
    manifestsUrl: `s3://${store.manifests.bucketName}`,
    stateUrl: `s3://${store.state.bucketName}`,
    mesosUrl: cluster.mesosMasterUrl,
    marathonUrl,
    ...(cluster.metronomeUrl === undefined ? {} : { metronomeUrl: cluster.metronomeUrl }),
    ...(cluster.cosmosUrl === undefined ? {} : { cosmosUrl: cluster.cosmosUrl }),
    region,
    bundleUrl: bundle.url,
    bundleSha256: bundle.sha256,
    interval: settings.interval.toSpark(),
    ...(agentHealthPort === undefined ? {} : { agentHealthPort }),
    ...(agentVpcIds.length === 0 ? {} : { machinesUrl: `ec2://${agentVpcIds.join(',')}` }),
    ...(interruptionsUrl === undefined ? {} : { interruptionsUrl }),
    ...(logLevel === undefined ? {} : { logLevel }),
    ...statusPlace(statusPage),
    ...(cluster.credentials === undefined
      ? {}
      : { credentials: { kind: cluster.credentials.kind, secretArn: cluster.credentials.secretArn } }),
    ...(shown === undefined ? {} : { marathonCredentials: shown }),
    ...(cluster.caCertificate === undefined ? {} : { caSecretArn: cluster.caCertificate }),
  };
}
