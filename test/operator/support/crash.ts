import type {
  Cosmos,
  Marathon,
  MesosMaster,
  Metronome,
  ObjectStore,
  SparkDispatcher,
  Zeppelin,
} from '../../../src/operator/ports';

/** Ends a process at its n-th write: before it is done, or after it is done and before anybody hears of it. */
export class Crash {
  private count = 0;
  private dead = false;

  constructor(
    private readonly at: number,
    private readonly when: 'before' | 'after',
  ) {}

  /** False: there were not so many writes. */
  get happened(): boolean {
    return this.dead;
  }

  marathon(port: Marathon): Marathon {
    return {
      ...port,
      create: (app) => this.write(() => port.create(app)),
      raise: (id, instances) => this.write(() => port.raise(id, instances)),
      release: (id, taskId) => this.write(() => port.release(id, taskId)),
      wipe: (id, taskId) => this.write(() => port.wipe(id, taskId)),
      replace: (app) => this.write(() => port.replace(app)),
      remove: (id) => this.write(() => port.remove(id)),
      stop: (id) => this.write(() => port.stop(id)),
    };
  }

  zeppelin(port: Zeppelin): Zeppelin {
    return {
      ...port,
      replaceProperties: (setting, all) => this.write(() => port.replaceProperties(setting, all)),
      restart: (id) => this.write(() => port.restart(id)),
    };
  }

  mesos(port: MesosMaster): MesosMaster {
    return {
      ...port,
      teardown: (id) => this.write(() => port.teardown(id)),
      deactivate: (id) => this.write(() => port.deactivate(id)),
      reactivate: (id) => this.write(() => port.reactivate(id)),
      markGone: (id) => this.write(() => port.markGone(id)),
      hold: (id, role) => this.write(() => port.hold(id, role)),
      giveBack: (id, role) => this.write(() => port.giveBack(id, role)),
    };
  }

  metronome(port: Metronome): Metronome {
    return {
      ...port,
      create: (job) => this.write(() => port.create(job)),
      replace: (job) => this.write(() => port.replace(job)),
      remove: (id, stopRuns) => this.write(() => port.remove(id, stopRuns)),
      run: (id) => this.write(() => port.run(id)),
      stopRun: (id, runId) => this.write(() => port.stopRun(id, runId)),
    };
  }

  cosmos(port: Cosmos): Cosmos {
    return {
      ...port,
      install: (request) => this.write(() => port.install(request)),
      update: (request) => this.write(() => port.update(request)),
      uninstall: (name, appId) => this.write(() => port.uninstall(name, appId)),
    };
  }

  dispatcher(port: SparkDispatcher): SparkDispatcher {
    return {
      ...port,
      submit: (request) => this.write(() => port.submit(request)),
      kill: (id) => this.write(() => port.kill(id)),
    };
  }

  store(port: ObjectStore): ObjectStore {
    return {
      get: (key) => port.get(key),
      list: (prefix) => port.list(prefix),
      put: (key, body, condition) => this.write(() => port.put(key, body, condition)),
      delete: (key, ifMatch) => this.write(() => port.delete(key, ifMatch)),
    };
  }

  private async write<T>(work: () => Promise<T>): Promise<T> {
    const now = !this.dead && ++this.count === this.at;
    if (this.dead || (now && this.when === 'before')) return this.die();
    const result = await work();
    return now ? this.die() : result;
  }

  private die(): never {
    this.dead = true;
    throw new Error('the process is gone');
  }
}
