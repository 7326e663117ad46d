import { Duration } from '../../domain/core/duration';
import type { AgentReading } from '../../domain/usage/cpu-meter';
import { failuresOf, leftOut } from '../../domain/usage/left-out';
import {
  NO_MEMORY,
  type Usage,
  type UsageFacts,
  type UsageMemory,
  usageRound,
} from '../../domain/usage/usage';
import type {
  AgentContainers,
  AgentPlace,
  AgentRefusal,
  AgentStates,
  Clock,
  ContainersAnswer,
  DriverExclusions,
  Log,
  MasterUse,
  UseOfMaster,
} from '../ports';

/** Why an agent did not tell of its containers; `late`: the time of the round was over before it was asked. */
export type Unanswered = AgentRefusal | 'late';

export interface UsageView extends Usage {
  /** When the round ended. */
  readonly at: Date;
  /** Registered agents. */
  readonly agentsListed: number;
  /** Those that did not tell of their containers. */
  readonly unanswered: Readonly<Record<Unanswered, number>>;
}

export interface UsageCollectorProps {
  readonly master: UseOfMaster;
  readonly containers: AgentContainers;
  readonly drivers: DriverExclusions;
  readonly states: AgentStates;
  readonly clock: Clock;
  readonly log: Log;
  /** From the beginning of one round to that of the next. */
  readonly interval: Duration;
}

/** How long agents and drivers are asked in a round: the rest of it nobody is bothered. */
const SHARE_OF_INTERVAL = 0.5;

/** How soon a process that stands by sees that it leads. */
const STANDBY_MILLIS = 5000;

/**
 * Finds out how the cluster is used, beside the passes: nothing is decided from it, and nothing that goes wrong here
 * reaches them.
 */
export class UsageCollector {
  private memory: UsageMemory = NO_MEMORY;
  private shown: UsageView | undefined;
  private told = '';

  constructor(private readonly props: UsageCollectorProps) {}

  /** Of the last round; undefined before the first, after one in which the master told nothing, and while another leads. */
  get view(): UsageView | undefined {
    return this.shown;
  }

  /** One look at everything. Nothing is thrown. */
  async round(): Promise<void> {
    try {
      const use = await this.props.master.read();
      if (use.is === 'unknown') this.nothing(use.message);
      else await this.look(use);
    } catch (error) {
      this.nothing(error instanceof Error ? error.message : String(error));
    }
  }

  /** Another operator leads: it tells of the cluster, and this one begins anew when it leads again. */
  forget(): void {
    this.memory = NO_MEMORY;
    this.shown = undefined;
  }

  /** Looks every interval while `leads`, until `stop` is aborted. */
  async run(leads: () => boolean, stop: AbortSignal): Promise<void> {
    const { clock, interval } = this.props;
    while (!stop.aborted) {
      const began = clock.elapsedMillis();
      if (leads()) await this.round();
      // The lead may have been lost meanwhile.
      if (!leads()) this.forget();
      const pause = leads() ? interval.toMillis() : Math.min(STANDBY_MILLIS, interval.toMillis());
      await sleepUntil(clock, began + pause, stop);
    }
  }

  private async look(use: Extract<MasterUse, { is: 'known' }>): Promise<void> {
    const { clock, interval, containers, states, drivers } = this.props;
    const { agents, frameworks, tasks } = use;
    const until = clock.elapsedMillis() + interval.toMillis() * SHARE_OF_INTERVAL;
    const hosts = [...new Set(agents.map(({ hostname }) => hostname))];
    const [answers, told, excluded] = await Promise.all([
      containers.read(agents, until),
      states.states(hosts, until),
      drivers.read(this.driversOf(use), until),
    ]);
    const now = clock.elapsedMillis();
    const readings = [...answers.values()].filter(
      (one): one is ContainersAnswer & AgentReading => one.is === 'known',
    );
    const facts: UsageFacts = { now, frameworks, tasks, agents, readings, excluded, states: told };
    const { memory, usage } = usageRound(this.memory, facts);
    this.memory = memory;
    const unanswered = unansweredBy(agents, answers);
    this.shown = { ...usage, at: clock.now(), agentsListed: agents.length, unanswered };
    this.tell(sentence(unanswered, answers));
  }

  /** Those that are known to be drivers of Spark: nobody else is asked. */
  private driversOf({ frameworks, tasks }: Extract<MasterUse, { is: 'known' }>) {
    const now = this.props.clock.elapsedMillis();
    const failures = failuresOf(this.memory.failures, { frameworks, tasks, now });
    return frameworks.flatMap(({ id, webUiUrl }) =>
      webUiUrl !== undefined && leftOut(failures, id) !== undefined ? [{ frameworkId: id, webUiUrl }] : [],
    );
  }

  private nothing(because: string): void {
    this.shown = undefined;
    this.tell(because);
  }

  /** Once, until it is something else. */
  private tell(because: string): void {
    if (because !== this.told && because !== '') this.props.log.event('warn', 'usage', { because });
    this.told = because;
  }
}

function unansweredBy(
  agents: readonly AgentPlace[],
  answers: ReadonlyMap<string, ContainersAnswer>,
): UsageView['unanswered'] {
  const counts = { authentication: 0, late: 0, silent: 0, unexpected: 0 };
  for (const { id } of agents) {
    const answer = answers.get(id);
    if (answer?.is !== 'known') counts[answer?.because ?? 'late'] += 1;
  }
  return counts;
}

/** What a person should know; agents that are silent for a while are no news. */
function sentence(
  { authentication, unexpected }: UsageView['unanswered'],
  answers: ReadonlyMap<string, ContainersAnswer>,
): string {
  if (authentication > 0)
    return 'agents want credentials to tell of their containers; what frameworks use there is not known';
  if (unexpected === 0) return '';
  for (const one of answers.values())
    if (one.is === 'unknown' && one.because === 'unexpected') return one.message;
  return '';
}

async function sleepUntil(clock: Clock, end: number, stop: AbortSignal): Promise<void> {
  const left = end - clock.elapsedMillis();
  if (left > 0) await clock.sleep(Duration.millis(left), stop);
}
