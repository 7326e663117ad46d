import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { App, LocalBackend, TerraformOutput, TerraformStack } from 'cdktf';
import { ManifestStore, ShuffleService, SparkClient, SparkDefaults } from '../../../constructs';
import type { SparkClientProps } from '../../../constructs/spark-client-props';
import { manifestsOf, SynthesizedStack } from '../../../constructs/testing';
import { sha256 } from '../../../src/io/digest';
import { type SparkDefaultsManifest, sparkDefaultsManifest, stateStoreKeys } from '../../../src/manifest';
import { observe } from '../../../src/operator/kinds/spark-defaults/observe';
import { plan } from '../../../src/operator/kinds/spark-defaults/plan';
import type { ObjectStore } from '../../../src/operator/ports';
import { dcosCluster } from '../../support/cluster';
import { agentsWith, docker, pool } from '../../support/shuffle-service';
import { at, listAt, textAt } from '../demo/answers';
import type { Moto } from './moto';
import { tools } from './tools';

export const DEFAULTS = 'spark-2-4';
const SERVICE = 'shuffle';

/** A stack with an edge node, deployed to the emulator by the real Terraform. */
export class ClientStack {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'client-stack-'));
  private readonly stackFolder = path.join(this.folder, 'stacks/edge');
  private declared: SparkDefaultsManifest | undefined;

  constructor(
    private readonly moto: Moto,
    private readonly props: Partial<SparkClientProps> & Pick<SparkClientProps, 'spark'>,
  ) {}

  /** @throws Error with Terraform's words */
  async deploy(): Promise<void> {
    const network = await this.network();
    // The whole app, as the program that is uploaded lies beside the stack.
    const app = new App({ outdir: this.folder });
    this.build(new TerraformStack(app, 'edge'), network);
    app.synth();
    const json = readFileSync(path.join(this.stackFolder, 'cdk.tf.json'), 'utf8');
    this.declared = manifestsOf(new SynthesizedStack(JSON.parse(json)))
      .filter(({ kind }) => kind === 'SparkDefaults')
      .map((one) => sparkDefaultsManifest.parse(one))[0];
    this.terraform('init');
    this.terraform('apply', '-auto-approve', '-lock=false');
  }

  /** True where another plan would do nothing. */
  isSettled(): boolean {
    return this.run('plan', '-detailed-exitcode', '-lock=false').status === 0;
  }

  destroy(): void {
    this.terraform('destroy', '-auto-approve', '-lock=false');
  }

  output(name: string): string {
    return this.terraform('output', '-raw', name).trim();
  }

  /** With its digest, as it was given. */
  get spark(): string {
    return this.props.spark;
  }

  /** The one launch template, as EC2 has it. */
  async template(): Promise<unknown> {
    const templates = await this.moto.ask('ec2', 'describe_launch_templates');
    const LaunchTemplateId = textAt(templates, 'LaunchTemplates', 0, 'LaunchTemplateId');
    const versions = await this.moto.ask('ec2', 'describe_launch_template_versions', { LaunchTemplateId });
    return at(versions, 'LaunchTemplateVersions', 0, 'LaunchTemplateData');
  }

  /** As the operator does once the shuffle service listens on this port. @param until how many writes it gets to */
  async publish(store: ObjectStore, port: number, until = Number.POSITIVE_INFINITY): Promise<void> {
    const { declared } = this;
    if (declared === undefined) throw new Error('found no stack, wanted one that is deployed');
    const endpoint = {
      ...{ service: SERVICE, port, appId: `/shuffle/${SERVICE}-${port}` },
      ...{ sparkVersion: '2.4.0', sharedDirectory: '/var/lib/tmp/spark' },
    };
    await replace(store, stateStoreKeys.endpoint(SERVICE), JSON.stringify(endpoint));
    const actions = plan(declared, await observe(declared, { store, sha256 }));
    for (const { key, body, condition } of actions.slice(0, until)) {
      const { is } = await store.put(key, body, condition);
      if (is !== 'written') throw new Error(`${key}: found ${is}, wanted it to be written`);
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private build(stack: TerraformStack, network: Network): void {
    new AwsProvider(stack, 'aws', {
      region: this.moto.region,
      skipCredentialsValidation: true,
      skipMetadataApiCheck: 'true',
      s3UsePathStyle: true,
      maxRetries: 2,
    });
    new LocalBackend(stack, { path: path.join(this.folder, 'terraform.tfstate') });
    const store = new ManifestStore(stack, 'store', { forceDestroy: true });
    const reservation = pool();
    const agents = [agentsWith(reservation)];
    const shuffle = new ShuffleService(stack, 'shuffle', {
      ...{ store, name: SERVICE, reservation, agents, spark: docker },
    });
    const defaults = new SparkDefaults(stack, 'defaults', { store, shuffle, name: DEFAULTS });
    const { clientGroups, ...cluster } = network;
    const client = new SparkClient(stack, 'client', {
      ...{ store, defaults, cluster: dcosCluster(stack, cluster), reachableFrom: clientGroups },
      ...this.props,
    });
    const outputs = {
      state: store.state.bucketName,
      manifests: store.manifests.bucketName,
      group: client.autoScalingGroupName,
      'security-group': client.securityGroupId,
    };
    for (const [staticId, value] of Object.entries(outputs)) {
      new TerraformOutput(stack, `output-${staticId}`, { value }).overrideLogicalId(staticId);
    }
  }

  /** The network that every new account has, with two groups for masters and agents. */
  private async network(): Promise<Network> {
    const vpcId = textAt(await this.moto.ask('ec2', 'describe_vpcs'), 'Vpcs', 0, 'VpcId');
    const Filters = [{ Name: 'vpc-id', Values: [vpcId] }];
    const subnets = listAt(await this.moto.ask('ec2', 'describe_subnets', { Filters }), 'Subnets');
    const group = async (GroupName: string) =>
      textAt(
        await this.moto.ask('ec2', 'create_security_group', {
          GroupName,
          Description: GroupName,
          VpcId: vpcId,
        }),
        'GroupId',
      );
    return {
      vpcId,
      subnetIds: subnets.map((subnet) => textAt(subnet, 'SubnetId')).sort(),
      securityGroupIds: [await group('cluster')],
      clientGroups: [await group('masters'), await group('agents')],
    };
  }

  private terraform(...args: readonly string[]): string {
    const { status, output } = this.run(...args);
    if (status !== 0) throw new Error(`terraform ${args[0]}:\n${output.slice(-4000)}`);
    return output;
  }

  private run(...args: readonly string[]): { readonly status: number | null; readonly output: string } {
    const { TERRAFORM_BINARY_NAME: program = 'terraform', ...env } = tools().terraform;
    const { status, stdout, stderr } = spawnSync(program, [...args, '-no-color'], {
      cwd: this.stackFolder,
      encoding: 'utf8',
      env: { ...process.env, ...env, ...this.moto.env, TF_INPUT: '0' },
    });
    return { status, output: `${stdout}${stderr}` };
  }
}

interface Network {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** Of masters and of agents. */
  readonly clientGroups: readonly string[];
}

async function replace(store: ObjectStore, key: string, body: string): Promise<void> {
  const there = await store.get(key);
  await store.put(key, body, there ? { ifMatch: there.etag } : { ifAbsent: true });
}
