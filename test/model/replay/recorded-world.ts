import type {
  MarathonRecording,
  MarathonStep,
  RecordedRequest,
  RecordedState,
} from '../../contract/support/recording';
import { comeBack, hearOfGone, join, lose, markGone } from '../world/agents';
import { Draft } from '../world/draft';
import { freshDeployment } from '../world/fresh';
import { deploymentId, names, taskId } from '../world/names';
import {
  type Answer,
  create,
  deleteAndScale,
  deleteTask,
  remove,
  setInstances,
  stopDeployment,
  wipe,
} from '../world/requests';
import { settle } from '../world/settle';
import { emptyWorld, type State, type Task } from '../world/state';
import { bindTasks } from './bind';

/** What an answer of the model means in HTTP. */
const STATUS: Readonly<Record<Answer['is'], number>> = {
  accepted: 200,
  locked: 409,
  exists: 409,
  refused: 404,
};

type AppBody = Readonly<Record<string, unknown>> & { readonly instances?: number };

/** The model under the requests of a recording. Hosts have the numbers of their names in `hosts`. */
export class RecordedWorld {
  state: State;
  /** What `<task-1>` and `<deployment-1>` stand for. */
  readonly bound = new Map<string, string>();
  private silent = false;
  private deployments = 0;

  constructor(
    readonly hosts: readonly string[],
    present: readonly string[],
  ) {
    const empty = emptyWorld(0, hosts.length);
    this.state = empty;
    this.change((draft) => {
      for (const host of present) join(draft, this.host(host));
    });
  }

  /** Does what the step says; returns the status that the model would answer, where it knows. */
  take(step: MarathonStep): number | undefined {
    let status: number | undefined;
    if (step.request && step.request.method !== 'GET') status = this.request(step.request);
    else if (step.simulate) this.simulate(step.simulate);
    const onlyTime = !step.request && !step.simulate;
    this.change((draft) =>
      settle(draft, { healthy: !this.silent, scaleCheck: onlyTime, spoken: (token) => this.isBound(token) }),
    );
    return status;
  }

  bind(then: RecordedState): void {
    bindTasks(then, this);
    then.deployments.forEach(({ id }, i) => {
      const found = this.state.deployments[i];
      if (found) this.bound.set(String(id), deploymentId(found.app, found.n, found.kind));
    });
  }

  host(name: string): number {
    const host = this.hosts.indexOf(name);
    if (host < 0) throw new Error(`no host ${name}`);
    return host;
  }

  private change<T>(work: (draft: Draft) => T): T {
    const draft = new Draft(this.state);
    const result = work(draft);
    this.state = draft.done();
    return result;
  }

  private request({ method, path, body }: RecordedRequest): number {
    const url = new URL(path, 'http://marathon');
    const force = url.searchParams.get('force') === 'true';
    const [, kind, app, task] =
      /^\/v2\/(apps|deployments|tasks)\/?(.*?)(?:\/tasks(?:\/(.*))?)?$/.exec(url.pathname) ?? [];
    const scale = url.searchParams.get('scale') === 'true';
    const id = names.of(`/${app}`);
    if (scale && url.searchParams.get('wipe') === 'true') return 400;
    if (kind === 'deployments') {
      // Answered with 202; without force it would be rolled back, which the operator never does.
      const token = this.token(app ?? '');
      return this.change((draft) => stopDeployment(draft, token)).is === 'accepted' ? 202 : 404;
    }
    const isTasks = kind === 'tasks' || url.pathname.includes('/tasks');
    if (isTasks) {
      const ids = kind === 'tasks' ? (body as { ids: readonly string[] }).ids : task ? [task] : undefined;
      const owner = kind === 'tasks' ? (this.state.apps[0]?.id ?? id) : id;
      const tokens = ids?.map((one) => this.token(one)) ?? this.tokensOn(owner, url.searchParams.get('host'));
      return this.endTasks(owner, tokens, { force, scale, wiped: url.searchParams.get('wipe') === 'true' });
    }
    if (method === 'DELETE')
      return this.change((draft) => STATUS[remove(draft, id, { force, n: this.n(draft, id) }).is]);
    return this.write(id, body as AppBody, { force });
  }

