import type { Duration } from '../domain/core/duration';
import { ProblemError } from '../domain/core/problem';
import { agentHealthOverHttp } from '../io/agent-health-http';
import { cosmosOverHttp } from '../io/cosmos-http';
import { dispatcherUiOverHttp } from '../io/dispatcher-ui-http';
import { ec2Machines } from '../io/ec2-machines';
import type { HttpClient } from '../io/http';
import { marathonEvents } from '../io/marathon-events';
import { marathonOverHttp } from '../io/marathon-http';
import { marathonLeader as askMarathonLeader } from '../io/marathon-leader';
import { mesosEvents } from '../io/mesos-events';
import { mesosOverHttp } from '../io/mesos-http';
import { metronomeOverHttp } from '../io/metronome-http';
import { sparkDispatcherOverHttp } from '../io/spark-dispatcher-http';
import { type FindLeader, marathonLeader, mesosLeader } from '../io/zookeeper-leader';
import type { MarathonCredentials, ZeppelinPlace } from '../manifest';
import { TerminalError } from '../operator/engine/terminal-error';
import type {
  AgentHealth,
  Clock,
  Cosmos,
  DispatcherUi,
  Log,
  MachineAddresses,
  Machines,
  Marathon,
  MesosMaster,
  Metronome,
  SparkDispatcher,
  Wakes,
  Zeppelin,
} from '../operator/ports';
import { type ServicePlace, servicePlace } from './address-option';
import { clusterMarathonCredentials, credentialsFor } from './marathon-credentials';
import type { OperatorSettings } from './operator-settings';
import type { CredentialsReference } from './option-reader';
import { serverClient } from './server-client';
import { zeppelinClients } from './zeppelin-clients';

/** What the operator reaches the cluster by. */
export interface OperatorClients {
  readonly mesos: MesosMaster;
  readonly marathon: Marathon;
  /**
   * Another Marathon, by its address and credentials as they stand in a manifest.
   * @throws ProblemError where it is none, or is not to be shown them
   */
  marathonAt(address: string, credentials?: MarathonCredentials): Marathon;
  /** @throws TerminalError where the settings name none */
  metronome(): Metronome;
  /** @throws TerminalError where the settings name none */
  cosmos(): Cosmos;
  /** Spark's dispatcher, by its address as it stands in a manifest. @throws ProblemError where it is none */
  dispatcherAt(address: string): SparkDispatcher;
  /** Its pages, by their URL. @throws ProblemError where it is none */
  dispatcherUiAt(url: string): DispatcherUi;
  zeppelinAt(place: ZeppelinPlace): Zeppelin;
  /** Whom the cluster's Marathon names as its leader, as `host:port`. */
  askLeader(): Promise<string | undefined>;
  readonly agentHealth: AgentHealth;
  /** Undefined where nobody tells of the agents' machines. */
  readonly machines?: Machines & MachineAddresses;
  /** What tells of changes in the cluster. */
  readonly wakes: readonly Wakes[];
  /** Ends every connection. */
  close(): void;
}

type ClusterSettings = Pick<
  OperatorSettings,
  | 'mesos'
  | 'marathon'
  | 'metronome'
  | 'cosmos'
  | 'credentials'
  | 'marathonCredentials'
  | 'ca'
  | 'agentHealthPort'
  | 'machines'
> &
  Partial<Pick<OperatorSettings, 'manifests'>>;

export interface ClientProps {
  readonly settings: ClusterSettings;
  /** No attempt of a request takes longer. */
  readonly timeout: Duration;
  readonly clock: Clock;
  readonly log: Log;
}

export function operatorClients(props: ClientProps): OperatorClients {
  const { settings, timeout, clock, log } = props;
  const mesos = client(props, settings.mesos, { leader: mesosLeader, credentials: settings.credentials });
  const marathon = client(props, settings.marathon, {
    leader: marathonLeader,
    credentials: clusterMarathonCredentials(settings),
  });
  const metronome =
    settings.metronome &&
    client(props, settings.metronome, { leader: marathonLeader, credentials: settings.credentials });
  const cosmos =
    settings.cosmos &&
    client(props, settings.cosmos, { leader: marathonLeader, credentials: settings.credentials });
  const others = new Map<string, HttpClient>();
  // The cluster's credentials are for its own servers alone.
  const other = (at: string, address: string, own?: MarathonCredentials) => {
    const name = [address, own?.kind, own?.secret].join(' ');
    const known = others.get(name) ?? otherServer(props, placeOf(at, address), own);
    others.set(name, known);
    return known;
  };
  const zeppelins = zeppelinClients({
    timeout,
    clock,
    fileSecrets: settings.manifests?.is === 'folder',
    ...(settings.ca === undefined ? {} : { ca: settings.ca }),
  });
  return {
    mesos: mesosOverHttp(mesos),
    marathon: marathonOverHttp(marathon),
    marathonAt: (address, own) => marathonOverHttp(other('spec.marathon', address, own)),
    metronome: () => {
      if (metronome) return metronomeOverHttp(metronome);
      throw new TerminalError('the operator knows no Metronome; start it with --metronome');
    },
    cosmos: () => {
      if (cosmos) return cosmosOverHttp(cosmos);
      throw new TerminalError('the operator knows no package manager; start it with --cosmos');
    },
    dispatcherAt: (address) => sparkDispatcherOverHttp(other('spec.dispatcher', address)),
    dispatcherUiAt: (url) => dispatcherUiOverHttp(other('the page of the dispatcher', url)),
    zeppelinAt: zeppelins.at,
    askLeader: askMarathonLeader(marathon),
    agentHealth: agentHealthOverHttp({ port: settings.agentHealthPort, timeout }),
    ...(settings.machines ? { machines: ec2Machines({ ...settings.machines, timeout, clock }) } : {}),
    wakes: [marathonEvents({ client: marathon, clock, log }), mesosEvents({ client: mesos, clock, log })],
    close: () => {
      for (const one of [mesos, marathon, metronome, cosmos, ...others.values()]) one?.close();
      zeppelins.close();
    },
  };
}

function placeOf(at: string, address: string): ServicePlace {
  const read = servicePlace(at, address);
  if ('value' in read) return read.value;
  throw new ProblemError(read.problems);
}

function otherServer(
  props: ClientProps,
  place: ServicePlace,
  own: MarathonCredentials | undefined,
): HttpClient {
  const credentials = credentialsFor(place, own, props.settings);
  return client(props, place, { leader: marathonLeader, credentials });
}

interface Reached {
  readonly leader: FindLeader;
  readonly credentials: CredentialsReference | undefined;
}

function client(
  { settings, timeout, clock }: ClientProps,
  place: ServicePlace,
  reached: Reached,
): HttpClient {
  return serverClient(place, { ...reached, ca: settings.ca, timeout, clock });
}
