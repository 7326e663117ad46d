import { fixedAddresses } from '../../src/io/addresses';
import { authorizer } from '../../src/io/credentials';
import { sha256 } from '../../src/io/digest';
import { type HttpRequest, isSafe } from '../../src/io/http-exchange';
import { marathonOverHttp } from '../../src/io/marathon-http';
import { mesosOverHttp } from '../../src/io/mesos-http';
import { manifestStoreKeys, stateStoreKeys } from '../../src/manifest';
import { guardedMarathon, guardedMesos, guardedStore } from '../../src/operator/engine/guard';
import type { Leadership } from '../../src/operator/engine/leadership';
import { LeaseLeadership } from '../../src/operator/engine/lease';
import { runForever } from '../../src/operator/engine/operator';
import { Passes } from '../../src/operator/engine/pass';
import { kinds } from '../../src/operator/kinds';
import type {
  AgentHealth,
  Cosmos,
  DispatcherUi,
  Log,
  Marathon,
  MesosMaster,
  Metronome,
  SparkDispatcher,
  Zeppelin,
} from '../../src/operator/ports';
import { httpLine } from './http-line';
import type { OperatorProcess } from './operator-process';
import { writeOf } from './requests';
import { ADDRESSES, type Scene, urlOf } from './scene';
import { LOGINS } from './secrets';
import { storeLine } from './store-line';
import { TIMING } from './timing';

const ALWAYS_LEADS: Leadership = {
  leads: true,
  step: async () => {},
  confirm: async () => true,
  mayWrite: () => {},
  giveUp: async () => {},
};

/** The whole operator, wired as the command line wires it. Returns what ends it in an orderly way. */
export function startOperator(scene: Scene, process: OperatorProcess): () => void {
  const { clock, holder } = process;
  const { tampering } = scene;
  const log: Log = {
    event: (level, event, fields = {}) => {
      scene.logged.push(JSON.stringify({ level, event, ...(tampering.log?.(fields) ?? fields) }));
      if (event === 'action' || event === 'leadership' || level === 'error') {
        scene.tell(`${holder} ${event} ${JSON.stringify(fields)}`);
      }
    },
  };
  const state = storeOf(scene, process, 'state');
  const leadership = tampering.lawless
    ? ALWAYS_LEADS
    : new LeaseLeadership({ store: state, clock, log, timing: TIMING, holder });
  const marathon = watchedMarathon(scene, process);
  const mesos = watchedMesos(scene, process);
  const health = agentHealth(scene, process);
  const world = {
    mesos: guardedMesos(tampering.mesos?.(mesos) ?? mesos, leadership.mayWrite),
    marathon: guardedMarathon(tampering.marathon?.(marathon) ?? marathon, leadership.mayWrite),
    marathonAt: (address: string): Marathon => {
      throw new Error(`no manifest of a run names another Marathon, found ${address}`);
    },
    metronome: (): Metronome => {
      throw new Error('no manifest of a run needs a Metronome');
    },
    cosmos: (): Cosmos => {
      throw new Error('no manifest of a run needs a package manager');
    },
    dispatcherAt: (): SparkDispatcher => {
      throw new Error('no manifest of a run names a dispatcher');
    },
    dispatcherUiAt: (): DispatcherUi => {
      throw new Error('no manifest of a run declares a dispatcher');
    },
    zeppelinAt: (): Zeppelin => {
      throw new Error('no manifest of a run names a Zeppelin');
    },
    agentHealth: tampering.health?.(health) ?? health,
    store: guardedStore(tampering.store?.(state) ?? state, leadership.mayWrite),
    sha256,
    clock,
    log,
  };
  const manifests = storeOf(scene, process, 'manifests');
  const random = scene.chanceOf(process);
  const passes = new Passes({ kinds, manifests, world, timing: TIMING, mode: 'act', random });
  const stop = new AbortController();
  const wakes = [scene.wakesOf(process)];
  void runForever({ passes, leadership, clock, log, timing: TIMING, wakes }, stop.signal);
  return () => stop.abort();
}

function storeOf(scene: Scene, process: OperatorProcess, which: 'state' | 'manifests') {
  const { time, oracle } = scene;
  const common = { process, time, timeoutMillis: TIMING.request.toMillis() };
  if (which === 'manifests') {
    const store = storeLine({ ...common, store: scene.manifestStore, faults: scene.manifestFaults });
    return {
      ...store,
      list: (prefix: string) => {
        if (prefix === manifestStoreKeys.indexPrefix) oracle.readsManifests(process.holder);
        return store.list(prefix);
      },
    };
  }
  return storeLine({
    ...common,
    store: scene.stateStore,
    faults: scene.stateFaults,
    sends: (key) => oracle.asksStore(process.holder, key),
    written: (key, body) => {
      if (key !== stateStoreKeys.lease) scene.writes++;
      oracle.written(process.holder, key, body);
    },
    deleted: (key, body) => {
      scene.writes++;
      scene.tell(`${process.holder} forgets ${key}`);
      oracle.deleted(process.holder, key, body);
    },
  });
}

function client(scene: Scene, process: OperatorProcess, server: 'marathon' | 'mesos') {
  const urls = [urlOf(ADDRESSES[server]), urlOf(ADDRESSES[`${server}Standby`])];
  const timeout = TIMING.request;
  const sends = (request: HttpRequest) => {
    if (isSafe(request)) return;
    scene.writes++;
    if (server === 'mesos') {
      scene.tell(`${process.holder} ${JSON.stringify(request.json)}`);
      scene.oracle.asksMesos(process.holder, request.json);
      return;
    }
    scene.tell(`${process.holder} ${request.method} ${request.path} ${shortened(request.json)}`);
    scene.oracle.asksMarathon(process.holder, writeOf(request));
  };
  const auth = authorizer({
    kind: 'basic',
    readSecret: async () => LOGINS[server],
    clock: process.clock,
    timeout,
  });
  return httpLine({
    baseUrl: fixedAddresses(urls),
    timeout,
    auth,
    process,
    endpoints: scene.endpoints,
    sends,
  });
}

function shortened(json: unknown): string {
  const { id, instances } = (json ?? {}) as { readonly id?: unknown; readonly instances?: unknown };
  return json === undefined ? '' : JSON.stringify({ id, instances });
}

function watchedMesos(scene: Scene, process: OperatorProcess): MesosMaster {
  const mesos = mesosOverHttp(client(scene, process, 'mesos'));
  return {
    ...mesos,
    view: (only) => {
      scene.oracle.begins(process.holder);
      return mesos.view(only);
    },
  };
}

function watchedMarathon(scene: Scene, process: OperatorProcess): Marathon {
  const marathon = marathonOverHttp(client(scene, process, 'marathon'));
  return {
    ...marathon,
    app: async (id) => {
      const app = await marathon.app(id);
      if (app) scene.oracle.lookOf(process.holder).instances.set(id, app.instances);
      return app;
    },
  };
}

/** As agents would answer, one small request each. */
function agentHealth({ spark }: Scene, process: OperatorProcess): AgentHealth {
  return { ports: (hosts) => process.request(false, async () => spark.ports(hosts)) };
}
