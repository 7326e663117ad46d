import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { systemClock } from '../io/clock';
import { CloudWatchPublisher } from '../io/cloudwatch/publisher';
import { putMetricData } from '../io/cloudwatch/put-metric-data';
import { sha256 } from '../io/digest';
import { jsonLog } from '../io/log';
import { tidying } from '../io/memory';
import { AnswerTally } from '../io/metrics/answer-tally';
import { type OperatorMetrics, operatorMetrics } from '../io/metrics/operator-metrics';
import { watchedCalls } from '../io/metrics/watched-calls';
import { Board } from '../operator/engine/board';
import type { WriteGate } from '../operator/engine/guard';
import { guardedWorld } from '../operator/engine/guarded-world';
import { type Leadership, NotLeadingError } from '../operator/engine/leadership';
import { LeaseLeadership } from '../operator/engine/lease';
import { MarathonLeadership } from '../operator/engine/marathon-leadership';
import type { OperatorProps } from '../operator/engine/operator';
import { Passes } from '../operator/engine/pass';
import { defaultTiming, type Timing } from '../operator/engine/timing';
import type { UsageCollector } from '../operator/engine/usage-collector';
import { kinds } from '../operator/kinds';
import type { Clock, Log, ObjectStore } from '../operator/ports';
import type { CliIo } from './io';
import { operatorClients } from './operator-clients';
import { interruptionWakes } from './operator-interruptions';
import type { OperatorSettings } from './operator-settings';
import { storeAt } from './store-at';
import { wireUsage } from './usage-wiring';

export interface WiredOperator extends OperatorProps {
  /** Where it listens. */
  readonly metrics?: OperatorMetrics;
  /** Where it listens and is to look. */
  readonly usage?: UsageCollector;
  close(): void;
}

/**
 * Puts the operator together from its parts: nothing else knows them all. What it does is put on a board where
 * somebody can look at it.
 */
export function wireOperator(settings: OperatorSettings, io: CliIo): WiredOperator {
  const timing: Timing = { ...defaultTiming, interval: settings.interval };
  const clock = systemClock;
  const log = jsonLog((line) => io.stderr.write(line), clock, settings.logLevel);
  const usage = wireUsage(settings, { clock, log });
  const metrics = settings.listen ? operatorMetrics({ usage: () => usage?.collector.view }) : undefined;
  const { cloudwatch: namespace } = settings;
  const answers = namespace === undefined ? undefined : new AnswerTally();
  const counted = <T extends object>(server: string, port: T): T => {
    if (!metrics && !answers) return port;
    return watchedCalls(port, (end) => {
      metrics?.called(server, end, clock.now());
      answers?.called(server, end);
    });
  };
  const state = counted('state-store', storeAt(settings.state, timing.request, io.env));
  const clients = operatorClients({ settings, timeout: timing.request, clock, log });
  const { askLeader, wakes, close } = clients;
  const leadership = leadershipFor(settings, { state, askLeader, clock, log, timing });
  const { mode } = settings;
  const gate: WriteGate = mode === 'dry-run' ? refuseToWrite : leadership.mayWrite;
  const mesos = counted('mesos', clients.mesos);
  const marathon = counted('marathon', clients.marathon);
  const { marathonAt, metronome, cosmos, dispatcherAt, dispatcherUiAt } = clients;
  const { zeppelinAt, agentHealth, machines } = clients;
  const world = guardedWorld(
    {
      ...{
        mesos,
        marathon,
        marathonAt,
        metronome,
        cosmos,
        dispatcherAt,
        dispatcherUiAt,
        zeppelinAt,
        agentHealth,
      },
      ...(machines ? { machines } : {}),
      ...{ store: state, sha256, clock, log },
    },
    gate,
  );
  const manifests = counted('manifest-store', storeAt(settings.manifests, timing.request, io.env));
  const intervalMillis = timing.interval.toMillis();
  const board =
    settings.listen || answers
      ? new Board({ clock, mode, intervalMillis, ...(metrics ? { counts: metrics.counts } : {}) })
      : undefined;
  const watched = board ? { board } : {};
  const publisher =
    board && answers && namespace !== undefined
      ? new CloudWatchPublisher({
          ...{ board, answers, clock, log, random: Math.random },
          put: putMetricData({ namespace, timeout: timing.request }),
        })
      : undefined;
  const tidy = tidying();
  const passes = new Passes({ kinds, manifests, world, timing, mode, random: Math.random, ...watched });
  return {
    passes,
    leadership,
    clock,
    log,
    timing,
    wakes: [...wakes, ...interruptionWakes(settings, { world, machines, gate, leadership, timing })],
    rest: () => {
      publisher?.afterPass();
      tidy();
    },
    ...watched,
    ...(metrics ? { metrics } : {}),
    ...(usage ? { usage: usage.collector } : {}),
    close: () => {
      publisher?.close();
      close();
      usage?.close();
    },
  };
}

interface LeadershipParts {
  readonly state: ObjectStore;
  askLeader(): Promise<string | undefined>;
  readonly clock: Clock;
  readonly log: Log;
  readonly timing: Timing;
}

function leadershipFor(settings: OperatorSettings, parts: LeadershipParts): Leadership {
  const { state: store, askLeader, clock, log, timing } = parts;
  const { leadership } = settings;
  if (leadership.by === 'marathon') {
    return new MarathonLeadership({ askLeader, self: leadership.self, clock, log, timing });
  }
  const holder = `${hostname()}/${process.pid}/${randomUUID()}`;
  return new LeaseLeadership({ store, clock, log, timing, holder });
}

/** A dry run has no lease; should anything try to write all the same, it fails here. */
function refuseToWrite(): never {
  throw new NotLeadingError('a dry run writes nothing');
}
