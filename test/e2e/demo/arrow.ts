import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startLab } from '../../../src/lab';
import { stateStoreKeys } from '../../../src/manifest';
import { type Moto, startMoto } from '../support/moto';
import { boot, type Instance, instancesOf } from './agents';
import { listAt, textAt } from './answers';
import { coverage, isCovered, type Row } from './coverage';
import { Deployment } from './deployment';
import { type Change, DEFAULTS, GROUP, SERVICE, writeSettings } from './example';
import { userDataOf } from './machine';
import { OperatorProcess } from './operator-process';

type Lab = Awaited<ReturnType<typeof startLab>>;

/**
 * The whole arrow on loopback, from settings to a shuffle service on every agent, as the demonstration shows
 * it and the end-to-end test asserts it. Each step may be taken once, in this order.
 */
export class Arrow {
  private operator: OperatorProcess | undefined;
  private instances: readonly Instance[] = [];

  /** Starts the emulated AWS and the lab's Mesos and Marathon, and writes the settings that point at them. */
  static async start(onLine: (line: string) => void, changes: readonly Change[] = []): Promise<Arrow> {
    const folder = mkdtempSync(join(tmpdir(), 'mesos-spark-arrow-'));
    const [moto, lab] = await Promise.all([startMoto(), startLab({})]);
    const { mesosUrl, marathonUrl } = lab;
    const settings = await writeSettings(folder, { moto, mesosUrl, marathonUrl }, changes);
    return new Arrow(folder, moto, lab, new Deployment({ settings, folder, moto, onLine }));
  }

  private constructor(
    readonly folder: string,
    readonly moto: Moto,
    readonly lab: Lab,
    readonly deployment: Deployment,
  ) {}

  /** Starts agents for the machines that EC2 has and the lab does not. @returns the new ones */
  async bringUpAgents(): Promise<readonly Instance[]> {
    const group = this.autoScalingGroup('agents');
    const userData = await userDataOf(this.moto, group);
    const all = await instancesOf(this.moto, group);
    const fresh = all.filter(({ id }) => !this.instances.some((known) => known.id === id));
    for (const instance of fresh) {
      const agent = await boot(this.moto, instance, { userData, folder: this.folder });
      await this.post('/lab/agents', agent);
    }
    this.instances = all;
    return fresh;
  }

  async startOperator(): Promise<void> {
    this.operator = await OperatorProcess.start(this.moto, this.autoScalingGroup('operator'), this.folder);
  }

  /** SIGTERM. @returns its exit code */
  async stopOperator(): Promise<number | null> {
    const code = await this.operator?.stop();
    this.operator = undefined;
    return code ?? null;
  }

  get operatorLog(): string {
    return this.operator?.log ?? '';
  }

  /** Asks the agents' group for one more machine, as people and scaling policies do. */
  async addAgent(): Promise<readonly Instance[]> {
    await this.moto.ask('autoscaling', 'set_desired_capacity', {
      AutoScalingGroupName: this.autoScalingGroup('agents'),
      DesiredCapacity: this.instances.length + 1,
    });
    return this.bringUpAgents();
  }

  rows(): Promise<readonly Row[]> {
    return coverage(this.lab.marathonUrl, this.instances);
  }

  /** Waits until every agent is covered and the operator says so itself. @throws Error after the deadline */
  async converged(signal?: AbortSignal, seconds = 120): Promise<readonly Row[]> {
    const deadline = performance.now() + seconds * 1000;
    for (;;) {
      signal?.throwIfAborted();
      const rows = await this.rows();
      if (rows.every(isCovered) && (await this.ready()) === `${rows.length}`) return rows;
      if (this.operator?.ended !== false || performance.now() > deadline) {
        const why = this.operator?.ended !== false ? 'the operator ended' : `not converged in ${seconds} s`;
        throw new Error(`${why}; its log ends with:\n${this.operatorLog.split('\n').slice(-20).join('\n')}`);
      }
      await sleep(250);
    }
  }

  /** What the operator published for drivers. It follows the service that it names, so it is waited for. */
  async publishedDefaults(seconds = 60): Promise<string | undefined> {
    const deadline = performance.now() + seconds * 1000;
    for (;;) {
      const text = await this.stateObject(stateStoreKeys.sparkDefaults(DEFAULTS));
      if (text !== undefined || this.operator?.ended !== false || performance.now() > deadline) return text;
      await sleep(250);
    }
  }

  /** The bucket that the operator writes to, by Terraform's own record. */
  async stateObject(key: string): Promise<string | undefined> {
    const Bucket = this.name('aws_s3_bucket', 'state', 'bucket');
    try {
      const object = await this.moto.ask('s3', 'get_object', { Bucket, Key: key });
      return Buffer.from(textAt(object, 'Body'), 'base64').toString('utf8');
    } catch (error) {
      if (String(error).includes('NoSuchKey')) return undefined;
      throw error;
    }
  }

  /** Ends everything and removes the folder; what is deployed is gone with the emulator. */
  async stop(): Promise<void> {
    await this.operator?.stop();
    await Promise.all([this.lab.close(), this.moto.stop()]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** How many agents the operator says are covered, once it says that it is ready. */
  private async ready(): Promise<string | undefined> {
    const body = await this.stateObject(stateStoreKeys.status('ShuffleService', SERVICE));
    const status: unknown = body === undefined ? undefined : JSON.parse(body);
    const conditions = listAt(status, 'status', 'conditions');
    const ready = conditions.find((one) => textAt(one, 'type') === 'Ready');
    if (ready === undefined || textAt(ready, 'status') !== 'True') return undefined;
    return /\d+/.exec(textAt(ready, 'message'))?.[0];
  }

  autoScalingGroup(part: 'agents' | 'operator'): string {
    return this.name('aws_autoscaling_group', part === 'agents' ? `agents-${GROUP}` : part, 'name');
  }

  /** An attribute of the one resource of that type with `part` in its name. */
  private name(type: string, part: string, attribute: string): string {
    const found = this.deployment
      .resources()
      .filter((resource) => resource.type === type && resource.name.includes(part));
    const [only] = found;
    if (only === undefined || found.length > 1) {
      throw new Error(`found ${found.length} ${type} with ${part} in their names, wanted one`);
    }
    return textAt(only.attributes, attribute);
  }

  private async post(path: string, body: object): Promise<void> {
    const response = await fetch(`${this.lab.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
  }
}
