import { createServer } from 'node:http';
import { createLab, type Lab, type LabOptions } from './lab';
import { end, HOST, listen, listener } from './listening';

export interface StartOptions extends LabOptions {
  /** Of Marathon and `/lab`. @default - one that the system chooses */
  readonly port?: number;
  /** Of the Mesos master. @default - one that the system chooses */
  readonly mesosPort?: number;
  /** @default - one that the system chooses */
  readonly metronomePort?: number;
  /** @default - one that the system chooses */
  readonly dispatcherPort?: number;
  /** @default - one that the system chooses */
  readonly cosmosPort?: number;
}

/** A lab that answers on 127.0.0.1 and nowhere else. */
export interface RunningLab {
  /** Marathon's base; `/lab` is below it. */
  readonly url: string;
  readonly marathonUrl: string;
  readonly mesosUrl: string;
  /** The second processes; with no `standbys` nobody answers there. */
  readonly marathonStandbyUrl: string;
  readonly mesosStandbyUrl: string;
  /** Nobody answers there where they were not asked for. */
  readonly metronomeUrl: string;
  readonly dispatcherUrl: string;
  readonly cosmosUrl: string;
  /** The control API: `<url>/lab`. */
  readonly labUrl: string;
  readonly lab: Lab;
  /** Moves the clock on. */
  advance(seconds: number): void;
  /** Ends every server and every open stream. */
  close(): Promise<void>;
}

export async function startLab(options: StartOptions = {}): Promise<RunningLab> {
  const servers = Array.from({ length: options.standbys ? 4 : 2 }, () => createServer());
  const [marathon, mesos, marathonStandby, mesosStandby] = servers;
  const metronome = options.metronome ? createServer() : undefined;
  const dispatcher = options.dispatcher ? createServer() : undefined;
  const cosmos = options.cosmos ? createServer() : undefined;
  const agents = options.agentApis ? createServer() : undefined;
  const all = [...servers, metronome, dispatcher, cosmos, agents].filter((one) => one !== undefined);
  try {
    const addresses = {
      marathon: await listen(marathon, options.port ?? 0),
      mesos: await listen(mesos, options.mesosPort ?? 0),
      marathonStandby: await listen(marathonStandby, 0),
      mesosStandby: await listen(mesosStandby, 0),
      metronome: await listen(metronome, options.metronomePort ?? 0),
      dispatcher: await listen(dispatcher, options.dispatcherPort ?? 0),
      cosmos: await listen(cosmos, options.cosmosPort ?? 0),
      agents: await listen(agents, 0),
    };
    const lab = createLab(options, addresses);
    marathon?.on('request', listener(lab.marathon));
    mesos?.on('request', listener(lab.mesos));
    marathonStandby?.on('request', listener(lab.marathonStandby));
    mesosStandby?.on('request', listener(lab.mesosStandby));
    metronome?.on('request', listener(lab.metronome));
    dispatcher?.on('request', listener(lab.dispatcher));
    cosmos?.on('request', listener(lab.cosmos));
    agents?.on('request', listener(lab.agents));
    const url = ({ port }: { readonly port: number }) => `http://${HOST}:${port}`;
    return {
      url: url(addresses.marathon),
      marathonUrl: url(addresses.marathon),
      mesosUrl: url(addresses.mesos),
      marathonStandbyUrl: url(addresses.marathonStandby),
      mesosStandbyUrl: url(addresses.mesosStandby),
      metronomeUrl: url(addresses.metronome),
      dispatcherUrl: url(addresses.dispatcher),
      cosmosUrl: url(addresses.cosmos),
      labUrl: `${url(addresses.marathon)}/lab`,
      lab,
      advance: lab.driver.advance,
      close: async () => {
        lab.driver.close();
        await Promise.all(all.map(end));
      },
    };
  } catch (error) {
    await Promise.all(all.map(end));
    throw error;
  }
}
