import { Gauge, type Registry } from 'prom-client';
import type { BoardView, SubjectView } from '../../operator/engine/board-view';
import type { PictureApp } from '../../operator/engine/picture';

/** One gauge and what it shows of the board: a value by labels, each set of labels once. */
interface Shown {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  values(view: BoardView): readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];
}

const MANIFEST = ['kind', 'name'] as const;
const manifestOf = ({ kind, name }: SubjectView) => ({ kind, name });
const secondsOf = (moment: string | undefined) =>
  moment === undefined ? Number.NaN : Date.parse(moment) / 1000;

const SERVICE_HELP = {
  eligible: 'Agents that should have a task of the version.',
  covered: 'Eligible agents with a running, healthy task of the version.',
  instances: 'Instances that Marathon is asked for.',
  target: 'Instances that it should be asked for.',
  lost: 'Instances whose slots lost agents hold.',
} as const;

const SHOWN: readonly Shown[] = [
  {
    name: 'mesos_spark_leads',
    help: '1 where this operator leads (by its lease, or beside the leading Marathon), else 0.',
    labels: [],
    values: ({ lead }) => [[{}, lead.leads ? 1 : 0]],
  },
  {
    name: 'mesos_spark_lead_since_timestamp_seconds',
    help: 'Since when it leads or stands by.',
    labels: [],
    values: ({ lead }) => [[{}, secondsOf(lead.since)]],
  },
  {
    name: 'mesos_spark_last_pass_timestamp_seconds',
    help: 'When its last pass over all manifests ended, with or without success; 0 before the first.',
    labels: [],
    values: ({ passes }) => [[{}, passes.last ? secondsOf(passes.last.endedAt) : 0]],
  },
  {
    name: 'mesos_spark_last_pass_failed',
    help: '1 where the last pass failed as a whole, for example because a store is down, else 0.',
    labels: [],
    values: ({ passes }) => [[{}, passes.last?.error === undefined ? 0 : 1]],
  },
  {
    name: 'mesos_spark_unreadable_indexes',
    help: 'Indexes of manifests that are missing or torn, or that declare what another one declares, which is ignored.',
    labels: [],
    values: ({ troubles }) => [[{}, troubles.length]],
  },
  {
    name: 'mesos_spark_condition',
    help: '1 for each condition of a manifest as it is now, with its status and reason, and whether that is good.',
    labels: [...MANIFEST, 'type', 'status', 'reason', 'good'],
    values: ({ subjects }) =>
      subjects.flatMap((subject) =>
        subject.conditions.map(
          ({ type, status, reason, good }) =>
            [{ ...manifestOf(subject), type, status, reason, good: `${good}` }, 1] as const,
        ),
      ),
  },
  {
    name: 'mesos_spark_condition_transition_timestamp_seconds',
    help: 'When the status of a condition changed last: the age of a drift is the time since then of UpToDate.',
    labels: [...MANIFEST, 'type'],
    values: ({ subjects }) =>
      subjects.flatMap((subject) =>
        subject.conditions.map(
          ({ type, lastTransitionTime }) =>
            [{ ...manifestOf(subject), type }, secondsOf(lastTransitionTime)] as const,
        ),
      ),
  },
  {
    name: 'mesos_spark_agents',
    help: 'Agents as a shuffle service sees them, by state.',
    labels: ['service', 'state'],
    values: ({ subjects }) => subjects.flatMap(agentsByState),
  },
  ...(['eligible', 'covered', 'instances', 'target', 'lost'] as const).map(serviceGauge),
  {
    name: 'mesos_spark_service_missing',
    help: 'Eligible agents without a healthy task of the version.',
    labels: ['service', 'version', 'app', 'port'],
    values: ({ subjects }) =>
      appsOf(subjects).flatMap(([labels, { eligible, covered }]) =>
        eligible === undefined || covered === undefined ? [] : [[labels, eligible - covered] as const],
      ),
  },
  {
    name: 'mesos_spark_service_retiring_since_timestamp_seconds',
    help: 'Since when an older version is to end.',
    labels: ['service', 'version', 'app', 'port'],
    values: ({ subjects }) =>
      appsOf(subjects).flatMap(([labels, { is, since }]) =>
        is === 'retiring' && since !== undefined ? [[labels, secondsOf(since)] as const] : [],
      ),
  },
];

/** `version` is active, rollout or retiring. */
function serviceGauge(field: keyof typeof SERVICE_HELP): Shown {
  return {
    name: `mesos_spark_service_${field}`,
    help: SERVICE_HELP[field],
    labels: ['service', 'version', 'app', 'port'],
    values: ({ subjects }) =>
      appsOf(subjects).flatMap(([labels, app]) => {
        const value = app[field];
        return value === undefined ? [] : [[labels, value] as const];
      }),
  };
}

function appsOf(
  subjects: readonly SubjectView[],
): readonly (readonly [Readonly<Record<string, string>>, PictureApp])[] {
  return subjects.flatMap(({ name, picture }) =>
    (picture?.apps ?? []).map(
      (app) => [{ service: name, version: app.is, app: app.id, port: `${app.port}` }, app] as const,
    ),
  );
}

function agentsByState({ name, picture }: SubjectView) {
  const counts = new Map<string, number>();
  for (const { state, hosts } of picture?.hosts ?? [])
    counts.set(state, (counts.get(state) ?? 0) + hosts.length);
  return [...counts].map(([state, count]) => [{ service: name, state }, count] as const);
}

/** Registers the gauges; what is returned sets them all anew, so that nothing stays of what is gone. */
export function boardGauges(registry: Registry): (view: BoardView) => void {
  const gauges = SHOWN.map((shown) => {
    const { name, help, labels } = shown;
    return { shown, gauge: new Gauge({ name, help, labelNames: [...labels], registers: [registry] }) };
  });
  return (view) => {
    for (const { shown, gauge } of gauges) {
      gauge.reset();
      if (shown.labels.length === 0) for (const [, value] of shown.values(view)) gauge.set(value);
      else for (const [labels, value] of shown.values(view)) gauge.set({ ...labels }, value);
    }
  };
}
