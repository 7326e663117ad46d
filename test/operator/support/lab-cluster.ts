import { Duration } from '../../../src/domain/core/duration';
import { HttpClient } from '../../../src/io/http';
import { marathonOverHttp } from '../../../src/io/marathon-http';
import { mesosOverHttp } from '../../../src/io/mesos-http';
import { startLab } from '../../../src/lab';
import type { AgentPorts } from '../../../src/operator/ports';
import { AGENT, type AgentOptions, type Cluster, type HeldTask } from './cluster';

/** The lab in virtual time, reached over HTTP as the real ones are. */
export async function labCluster(): Promise<Cluster> {
  const lab = await startLab({ clock: 'virtual' });
  const timeout = Duration.seconds(5);
  const ports = new Map<string, AgentPorts>();
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const answer = await fetch(`${lab.labUrl}${path}`, init);
    if (!answer.ok) throw new Error(`${method} /lab${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const patch = async (hostname: string, body: unknown) =>
    void (await call('PATCH', `/agents/${hostname}`, body));
  return {
    mesos: mesosOverHttp(new HttpClient({ baseUrl: lab.mesosUrl, timeout })),
    marathon: marathonOverHttp(new HttpClient({ baseUrl: lab.marathonUrl, timeout })),
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
    advance: (seconds) => lab.advance(seconds),
    close: () => lab.close(),
  };
}
