import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { agentHealthOverHttp } from '../io/agent-health-http';
import { systemClock } from '../io/clock';
import { authorizer } from '../io/credentials';
import { sha256 } from '../io/digest';
import { folderStore } from '../io/folder-store';
import { HttpClient } from '../io/http';
import { jsonLog } from '../io/log';
import { marathonOverHttp } from '../io/marathon-http';
import { marathonLeader } from '../io/marathon-leader';
import { mesosOverHttp } from '../io/mesos-http';
import { s3Store } from '../io/s3-store';
import { readSecret } from '../io/secrets';
import { guardedMarathon, guardedStore, type WriteGate } from '../operator/engine/guard';
import { type Leadership, NotLeadingError } from '../operator/engine/leadership';
import { LeaseLeadership } from '../operator/engine/lease';
import { MarathonLeadership } from '../operator/engine/marathon-leadership';
import type { OperatorProps } from '../operator/engine/operator';
import { Passes } from '../operator/engine/pass';
import { defaultTiming, type Timing } from '../operator/engine/timing';
import { kinds } from '../operator/kinds';
import type { Clock, Log, Marathon, ObjectStore } from '../operator/ports';
import type { CliIo } from './io';
import type { OperatorSettings } from './operator-settings';
import type { StorePlace } from './option-reader';

/** Puts the operator together from its parts: nothing else knows them all. */
export function wireOperator(settings: OperatorSettings, io: CliIo): OperatorProps {
  const timing: Timing = { ...defaultTiming, interval: settings.interval };
  const clock = systemClock;
  const log = jsonLog((line) => io.stderr.write(line), clock, settings.logLevel);
  const state = storeAt(settings.state, timing, io);
  const leadership = leadershipFor(settings, { state, clock, log, timing });
  const { mode } = settings;
  const gate: WriteGate = mode === 'dry-run' ? refuseToWrite : leadership.mayWrite;
  const marathons = new Map<string, Marathon>();
  const marathonAt = (address: string) => {
    const known = marathons.get(address);
    if (known) return known;
    const made = guardedMarathon(marathonOverHttp(client(settings, address, timing)), gate);
    marathons.set(address, made);
    return made;
  };
  const world = {
    mesos: mesosOverHttp(client(settings, settings.mesos, timing)),
    marathon: marathonAt(settings.marathon),
    marathonAt,
    agentHealth: agentHealthOverHttp({ port: settings.agentHealthPort, timeout: timing.request }),
    store: guardedStore(state, gate),
    sha256,
    clock,
    log,
  };
  const manifests = storeAt(settings.manifests, timing, io);
  const passes = new Passes({ kinds, manifests, world, timing, mode, random: Math.random });
  return { passes, leadership, clock, log, timing };
}

interface LeadershipParts {
  readonly state: ObjectStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly timing: Timing;
}

function leadershipFor(settings: OperatorSettings, parts: LeadershipParts): Leadership {
  const { state: store, clock, log, timing } = parts;
  const { leadership } = settings;
  if (leadership.by === 'marathon') {
    const askLeader = marathonLeader(client(settings, settings.marathon, timing));
    return new MarathonLeadership({ askLeader, self: leadership.self, clock, log, timing });
  }
  const holder = `${hostname()}/${process.pid}/${randomUUID()}`;
  return new LeaseLeadership({ store, clock, log, timing, holder });
}

/** A dry run has no lease; should anything try to write all the same, it fails here. */
function refuseToWrite(): never {
  throw new NotLeadingError('a dry run writes nothing');
}

function storeAt(place: StorePlace, timing: Timing, io: CliIo): ObjectStore {
  if (place.is === 'folder') return folderStore(place.path);
  return s3Store({ bucket: place.bucket, prefix: place.prefix, timeout: timing.request, env: io.env });
}

function client(settings: OperatorSettings, baseUrl: string, timing: Timing): HttpClient {
  const { credentials } = settings;
  const ca = settings.ca === undefined ? {} : { ca: settings.ca };
  const timeout = timing.request;
  const auth = credentials && {
    auth: authorizer({
      kind: credentials.kind,
      readSecret: () => readSecret(credentials.reference, timeout),
      clock: systemClock,
      timeout,
      origin: new URL(baseUrl).origin,
      ...ca,
    }),
  };
  return new HttpClient({ baseUrl, timeout, ...ca, ...auth });
}
