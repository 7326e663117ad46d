import { checkScale as labChecksScale } from '../../../src/lab/world/marathon/scale-check';
import { LabClient } from '../../contract/support/lab-client';
import { comeBack, join, lose } from '../world/agents';
import { Draft } from '../world/draft';
import { freshDeployment } from '../world/fresh';
import { deploymentId, hostName, names } from '../world/names';
import {
  create,
  deleteAndScale,
  deleteTask,
  remove,
  setInstances,
  stopDeployment,
  wipe,
} from '../world/requests';
import { checkScale } from '../world/scaling';
import { settle } from '../world/settle';
import { emptyWorld, type State, type Task } from '../world/state';
import { listedAs, tokenOf } from './bind';
import { modelPicture, type Picture } from './compare';

const APP = '/shuffle/service';
const DEFINITION = {
  id: APP,
  cmd: 'exec ./service',
  role: 'shuffle',
  cpus: 0.5,
  mem: 256,
  acceptedResourceRoles: ['shuffle'],
  constraints: [['hostname', 'UNIQUE']],
  portDefinitions: [{ port: 7337, protocol: 'tcp' }],
  requirePorts: true,
  healthChecks: [{ protocol: 'MESOS_TCP', portIndex: 0, maxConsecutiveFailures: 2_147_483_647 }],
};

/** Longer than anything takes that is not periodic. */
const QUIET = 20;
const NEVER = 1e9;

/** The model and the lab side by side: what is done to one is done to the other. */
export class LabWalk {
  state: State;
  private readonly client: LabClient;
  private readonly app = names.of(APP);
  /** Ids of the lab by those of the model. */
  private readonly bound = new Map<string, string>();
  /** Hosts in the order in which the lab offers them. */
  private readonly joined: number[] = [];
  private deployments = 0;

  constructor(
    readonly hosts: number,
    private readonly unreachable: 'disabled' | 'at once',
  ) {
    this.state = emptyWorld(0, hosts);
    const periods = {
      scaleAppsInterval: NEVER,
      scaleAppsInitialDelay: NEVER,
      reconciliationInterval: NEVER,
      reconciliationInitialDelay: NEVER,
    };
    this.client = new LabClient({ marathon: { newGroupEnforceRole: 'top', offerDelay: 200, ...periods } });
  }

  get hostNames(): readonly string[] {
    return this.state.agents.map((_, host) => hostName(host));
  }

  /** What may be done now, each under a name that is always the same. */
  steps(): readonly { readonly name: string; readonly take: () => Promise<void> }[] {
    const { agents, apps, tasks, deployments } = this.state;
    const there = apps.some(({ id }) => id === this.app);
    const all = agents.flatMap(({ at, deactivated }, host) => [
      ...(at === 'absent' ? [this.step(`join ${host}`, () => this.join(host))] : []),
      ...(at === 'here' ? [this.step(`lose ${host}`, () => this.reach(host, false))] : []),
      ...(at === 'lost' ? [this.step(`return ${host}`, () => this.reach(host, true))] : []),
      ...(at === 'here' ? [this.step(`deactivate ${host}`, () => this.deactivate(host, !deactivated))] : []),
    ]);
    if (!there) return [...all, ...[1, 2, 3].map((n) => this.step(`create ${n}`, () => this.create(n)))];
    const counts = [0, 1, 2, 3, 4].map((n) => this.step(`instances ${n}`, () => this.scale(n)));
    const named = tasks
      .filter(({ life, app }) => life !== 'waiting' && app === this.app)
      .flatMap((task) => [
        this.step(`release ${tokenOf(task)}`, () => this.end(task, 'scale')),
        this.step(`wipe ${tokenOf(task)}`, () => this.end(task, 'wipe')),
        this.step(`kill ${tokenOf(task)}`, () => this.end(task, 'plain')),
      ]);
    const stops = deployments.length > 0 ? [this.step('stop', () => this.stop())] : [];
    const others = [this.step('remove', () => this.remove()), this.step('scale check', () => this.check())];
    return [...all, ...counts, ...named, ...stops, ...others];
  }

  /** Both at rest. */
  async compare(): Promise<readonly [Picture, Picture]> {
    await this.bind();
    return [modelPicture(this.state, this.hostNames), await this.labPicture()];
  }

  private step(name: string, work: () => Promise<void>) {
    return {
      name,
      take: async () => {
        await work();
        this.change((draft) =>
          settle(draft, { scaleCheck: false, spoken: (token) => this.bound.has(token), hosts: this.joined }),
        );
        this.client.advance(QUIET);
      },
    };
  }

  private async join(host: number): Promise<void> {
    this.joined.push(host);
    this.change((draft) => join(draft, host));
    await this.client.addAgent(`${hostName(host)}:*+shuffle`);
  }

  private async reach(host: number, reachable: boolean): Promise<void> {
    this.change((draft) => (reachable ? comeBack : lose)(draft, host));
    await this.client.control('PATCH', `/agents/${hostName(host)}`, { reachable });
  }

