import type {
  Cosmos,
  Marathon,
  MesosMaster,
  Metronome,
  ObjectStore,
  SparkDispatcher,
  Zeppelin,
} from '../ports';

/** Throws where no write may start now. Asked immediately before each write. */
export type WriteGate = () => void | Promise<void>;

/** The same store, but no write starts unless the gate lets it. */
export function guardedStore(store: ObjectStore, gate: WriteGate): ObjectStore {
  return {
    get: (key) => store.get(key),
    list: (prefix) => store.list(prefix),
    put: async (key, body, condition) => {
      await gate();
      return store.put(key, body, condition);
    },
    delete: async (key, ifMatch) => {
      await gate();
      return store.delete(key, ifMatch);
    },
  };
}

/** The same Marathon, but nothing that changes it starts unless the gate lets it. */
export function guardedMarathon(marathon: Marathon, gate: WriteGate): Marathon {
  return {
    info: () => marathon.info(),
    app: (id) => marathon.app(id),
    apps: () => marathon.apps(),
    ports: () => marathon.ports(),
    queue: () => marathon.queue(),
    deployments: () => marathon.deployments(),
    create: async (app) => {
      await gate();
      return marathon.create(app);
    },
    raise: async (id, instances) => {
      await gate();
      return marathon.raise(id, instances);
    },
    release: async (appId, taskId) => {
      await gate();
      return marathon.release(appId, taskId);
    },
    wipe: async (appId, taskId) => {
      await gate();
      return marathon.wipe(appId, taskId);
    },
    replace: async (app) => {
      await gate();
      return marathon.replace(app);
    },
    remove: async (appId) => {
      await gate();
      return marathon.remove(appId);
    },
    stop: async (deploymentId) => {
      await gate();
      return marathon.stop(deploymentId);
    },
  };
}

/** The same master, but nothing that changes it starts unless the gate lets it. */
export function guardedMesos(mesos: MesosMaster, gate: WriteGate): MesosMaster {
  return {
    view: (only) => mesos.view(only),
    gone: () => mesos.gone(),
    frameworks: () => mesos.frameworks(),
    tasks: (label) => mesos.tasks(label),
    tasksOf: (frameworkId) => mesos.tasksOf(frameworkId),
    tasksOn: (agentId) => mesos.tasksOn(agentId),
    teardown: async (frameworkId) => {
      await gate();
      return mesos.teardown(frameworkId);
    },
    deactivate: async (agentId) => {
      await gate();
      return mesos.deactivate(agentId);
    },
    reactivate: async (agentId) => {
      await gate();
      return mesos.reactivate(agentId);
    },
    markGone: async (agentId) => {
      await gate();
      return mesos.markGone(agentId);
    },
    hold: async (agentId, role) => {
      await gate();
      return mesos.hold(agentId, role);
    },
    giveBack: async (agentId, role) => {
      await gate();
      return mesos.giveBack(agentId, role);
    },
  };
}

/** The same Metronome, but nothing that changes it starts unless the gate lets it. */
export function guardedMetronome(metronome: Metronome, gate: WriteGate): Metronome {
  return {
    info: () => metronome.info(),
    job: (id) => metronome.job(id),
    create: async (job) => {
      await gate();
      return metronome.create(job);
    },
    replace: async (job) => {
      await gate();
      return metronome.replace(job);
    },
    remove: async (id, stopRuns) => {
      await gate();
      return metronome.remove(id, stopRuns);
    },
    run: async (id) => {
      await gate();
      return metronome.run(id);
    },
    stopRun: async (jobId, runId) => {
      await gate();
      return metronome.stopRun(jobId, runId);
    },
  };
}

/** The same package manager, but nothing that changes it starts unless the gate lets it. */
export function guardedCosmos(cosmos: Cosmos, gate: WriteGate): Cosmos {
  return {
    service: (packageName, appId) => cosmos.service(packageName, appId),
    install: async (request) => {
      await gate();
      return cosmos.install(request);
    },
    update: async (request) => {
      await gate();
      return cosmos.update(request);
    },
    uninstall: async (packageName, appId) => {
      await gate();
      return cosmos.uninstall(packageName, appId);
    },
  };
}

/** The same dispatcher, but nothing that changes it starts unless the gate lets it. */
export function guardedDispatcher(dispatcher: SparkDispatcher, gate: WriteGate): SparkDispatcher {
  return {
    status: (submissionId) => dispatcher.status(submissionId),
    submit: async (request) => {
      await gate();
      return dispatcher.submit(request);
    },
    kill: async (submissionId) => {
      await gate();
      return dispatcher.kill(submissionId);
    },
  };
}

/** The same Zeppelin, but nothing that changes it starts unless the gate lets it. */
export function guardedZeppelin(zeppelin: Zeppelin, gate: WriteGate): Zeppelin {
  return {
    interpreter: (idOrName) => zeppelin.interpreter(idOrName),
    activity: () => zeppelin.activity(),
    replaceProperties: async (setting, properties) => {
      await gate();
      return zeppelin.replaceProperties(setting, properties);
    },
    restart: async (id) => {
      await gate();
      return zeppelin.restart(id);
    },
  };
}
