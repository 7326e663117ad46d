import { readFileSync } from 'node:fs';
import path from 'node:path';
import { App, type TerraformStack } from 'cdktf';
import { manifestsOf, synthesizeStack } from '../../../constructs/testing';
import type { FoundManifest } from '../../../constructs/testing/stack-texts';
import { dispatcherUiOverHttp } from '../../../src/io/dispatcher-ui-http';
import { sparkDispatcherOverHttp } from '../../../src/io/spark-dispatcher-http';
import {
  scheduledSparkApplicationManifest,
  sparkApplicationManifest,
  sparkDispatcherManifest,
} from '../../../src/manifest';
import type { SparkDispatcher } from '../../../src/operator/ports';
import { inProcess } from '../../lab/support/in-process';
import { Bed } from '../../operator/support/bed';
import { type LabInProcess, labInProcess } from '../../operator/support/lab-cluster';
import { declare } from '../../operator/support/manifests';
import { examplesOf, runExample } from '../../support/examples';

/** Of the page about dispatchers; the host is an agent. */
export const DISPATCHER = 'http://10.0.0.11:7077';

const FOLDER = path.join(__dirname, '../../../docs/running');
const SCHEMAS = {
  SparkApplication: sparkApplicationManifest,
  ScheduledSparkApplication: scheduledSparkApplicationManifest,
  SparkDispatcher: sparkDispatcherManifest,
} as const;

/** With every default, as the operator reads it. */
export function read(manifest: FoundManifest): FoundManifest {
  const schema = SCHEMAS[manifest.kind as keyof typeof SCHEMAS];
  return schema.parse(manifest) as FoundManifest;
}

/** A page's examples, and the manifests that it shows. */
export function pageOf(name: string) {
  const text = readFileSync(path.join(FOLDER, `${name}.md`), 'utf8');
  const json = [...text.matchAll(/^```json\n([\s\S]*?)^```/gm)].map((match) => match[1] ?? '');
  return { examples: examplesOf(text), shown: json.map((one) => JSON.parse(one) as FoundManifest) };
}

/** What an example declares once it is deployed. */
export function declaredBy(page: string, example = page): readonly FoundManifest[] {
  const { Stack } = runExample(pageOf(page).examples, example) as {
    Stack: new (scope: App, id: string) => TerraformStack;
  };
  return manifestsOf(synthesizeStack(new Stack(new App(), 'spark')));
}

/** The lab with operators over it, and everything that was asked to start something. */
export class Stage {
  readonly lab: LabInProcess = labInProcess({ agents: 3, metronome: true, cosmos: true });
  readonly bed = new Bed(this.lab);
  readonly apps: Sent[] = [];
  readonly jobs: Sent[] = [];
  private readonly operator = this.bed.passes();

  constructor() {
    this.bed.metronome = this.lab.metronome;
    this.bed.cosmos = this.lab.cosmos;
    this.bed.dispatchers.set(DISPATCHER, this.dispatcherAt(DISPATCHER));
    this.bed.dispatcherUis = (url) => dispatcherUiOverHttp(this.clientOf(url));
    note(this.lab.marathon, this.apps);
    note(this.lab.metronome, this.jobs);
  }

  dispatcherAt(url: string): SparkDispatcher {
    return sparkDispatcherOverHttp(this.clientOf(url));
  }

  private clientOf(baseUrl: string) {
    return inProcess(this.lab.lab, { baseUrl, timeout: 5 });
  }

  declare(manifests: readonly FoundManifest[]): void {
    declare(this.bed.manifests, manifests);
  }

  /** So many passes, ten seconds apart. */
  async work(passes: number): Promise<void> {
    for (let i = 0; i < passes; i++) {
      await this.operator.run();
      await this.bed.clock.run(10, 0);
    }
  }

  /** The driver ends, as a job does that is done. */
  async finish(taskId = ''): Promise<void> {
    await this.lab.call('PATCH', `/tasks/${taskId}`, { state: 'TASK_FINISHED' });
  }

  stateOf(taskId = ''): string | undefined {
    const { tasks } = this.lab.lab.world.cluster;
    return [...tasks.all(), ...tasks.completed()].find(({ id }) => id === taskId)?.state;
  }
}

type Sent = Readonly<Record<string, unknown>>;

function note<Answer>(server: { create(one: Sent): Promise<Answer> }, sent: Sent[]): void {
  const create = server.create.bind(server);
  server.create = (one) => {
    sent.push(one);
    return create(one);
  };
}
