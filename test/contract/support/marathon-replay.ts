import type { LabOptions } from '../../../src/lab';
import { Bindings } from './bindings';
import { eventDifferences } from './compare-events';
import { responseDifferences } from './compare-response';
import { stateDifferences } from './compare-state';
import { configOf } from './flags';
import { agentOf, LabClient } from './lab-client';
import { answerDifferences, ENDED, endedDifferences } from './leader-steps';
import { observedDifferences } from './observe';
import type {
  MarathonRecording,
  MarathonStep,
  RecordedEvent,
  RecordedResponse,
  RecordedState,
} from './recording';
import { replayLines } from './stream';

/** In what a replay has to differ from the recording, and why. */
export interface ReplayOptions extends Pick<LabOptions, 'standbys'> {
  /** Flags that the recorded process was not given: what was around it. */
  readonly marathon?: NonNullable<Exclude<LabOptions['marathon'], false>>;
  /**
   * Where the recorded run was decided by chance among equal tasks: one of these seeds has to give the same. The
   * first one is known to.
   */
  readonly seeds?: readonly number[];
  /** Agents in the order in which they get tasks. @default - as Mesos held their tasks in the recording */
  readonly order?: readonly string[];
  /** Seconds that pass in a step in which only time does. @default 35 */
  readonly later?: number;
  /** Seconds between two requests. @default 0.05 */
  readonly brief?: number;
  /** By the words of a step: the second of the scenario at which it begins, to meet a periodic job as recorded. */
  readonly at?: Readonly<Record<string, number>>;
  /** By the words of a step: something that was simulated before it, and is not recorded as a step. */
  readonly before?: Readonly<Record<string, string>>;
  /** False where the recording lacks steps that its events tell of. @default true */
  readonly events?: boolean;
}

/** Seconds in which nothing changed before a state was recorded. */
const QUIET = 2;
/** Seconds between two requests. */
const BRIEF = 0.05;
/** Seconds between two looks while something may change. */
const STEP = 0.5;
/** Long enough for every periodic job with the shortened intervals. */
const LATER = 35;

/** Feeds a recording to a lab. What differs is a list of lines, each with the step. */
export async function replayMarathon(
  recording: MarathonRecording,
  options: ReplayOptions = {},
): Promise<readonly string[]> {
  const [first = 1, ...others] = options.seeds ?? [];
  const found = await new Replay(recording, options, first).run();
  for (const seed of found.length > 0 ? others : []) {
    if ((await new Replay(recording, options, seed).run()).length === 0) return [];
  }
  return found;
}

class Replay {
  private readonly client: LabClient;
  private readonly bindings = new Bindings();
  private readonly events: RecordedEvent[] = [];
  /** How many events there were before the last step. */
  private beforeLast = 0;
  private readonly found: string[] = [];

  constructor(
    private readonly recording: MarathonRecording,
    private readonly options: ReplayOptions,
    seed: number,
  ) {
    const order = options.order ?? hostOrder(recording);
    const agents = [...recording.agents].sort((a, b) => rank(order, a) - rank(order, b));
    this.client = new LabClient({
      agents: agents.map(agentOf),
      marathon: { ...configOf(recording.marathonFlags), ...options.marathon },
      ...(options.standbys === undefined ? {} : { standbys: options.standbys }),
      seed,
    });
    this.client.lab.world.marathon.core.events.listeners.add((event) => {
      this.events.push(JSON.parse(JSON.stringify(event)) as RecordedEvent);
    });
  }

  async run(): Promise<readonly string[]> {
    for (const [i, step] of this.recording.steps.entries()) {
      this.beforeLast = this.events.length;
      const differences = await this.step(step, this.recording.steps[i + 1]);
      this.found.push(...differences.map((line) => `[${step.do}] ${line}`));
    }
    if (this.options.events !== false) {
      const [events, end] = [this.events.slice(0, this.beforeLast), this.events.slice(this.beforeLast)];
      const differences = eventDifferences(this.recording.events, events, end);
      this.found.push(...differences.map((line) => `[events] ${line}`));
    }
    return this.found;
  }

  private async step(step: MarathonStep, next: MarathonStep | undefined): Promise<readonly string[]> {
    const found: string[] = [];
    await this.prepare(step);
    if (step.lines) found.push(...(await replayLines(step, this.client, this.bindings)));
    else if (step.request && step.response) found.push(...(await this.request(step, step.response)));
    else if (step.answers) return answerDifferences(step.answers, this.client);
    else if (typeof step.observed === 'string' && ENDED.test(step.observed)) {
      return endedDifferences(this.client);
    } else if (step.simulate) await this.simulate(step.simulate);
    else if (Array.isArray(step.observed)) {
      const props = { client: this.client, seconds: secondsIn(step.do), atMost: step.do.includes('at most') };
      found.push(...(await observedDifferences(step.observed, props)));
    } else await this.later(step);
    if (!step.then) {
      if (!next?.observed) this.client.advance(this.options.brief ?? BRIEF);
      return found;
    }
    if (step.request || step.simulate) await this.settle();
    return [...found, ...(await stateDifferences(step.then, this.client, this.bindings))];
  }

