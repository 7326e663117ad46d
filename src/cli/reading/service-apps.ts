import type { Subject } from './subject';

/** An app of a shuffle service, by what its statuses say. */
export interface ServiceApp {
  readonly service: string;
  readonly appId: string;
  readonly role: 'active' | 'rollout' | 'retiring';
}

/** What statuses of shuffle services tell about a cluster. */
export interface Services {
  readonly apps: readonly ServiceApp[];
  /** Of tasks that the tables of agents name: the master forgets the hostname of an agent that is lost. */
  readonly hosts: ReadonlyMap<string, string>;
}

export function servicesIn(subjects: readonly Subject[]): Services {
  const rows = subjects.flatMap(({ status }) => status?.agents?.rows ?? []);
  const hosts = rows.flatMap(({ taskId, hostname }) =>
    taskId === undefined ? [] : [[taskId, hostname] as const],
  );
  return { apps: serviceApps(subjects), hosts: new Map(hosts) };
}

function serviceApps(subjects: readonly Subject[]): readonly ServiceApp[] {
  return subjects
    .filter(({ kind }) => kind === 'ShuffleService')
    .flatMap(({ name: service, status }) => {
      const { activeRevision, rollout, retiring = [] } = status ?? {};
      const one = (role: ServiceApp['role'], appId: string): ServiceApp => ({ service, appId, role });
      return [
        ...(activeRevision ? [one('active', activeRevision.appId)] : []),
        ...(rollout ? [one('rollout', rollout.appId)] : []),
        ...retiring.map(({ appId }) => one('retiring', appId)),
      ];
    });
}

/**
 * The app that a task of Mesos belongs to: Marathon begins a task's id with the app's, `_` for `/`, and a dot
 * (mesosphere/marathon, `Task.Id.forInstanceId`).
 */
export function serviceOfTask(taskId: string, apps: readonly ServiceApp[]): ServiceApp | undefined {
  return apps.find(({ appId }) => taskId.startsWith(`${appId.slice(1).replaceAll('/', '_')}.`));
}
