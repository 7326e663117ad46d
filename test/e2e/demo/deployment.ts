import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { interruptGroup, run } from '../support/children';
import type { Moto } from '../support/moto';
import { ROOT, tools } from '../support/tools';
import { listAt, textAt } from './answers';

export interface DeploymentProps {
  readonly settings: string;
  /** Where everything that is written goes. */
  readonly folder: string;
  readonly moto: Moto;
  /** Sees what Terraform says of each resource. */
  readonly onLine: (line: string) => void;
}

/** A resource that Terraform made. */
export interface Resource {
  readonly type: string;
  readonly name: string;
  readonly attributes: unknown;
}

/** The stack, by the real cdktf and the real Terraform. Nothing is written into the checkout. */
export class Deployment {
  private readonly output: string;

  constructor(private readonly props: DeploymentProps) {
    this.output = join(props.folder, 'cdktf.out');
  }

  /**
   * `cdktf deploy`. Aborting ends it before Terraform makes the first resource; from then on it is finished
   * first, so that everything that was made can be destroyed.
   */
  deploy(signal?: AbortSignal): Promise<void> {
    return this.cdktf('deploy', signal);
  }

  destroy(): Promise<void> {
    return this.cdktf('destroy');
  }

  /** True once there is something to destroy. */
  get stands(): boolean {
    return existsSync(join(this.props.folder, 'terraform.tfstate'));
  }

  /** `terraform plan -detailed-exitcode`: 0 where nothing would change, 2 where something would. */
  async plan(): Promise<{ readonly code: number | null; readonly output: string }> {
    const { TERRAFORM_BINARY_NAME: terraform = 'terraform' } = tools().terraform;
    const args = ['plan', '-detailed-exitcode', '-input=false', '-no-color', '-lock=false'];
    return run(terraform, args, { cwd: join(this.output, 'stacks/shuffle'), env: this.env() });
  }

  /** What stands, by Terraform's state; data sources left out. */
  resources(): readonly Resource[] {
    const state: unknown = JSON.parse(readFileSync(join(this.props.folder, 'terraform.tfstate'), 'utf8'));
    return listAt(state, 'resources')
      .filter((resource) => textAt(resource, 'mode') === 'managed')
      .flatMap((resource) =>
        listAt(resource, 'instances').map((instance) => ({
          type: textAt(resource, 'type'),
          name: textAt(resource, 'name'),
          attributes: Reflect.get(Object(instance), 'attributes'),
        })),
      );
  }

  private async cdktf(verb: 'deploy' | 'destroy', signal?: AbortSignal): Promise<void> {
    const cli = join(ROOT, 'node_modules/cdktf-cli/bundle/bin/cdktf');
    const flags = ['--auto-approve', '--skip-provider-lock', '--no-color', '--output', this.output];
    const { code, output } = await run(tools().cdktfNode, [cli, verb, 'shuffle', ...flags], {
      cwd: ROOT,
      env: this.env(),
      onLine: this.props.onLine,
      interrupt: (child) => this.interrupt(child),
      ...(signal === undefined ? {} : { signal }),
    });
    signal?.throwIfAborted();
    if (code !== 0)
      throw new Error(`cdktf ${verb} ended with ${code}:\n${output.split('\n').slice(-40).join('\n')}`);
  }

  /**
   * Interrupted, Terraform tells the provider to drop its requests, and what they have just made is in no
   * state and stays behind (seen with provider 5.100.0: buckets and instance profiles).
   */
  private interrupt(child: ChildProcess): void {
    if (!this.stands) interruptGroup(child);
  }

  private env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      ...tools().terraform,
      MESOS_SPARK_SETTINGS: this.props.settings,
      CI: '1',
      // The provider is linked or cached as our own settings file for Terraform says.
      CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1',
      TF_PLUGIN_CACHE_DIR: undefined,
      TF_IN_AUTOMATION: '1',
      NO_COLOR: '1',
    };
  }
}
