import type { Driver } from '../driver';
import type { Faults, FaultyServer } from '../world/faults';
import type { World } from '../world/world';
import { AgentHttp } from './agent-http';
import { ConnectionCut, type Endpoint } from './connection';
import { controlApp } from './control-app';
import { type AskMarathon, CosmosHttp } from './cosmos-http';
import { DispatcherHttp } from './dispatcher-http';
import { dispatcherPage } from './dispatcher-page';
import { disturbed } from './disturbed';
import { MarathonHttp } from './marathon-app';
import { MasterHttp } from './master-http';
import { MetronomeHttp } from './metronome-http';
import { type LabRequest, readRequest, toResponse } from './route';

export type { Endpoint } from './connection';

export interface EndpointsProps {
  readonly world: World;
  readonly driver: Driver;
  readonly faults: Faults;
  /** Whether DC/OS' package manager runs. */
  readonly cosmos: boolean;
  /** Where the agents have their API. */
  readonly agentsPort?: number;
  /** What `GET /lab` says beside the state of the world. */
  readonly about: () => Readonly<Record<string, string>>;
}

/** The servers of a lab, each as something that answers `fetch`. */
export function reachable({ world, driver, faults, about, cosmos, agentsPort }: EndpointsProps) {
  const { before, advance } = driver;
  const marathonHttp = new MarathonHttp(world.marathon);
  const masterHttp = new MasterHttp(world.cluster);
  const metronomeHttp = world.metronome && new MetronomeHttp(world.metronome);
  const dispatcherHttp = world.dispatcher && new DispatcherHttp(world.dispatcher);
  const agentHttp =
    agentsPort === undefined ? undefined : new AgentHttp(world.cluster, world.consumption, agentsPort);
  const cutStreams = (server: FaultyServer) => {
    if (server === 'marathon') marathonHttp.cutStreams();
    if (server === 'mesos') masterHttp.cutStreams();
  };
  const control = controlApp({ world, faults, before, advance, about, cutStreams });
  const endpoint = (
    server: FaultyServer,
    answer: (request: LabRequest) => Response | Promise<Response>,
  ): Endpoint => ({
    fetch: async (raw) => {
      const request = await readRequest(raw);
      before();
      const fault = faults.decide(server, request.method, request.target);
      if (fault === undefined) return answer(request);
      return disturbed(fault, world.timeline, () => {
        before();
        return answer(request);
      });
    },
  });
  const marathon = (index: number) => endpoint('marathon', (request) => marathonHttp.answer(index, request));
  const mesos = (index: number) => endpoint('mesos', (request) => masterHttp.answer(index, request));
  const first = marathon(0);
  const ask: AskMarathon = async (method, path, body) => {
    const init = body === undefined ? {} : { body: JSON.stringify(body) };
    const headers = { 'content-type': 'application/json' };
    const request = await readRequest(new Request(`http://marathon${path}`, { method, headers, ...init }));
    return marathonHttp.answer(0, request);
  };
  const cosmosHttp = cosmos ? new CosmosHttp({ cluster: world.cluster, ask }) : undefined;
  return {
    marathon: {
      fetch: async (request: Request) =>
        /^https?:\/\/[^/]*\/lab([/?]|$)/.test(request.url) ? control.fetch(request) : first.fetch(request),
    },
    marathonStandby: marathon(1),
    mesos: mesos(0),
    mesosStandby: mesos(1),
    metronome: endpoint('metronome', (request) => there(metronomeHttp).answer(request)),
    dispatcher: endpoint('dispatcher', (request) => there(dispatcherHttp).answer(request)),
    agents: endpoint('agent', (request) => there(agentHttp).answer(request)),
    cosmos: endpoint('cosmos', (request) => there(cosmosHttp).answer(request)),
    /** A dispatcher that is an app of Marathon. */
    hosted: (host: string, port: number) =>
      endpoint('dispatcher', (request) => {
        const { serves, dispatcher } = there(world.hosted.at(host, port));
        if (serves === 'ui') return toResponse(dispatcherPage(dispatcher));
        return new DispatcherHttp(dispatcher).answer(request);
      }),
  };
}

/** @throws ConnectionCut where it does not run */
function there<T>(server: T | undefined): T {
  if (server === undefined) throw new ConnectionCut('ECONNREFUSED');
  return server;
}