  private async deactivate(host: number, deactivated: boolean): Promise<void> {
    this.change((draft) => draft.setAgent(host, { deactivated }));
    await this.client.control('PATCH', `/agents/${hostName(host)}`, { deactivated });
  }

  private async create(instances: number): Promise<void> {
    const unreachableStrategy =
      this.unreachable === 'disabled' ? 'disabled' : { inactiveAfterSeconds: 0, expungeAfterSeconds: 0 };
    const definition = { ...DEFINITION, unreachableStrategy };
    const number = names.of(JSON.stringify(definition));
    this.change((draft) =>
      create(draft, { id: this.app, definition: number, instances }, { n: this.next(draft) }),
    );
    await this.send('POST', '/v2/apps', { ...definition, instances });
  }

  private async scale(instances: number): Promise<void> {
    this.change((draft) => setInstances(draft, this.app, { instances, n: this.next(draft) }));
    await this.send('PATCH', `/v2/apps${APP}`, { instances });
  }

  private async end(task: Task, how: 'scale' | 'wipe' | 'plain'): Promise<void> {
    const token = tokenOf(task);
    this.change((draft) => {
      if (how === 'scale') deleteAndScale(draft, this.app, { tasks: [token], n: this.next(draft) });
      else (how === 'wipe' ? wipe : deleteTask)(draft, this.app, token);
    });
    const query = how === 'plain' ? '' : `?${how}=true`;
    await this.send('DELETE', `/v2/apps${APP}/tasks/${this.bound.get(token)}${query}`);
  }

  private async stop(): Promise<void> {
    const [first] = this.state.deployments;
    if (first) this.change((draft) => stopDeployment(draft, deploymentId(first.app, first.n, first.kind)));
    const [running] = await this.client.get<readonly { id: string }[]>('/v2/deployments');
    await this.send('DELETE', `/v2/deployments/${running?.id}?force=true`);
  }

  private async remove(): Promise<void> {
    this.change((draft) => remove(draft, this.app, { n: this.next(draft) }));
    await this.send('DELETE', `/v2/apps${APP}?force=false`);
  }

  private async check(): Promise<void> {
    this.change((draft) => checkScale(draft, this.app));
    const { marathon } = this.client.lab.world;
    labChecksScale(marathon.core, marathon.deployments, APP);
  }

  private async send(method: string, path: string, body?: unknown): Promise<void> {
    await this.client.marathon({ method, path, ...(body === undefined ? {} : { body }) });
  }

  private next(draft: Draft): number {
    return Math.max(freshDeployment(draft, this.app), ++this.deployments);
  }

  private change(work: (draft: Draft) => unknown): void {
    const draft = new Draft(this.state);
    work(draft);
    this.state = draft.done();
  }

  private async listed(): Promise<readonly { id: string; host: string; state: string; appId: string }[]> {
    return (
      await this.client.get<{ tasks: readonly { id: string; host: string; state: string; appId: string }[] }>(
        '/v2/tasks',
      )
    ).tasks;
  }

  private async bind(): Promise<void> {
    const taken = new Set(this.bound.values());
    for (const task of this.state.tasks) {
      if (task.life === 'waiting' || this.bound.has(tokenOf(task))) continue;
      const found = (await this.listed()).find(
        ({ id, host, state }) => host === hostName(task.host) && state === listedAs(task) && !taken.has(id),
      );
      if (!found) continue;
      this.bound.set(tokenOf(task), found.id);
      taken.add(found.id);
    }
  }

  private async labPicture(): Promise<Picture> {
    type Apps = {
      apps: readonly {
        id: string;
        instances: number;
        tasksRunning: number;
        deployments: readonly unknown[];
      }[];
    };
    const { apps } = await this.client.get<Apps>('/v2/apps');
    type Queue = { queue: readonly { count: number; app: { id: string } }[] };
    const { queue } = await this.client.get<Queue>('/v2/queue');
    const locks = await this.client.get<readonly unknown[]>('/v2/deployments');
    const counts = apps.map(({ id, instances, tasksRunning }) => {
      const waiting = queue.find(({ app }) => app.id === id)?.count ?? 0;
      return [id, [instances, tasksRunning, locks.length, waiting]] as const;
    });
    const listed = (await this.listed())
      .filter(({ state }) => /RUNNING|UNREACHABLE|STAGING/.test(state))
      .map(({ host, state }) => `${host} ${state}`);
    const { tasks } = (await this.client.control('GET', '/tasks')) as {
      tasks: readonly { agentId: string; state: string }[];
    };
    const { agents } = (await this.client.control('GET', '/agents')) as {
      agents: readonly { id: string; hostname: string }[];
    };
    const held = tasks.map(
      ({ agentId, state }) => `${agents.find(({ id }) => id === agentId)?.hostname} ${state}`,
    );
    return { apps: Object.fromEntries(counts), listed: [...listed].sort(), held: [...held].sort() };
  }
}
