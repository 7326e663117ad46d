import type { RecordedState } from '../../contract/support/recording';
import { names } from '../world/names';
import type { State, Task } from '../world/state';
import { listedAs } from './bind';

/** What a recorded state and one of the model have in common to be compared: no ids, no times. */
export interface Picture {
  /** By app: instances, running tasks, running deployments, waiting instances. */
  readonly apps: Readonly<Record<string, readonly [number, number, number, number]>>;
  /** Of apps that are there: host and state. */
  readonly listed: readonly string[];
  /** As Mesos has them, whether Marathon knows them or not: host and state. */
  readonly held: readonly string[];
}

export function recordedPicture(then: RecordedState): Picture {
  const apps = Object.entries(then.apps).map(([id, app]) => {
    const waiting = then.queue.find((item) => item.app === id)?.count ?? 0;
    return [id, [app['instances'] ?? 0, app['tasksRunning'] ?? 0, app['deployments'] ?? 0, waiting]] as const;
  });
  const listed = Object.entries(then.tasksByHost).flatMap(([host, tasks]) =>
    // What has ended waits for another agent and is listed with its former host (16, 43).
    tasks
      .map(({ state }) => `${host} ${state.split(':')[0] ?? ''}`)
      .filter((one) => /RUNNING|UNREACH|STAG/.test(one)),
  );
  const held = Object.entries(then.simulatedTasks).flatMap(([host, states]) =>
    states.map((state) => `${host} ${state}`),
  );
  return { apps: Object.fromEntries(apps), listed: listed.sort(), held: held.sort() };
}

export function modelPicture(state: State, hosts: readonly string[]): Picture {
  const name = (host: number) => hosts[host] ?? '';
  const apps = state.apps.map(({ id, instances }) => {
    const tasks = state.tasks.filter((task) => task.app === id);
    const count = (life: Task['life']) => tasks.filter((task) => task.life === life).length;
    const deployments = state.deployments.filter(({ app }) => app === id).length;
    return [names.text(id), [instances, count('running'), deployments, count('waiting')]] as const;
  });
  const started = state.tasks.filter(({ life }) => life !== 'waiting');
  const listed = started
    .filter((task) => state.apps.some(({ id }) => id === task.app))
    .map((task) => `${name(task.host)} ${listedAs(task)}`);
  const held = [
    ...started
      .filter((task) => state.agents[task.host]?.at !== 'gone')
      .map((task) => `${name(task.host)} ${listedAs(task)}`),
    ...state.agents.flatMap(({ at, orphans }, host) =>
      Array.from(
        { length: countBits(orphans) },
        () => `${name(host)} ${at === 'lost' ? 'TASK_UNREACHABLE' : 'TASK_RUNNING'}`,
      ),
    ),
  ];
  return { apps: Object.fromEntries(apps), listed: listed.sort(), held: held.sort() };
}

const countBits = (mask: number) => [...mask.toString(2)].filter((digit) => digit === '1').length;