  private endTasks(
    id: number,
    tokens: readonly string[],
    props: { readonly force: boolean; readonly scale: boolean; readonly wiped: boolean },
  ): number {
    return this.change((draft) => {
      const { force, scale, wiped } = props;
      if (scale) return STATUS[deleteAndScale(draft, id, { tasks: tokens, force, n: this.n(draft, id) }).is];
      const answers = tokens.map((token) => (wiped ? wipe : deleteTask)(draft, id, token));
      return answers.every(({ is }) => is === 'accepted') ? 200 : 404;
    });
  }

  /** PUT and PATCH: what is absent is created, else only the number may differ. */
  private write(id: number, body: AppBody, { force }: { readonly force: boolean }): number {
    return this.change((draft) => {
      const n = this.n(draft, id);
      if (draft.app(id))
        return STATUS[setInstances(draft, id, { instances: body.instances ?? 1, n, force }).is];
      const { instances = 1, ...definition } = body;
      this.silent ||= (definition['labels'] as { SIM_HEALTH?: string } | undefined)?.SIM_HEALTH === 'none';
      // An app that needs no agent of ours, to be alone with the lock of another one.
      const number = names.of(JSON.stringify({ ...definition, acceptedResourceRoles: ['shuffle'] }));
      return create(draft, { id, definition: number, instances }, { n }).is === 'accepted' ? 201 : 409;
    });
  }

  private simulate(call: string): void {
    const url = new URL(call.replaceAll('+', '%2B'), 'http://simulated');
    const get = (name: string) => url.searchParams.get(name) ?? '';
    this.change((draft) => {
      switch (url.pathname) {
        case '/agent':
          (get('up') === 'true' ? comeBack : lose)(draft, this.host(get('host')));
          return;
        case '/agent/add':
          join(draft, this.host(get('spec').split(':')[0] ?? ''));
          return;
        case '/agent/remove':
          lose(draft, this.host(get('host')));
          return;
        case '/agent/deactivate':
          draft.setAgent(this.host(get('host')), { deactivated: true });
          return;
        case '/health':
          draft.setTask(this.task(get('task')), { health: get('healthy') === 'true' ? 'good' : 'bad' });
          return;
        case '/update': {
          const { host } = this.task(get('task'));
          markGone(draft, host);
          hearOfGone(draft, host);
          return;
        }
        default:
          throw new Error(`not simulated: ${call}`);
      }
    });
  }

  private task(name: string): Task {
    const token = this.token(name);
    const found = this.state.tasks.find((one) => taskId(one.app, one.host, one.gen, one.n) === token);
    if (!found) throw new Error(`no task ${name}`);
    return found;
  }

  private token(name: string): string {
    return this.bound.get(decodeURIComponent(name)) ?? name;
  }

  private isBound(token: string): boolean {
    return [...this.bound.values()].includes(token);
  }

  private tokensOn(app: number, host: string | null): readonly string[] {
    return this.state.tasks
      .filter((one) => one.app === app && one.life !== 'waiting')
      .filter((one) => host === null || one.host === this.host(host))
      .map((one) => taskId(one.app, one.host, one.gen, one.n));
  }

  private n(draft: Draft, app: number): number {
    this.deployments++;
    return Math.max(freshDeployment(draft, app), this.deployments);
  }
}

/** Hosts in the order in which they got their tasks, then the rest, then those that join later. */
export function hostsOf(recording: MarathonRecording, order: readonly string[] = []): readonly string[] {
  const held = recording.steps.flatMap(({ then }) => Object.keys(then?.simulatedTasks ?? {}));
  const present = recording.agents.map((spec) => spec.split(':')[0] ?? '');
  const added = recording.steps.flatMap(({ simulate }) => /spec=([^:]+)/.exec(simulate ?? '')?.[1] ?? []);
  return [...new Set([...order, ...held, ...present, ...added])];
}
