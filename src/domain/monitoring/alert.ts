/** `critical`: somebody is woken. `warning`: somebody looks the same day. `info`: it is to be known. */
export type Severity = 'critical' | 'warning' | 'info';

/** One alert as Prometheus takes it. */
export interface Alert {
  /** Also the heading of its entry in the runbook. */
  readonly name: string;
  /** PromQL. One scrape job stands for one cluster, so what is put together keeps the label `job`. */
  readonly expr: string;
  /** How long it has to be so, such as `10m`. @default at once: the expression has a time of its own */
  readonly for?: string;
  readonly severity: Severity;
  /** A few words; templates of Prometheus may stand in it, as in the description. */
  readonly summary: string;
  /** One sentence with the numbers. */
  readonly description: string;
}

export interface AlertGroup {
  readonly name: string;
  readonly alerts: readonly Alert[];
}

/** Adds that the operator of the sample is the one that leads: others know nothing of the cluster. */
export const whileLeading = (expr: string): string => `${expr} and on (job, instance) mesos_spark_leads == 1`;

/** Seconds since the status of a condition changed last, of one series for each of `labels`. */
export const conditionAge = (labels: string, selector: string): string =>
  `time() - max by (${labels}) (mesos_spark_condition_transition_timestamp_seconds{${selector}})`;

/** What a manifest is known by, across operators. */
export const MANIFEST = 'job, kind, name';

/** Keeps the value for manifests that have such a condition, and takes over its reason; of several operators one tells. */
export const withReason = (expr: string, selector: string): string =>
  `(${expr}) * on (${MANIFEST}) group_left (reason) topk by (${MANIFEST}) (1, mesos_spark_condition{${selector}})`;
