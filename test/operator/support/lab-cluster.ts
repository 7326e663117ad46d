import { Duration } from '../../../src/domain/core/duration';
import { cosmosOverHttp } from '../../../src/io/cosmos-http';
import { HttpClient } from '../../../src/io/http';
import { marathonOverHttp } from '../../../src/io/marathon-http';
import { mesosOverHttp } from '../../../src/io/mesos-http';
import { metronomeOverHttp } from '../../../src/io/metronome-http';
import { sparkDispatcherOverHttp } from '../../../src/io/spark-dispatcher-http';
import { createLab, type Lab, type LabOptions, startLab } from '../../../src/lab';
import type {
  AgentPorts,
  Cosmos,
  Marathon,
  MesosMaster,
  Metronome,
  SparkDispatcher,
} from '../../../src/operator/ports';
import { inProcess } from '../../lab/support/in-process';
import { AGENT, type AgentOptions, type Cluster, type HeldTask } from './cluster';

/** A request to the control API, by its path below `/lab`. */
export type Control = (method: string, path: string, body?: unknown) => Promise<unknown>;

/** The lab in virtual time, reached over HTTP as the real ones are. */
export async function labCluster(): Promise<Cluster> {
  const lab = await startLab({ clock: 'virtual' });
  const timeout = Duration.seconds(5);
  return clusterOver({
    mesos: mesosOverHttp(new HttpClient({ baseUrl: lab.mesosUrl, timeout })),
    marathon: marathonOverHttp(new HttpClient({ baseUrl: lab.marathonUrl, timeout })),
    call: control(lab.labUrl, fetch),
    advance: (seconds) => lab.advance(seconds),
    close: () => lab.close(),
  });
}

/** The lab without sockets, for runs of hours; its inside is at hand. */
export interface LabInProcess extends Cluster {
  readonly lab: Lab;
  readonly call: Control;
  /** Answers where the options ask for one. */
  readonly metronome: Metronome;
  readonly dispatcher: SparkDispatcher;
  readonly cosmos: Cosmos;
}

export function labInProcess(options: LabOptions = {}): LabInProcess {
  const lab = createLab({ ...options, clock: 'virtual' });
  const call = control('http://127.0.0.1:8080/lab', lab.fetch as typeof fetch);
  const cluster = clusterOver({
    mesos: mesosOverHttp(inProcess(lab, { baseUrl: 'http://127.0.0.1:5050', timeout: 5 })),
    marathon: marathonOverHttp(inProcess(lab, { baseUrl: 'http://127.0.0.1:8080', timeout: 5 })),
    call,
    advance: (seconds) => lab.driver.advance(seconds),
    close: async () => lab.driver.close(),
  });
  const at = (port: number) => inProcess(lab, { baseUrl: `http://127.0.0.1:${port}`, timeout: 5 });
  const metronome = metronomeOverHttp(at(9000));
  const dispatcher = sparkDispatcherOverHttp(at(7077));
  const cosmos = cosmosOverHttp(at(7070));
  return { ...cluster, lab, call, metronome, dispatcher, cosmos };
}

function control(url: string, ask: typeof fetch): Control {
  return async (method, path, body) => {
    const headers = { 'content-type': 'application/json' };
    const init = body === undefined ? { method } : { method, headers, body: JSON.stringify(body) };
    const answer = await ask(`${url}${path}`, init);
    if (!answer.ok) throw new Error(`${method} /lab${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
}

interface Parts {
  readonly mesos: MesosMaster;
  readonly marathon: Marathon;
  readonly call: Control;
  advance(seconds: number): void;
  close(): Promise<void>;
}

function clusterOver({ mesos, marathon, call, advance, close }: Parts): Cluster {
  const ports = new Map<string, AgentPorts>();
  const patch = async (hostname: string, body: unknown) =>
    void (await call('PATCH', `/agents/${hostname}`, body));
  return {
    mesos,
    marathon,
    agentHealth: {
      ports: async (hosts) =>
        new Map(
          hosts.map((host) => [
            host,
            ports.get(host) ?? { is: 'unknown', reason: 'AgentSilent', message: host },
          ]),
        ),
    },
    ports,
    addAgent: async (hostname, { resources = AGENT, attributes = {} }: AgentOptions = {}) =>
      void (await call('POST', '/agents', { hostname, resources, attributes })),
    lose: (hostname) => patch(hostname, { reachable: false }),
    bringBack: (hostname) => patch(hostname, { reachable: true }),
    deactivate: (hostname) => patch(hostname, { deactivated: true }),
    application: async (name, executors) =>
      void (await call('POST', '/frameworks', { name, executors, cpus: 1, mem: 1024 })),
    scale: async (name, executors) => void (await call('PATCH', `/frameworks/${name}`, { executors })),
    endApplication: async (name) => void (await call('DELETE', `/frameworks/${name}`)),
    failover: async (recovered) => void (await call('POST', '/master/failover', { recovered })),
    setRecovering: async (recovering) => void (await call('PATCH', '/master', { recovering })),
    held: async () => {
      const { tasks } = (await call('GET', '/tasks')) as {
        tasks: readonly (HeldTask & { agentId: string })[];
      };
      const { agents } = (await call('GET', '/agents')) as {
        agents: readonly { id: string; hostname: string }[];
      };
      const hosts = new Map(agents.map(({ id, hostname }) => [id, hostname]));
      return tasks.map(({ id, state, agentId }) => ({ id, state, host: hosts.get(agentId) ?? agentId }));
    },
    advance,
    close,
  };
}
