import { createServer } from 'node:http';
import { createLab, type Lab, type LabOptions } from './lab';
import { end, HOST, listen, listener } from './listening';

export interface StartOptions extends LabOptions {
  /** Of Marathon and `/lab`. @default - one that the system chooses */
  readonly port?: number;
  /** Of the Mesos master. @default - one that the system chooses */
  readonly mesosPort?: number;
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
  try {
    const addresses = {
      marathon: await listen(marathon, options.port ?? 0),
      mesos: await listen(mesos, options.mesosPort ?? 0),
      marathonStandby: await listen(marathonStandby, 0),
      mesosStandby: await listen(mesosStandby, 0),
    };
    const lab = createLab(options, addresses);
    marathon?.on('request', listener(lab.marathon));
    mesos?.on('request', listener(lab.mesos));
    marathonStandby?.on('request', listener(lab.marathonStandby));
    mesosStandby?.on('request', listener(lab.mesosStandby));
    const url = ({ port }: { readonly port: number }) => `http://${HOST}:${port}`;
    return {
      url: url(addresses.marathon),
      marathonUrl: url(addresses.marathon),
      mesosUrl: url(addresses.mesos),
      marathonStandbyUrl: url(addresses.marathonStandby),
      mesosStandbyUrl: url(addresses.mesosStandby),
      labUrl: `${url(addresses.marathon)}/lab`,
      lab,
      advance: lab.driver.advance,
      close: async () => {
        lab.driver.close();
        await Promise.all(servers.map(end));
      },
    };
  } catch (error) {
    await Promise.all(servers.map(end));
    throw error;
  }
}