  private async prepare(step: MarathonStep): Promise<void> {
    const at = this.options.at?.[step.do];
    if (at !== undefined) this.client.advance(at - this.client.seconds);
    const call = this.options.before?.[step.do];
    if (call !== undefined) await this.simulate(call);
  }

  private async request(
    { request, do: what }: MarathonStep,
    response: RecordedResponse,
  ): Promise<readonly string[]> {
    if (!request) return [`${what}: no request`];
    const answer = await this.client.marathon({
      ...request,
      path: this.bindings.fill(request.path),
      ...(request.body === undefined ? {} : { body: this.bindings.fillJson(request.body) }),
    });
    return responseDifferences(response, answer, this.bindings);
  }

  private async simulate(call: string): Promise<void> {
    const url = new URL(this.bindings.fill(call).replaceAll('+', '%2B'), 'http://simulated');
    const host = url.searchParams.get('host') ?? '';
    const task = url.searchParams.get('task') ?? '';
    switch (url.pathname) {
      case '/agent':
        await this.client.control('PATCH', `/agents/${host}`, {
          reachable: url.searchParams.get('up') === 'true',
        });
        return;
      case '/agent/add':
        await this.client.addAgent(url.searchParams.get('spec') ?? '');
        return;
      case '/agent/remove':
        await this.client.control('DELETE', `/agents/${host}`);
        return;
      case '/agent/deactivate':
      case '/agent/reactivate':
        await this.client.control('PATCH', `/agents/${host}`, {
          deactivated: url.pathname.endsWith('/deactivate'),
        });
        return;
      case '/health':
        await this.client.control('PATCH', `/tasks/${task}`, {
          healthy: url.searchParams.get('healthy') === 'true',
        });
        return;
      case '/update':
        await this.client.control('PATCH', `/tasks/${task}`, { state: url.searchParams.get('state') });
        return;
      case '/disconnect':
        await this.client.control('POST', '/marathon/disconnect');
        return;
      default:
        throw new Error(`not simulated: ${call}`);
    }
  }

  /** Only time passes: until the recorded state is reached, or for long enough that it would have changed. */
  private async later(step: MarathonStep): Promise<void> {
    if (!step.do.startsWith('until') || !step.then) {
      this.client.advance(this.options.later ?? LATER);
      return;
    }
    for (let waited = 0; waited < 100; waited += 1) {
      if ((await this.differs(step.then)).length === 0) return;
      this.client.advance(1);
    }
  }

  /** Until nothing has changed for some seconds. */
  private async settle(): Promise<void> {
    let last = '';
    for (let quiet = 0, passed = 0; quiet < QUIET && passed < 100; passed += STEP) {
      this.client.advance(STEP);
      const now = await this.look();
      quiet = now === last ? quiet + STEP : 0;
      last = now;
    }
  }

  private async look(): Promise<string> {
    const paths = ['/v2/apps', '/v2/tasks', '/v2/deployments', '/lab/tasks'];
    const answers = await Promise.all(paths.map((path) => this.client.marathon({ method: 'GET', path })));
    return answers.map(({ text }) => text).join('\n');
  }

  /** Compares without binding anything by mistake: only what counts say. */
  private async differs(then: RecordedState): Promise<readonly string[]> {
    const { apps } = await this.client.get<{ apps: readonly { id: string; tasksRunning: number }[] }>(
      '/v2/apps',
    );
    const { tasks } = await this.client.get<{ tasks: readonly unknown[] }>('/v2/tasks');
    const listed = Object.values(then.tasksByHost).flat().length;
    const wrong = apps.filter(({ id, tasksRunning }) => then.apps[id]?.['tasksRunning'] !== tasksRunning);
    return [...wrong.map(({ id }) => id), ...(tasks.length === listed ? [] : ['tasks'])];
  }
}

/** `the following 20 s`, `the following 345 s at most`. */
function secondsIn(text: string): number {
  return Number(/(\d+) s\b/.exec(text)?.[1] ?? LATER);
}

/** Hosts as Mesos held their tasks: the order in which they were started. */
function hostOrder(recording: MarathonRecording): readonly string[] {
  return [...new Set(recording.steps.flatMap(({ then }) => Object.keys(then?.simulatedTasks ?? {})))];
}

function rank(order: readonly string[], spec: string): number {
  const at = order.indexOf(spec.split(':')[0] ?? '');
  return at < 0 ? order.length : at;
}
