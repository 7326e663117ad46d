import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { BoardCounts } from '../../operator/engine/board';
import type { BoardView } from '../../operator/engine/board-view';
import type { UsageView } from '../../operator/engine/usage-collector';
import { boardGauges } from './board-gauges';
import { usageMetrics } from './usage-metrics';
import type { CallEnd } from './watched-calls';

/** What Prometheus reads of an operator. */
export interface OperatorMetrics {
  readonly counts: BoardCounts;
  readonly contentType: string;
  /** A call of a server has ended. @param server such as `marathon` */
  called(server: string, end: CallEnd, at: Date): void;
  /** @param view what the operator knows now */
  text(view: BoardView): Promise<string>;
  readonly registry: Registry;
}

/** Calls by which an operator changes Marathon. */
const WRITES = ['create', 'raise', 'release', 'remove', 'replace', 'stop', 'wipe'];

/** From a look that finds nothing new to one at ten thousand agents. */
const RECONCILE_SECONDS = [0.005, 0.025, 0.1, 0.5, 1, 2.5, 5, 10, 30];

export interface OperatorMetricsProps {
  /** How the cluster is used, as far as is known now. @default - nobody looks */
  usage?(): UsageView | undefined;
}

/** Metrics of one process; each has a registry of its own, so that a test may have several. */
export function operatorMetrics({ usage }: OperatorMetricsProps = {}): OperatorMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const show = boardGauges(registry);
  const showUsage = usageMetrics(registry);
  return {
    registry,
    contentType: registry.contentType,
    counts: boardCounts(registry),
    called: serverCalls(registry),
    text: async (view) => {
      show(view);
      showUsage(view.lead.leads ? usage?.() : undefined);
      return registry.metrics();
    },
  };
}

function boardCounts(registry: Registry): BoardCounts {
  const registers = [registry];
  const passes = new Histogram({
    name: 'mesos_spark_pass_duration_seconds',
    help: 'Passes over all manifests, by how they ended.',
    labelNames: ['outcome'],
    buckets: RECONCILE_SECONDS,
    registers,
  });
  const reconciles = new Histogram({
    name: 'mesos_spark_reconcile_duration_seconds',
    help: 'Reconciles of one manifest, by kind.',
    labelNames: ['kind'],
    buckets: RECONCILE_SECONDS,
    registers,
  });
  const outcomes = new Counter({
    name: 'mesos_spark_reconciles_total',
    help: 'Reconciles of one manifest, by kind and by what came of them; failed are those that will be tried again.',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const writes = new Counter({
    name: 'mesos_spark_actions_total',
    help: 'Planned actions that were carried out, by kind, action and what came of them.',
    labelNames: ['kind', 'action', 'outcome'],
    registers,
  });
  return {
    passed: (millis, outcome) => passes.observe({ outcome }, millis / 1000),
    reconciled: (kind, millis, outcome) => {
      reconciles.observe({ kind }, millis / 1000);
      outcomes.inc({ kind, outcome });
    },
    wrote: (kind, action, outcome) => writes.inc({ kind, action, outcome }),
  };
}

function serverCalls(registry: Registry): OperatorMetrics['called'] {
  const registers = [registry];
  const calls = new Counter({
    name: 'mesos_spark_server_calls_total',
    help: 'Calls of servers, by whether they were answered.',
    labelNames: ['server', 'answered'],
    registers,
  });
  const reachable = new Gauge({
    name: 'mesos_spark_server_reachable',
    help: '1 where the last call of the server was answered by its leader, else 0.',
    labelNames: ['server'],
    registers,
  });
  const answered = new Gauge({
    name: 'mesos_spark_server_last_answer_timestamp_seconds',
    help: 'When the server answered last.',
    labelNames: ['server'],
    registers,
  });
  const writes = new Counter({
    name: 'mesos_spark_marathon_writes_total',
    help: 'Requests that change Marathon, by request and answer; unanswered ones may have taken effect.',
    labelNames: ['request', 'answer'],
    registers,
  });
  return (server, { method, answered: ok, is }, at) => {
    calls.inc({ server, answered: `${ok}` });
    reachable.set({ server }, ok ? 1 : 0);
    if (ok) answered.set({ server }, at.getTime() / 1000);
    if (server === 'marathon' && WRITES.includes(method)) {
      writes.inc({ request: method, answer: ok ? (is ?? 'answered') : 'none' });
    }
  };
}
