import type { MesosMaster } from '../ports';

/** An answer that looks may share, by what was asked. */
export type Read = <T>(what: string, ask: () => Promise<T>) => Promise<T>;
type Write = <T>(work: () => Promise<T>) => Promise<T>;

/** The same master, whose answers are shared among looks. */
export function sharedMesos(mesos: MesosMaster, read: Read, write: Write): MesosMaster {
  return {
    view: (only) => read(only ? `mesos view of ${only.join()}` : 'mesos view', () => mesos.view(only)),
    gone: () => read('mesos gone', () => mesos.gone()),
    frameworks: () => read('mesos frameworks', () => mesos.frameworks()),
    tasks: (label) => read(`mesos tasks ${label}`, () => mesos.tasks(label)),
    tasksOf: (id) => read(`mesos tasks of ${id}`, () => mesos.tasksOf(id)),
    tasksOn: (id) => read(`mesos tasks on ${id}`, () => mesos.tasksOn(id)),
    teardown: (frameworkId) => write(() => mesos.teardown(frameworkId)),
    deactivate: (agentId) => write(() => mesos.deactivate(agentId)),
    reactivate: (agentId) => write(() => mesos.reactivate(agentId)),
    markGone: (agentId) => write(() => mesos.markGone(agentId)),
    hold: (agentId, role) => write(() => mesos.hold(agentId, role)),
    giveBack: (agentId, role) => write(() => mesos.giveBack(agentId, role)),
  };
}
