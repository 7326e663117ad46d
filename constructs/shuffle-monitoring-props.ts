import type { Duration } from '../src/domain/core/duration';

/** An operator that publishes metrics where it is asked to. An `Operator` is such. */
export interface IMeasuredOperator {
  /** For messages and for the default of the namespace. */
  readonly node: { readonly path: string };
  /** Where it publishes them already. */
  readonly metricsNamespace: string | undefined;
  publishMetrics(namespace: string): void;
}

/** A service that is watched. A `ShuffleService` is such; `{ name }` is one of another stack. */
export interface IMonitoredService {
  readonly name: string;
}

/** When alarms go off. Times are whole minutes, from one minute to one day. */
export interface MonitoringThresholds {
  /** How many agents without a healthy shuffle service, of each service by itself. @default 1 */
  readonly agents?: number;
  /** For how long. A new agent takes some minutes. @default '10m' */
  readonly agentsFor?: Duration | string;
  /** For how long Marathon answers nothing; an election takes less than a minute. @default '5m' */
  readonly marathonFor?: Duration | string;
  /** The same of the Mesos masters. @default '5m' */
  readonly mesosFor?: Duration | string;
  /** For how long no operator says that it leads and works. @default '5m' */
  readonly silentFor?: Duration | string;
}

/** A topic of SNS that is made for the alarms. */
export interface AlarmTopicProps {
  /** Who gets mail. AWS asks each of them to confirm it. @default - nobody: subscribe to `topicArn` as you like */
  readonly emails?: readonly string[];
  /**
   * `'own'`: a key of KMS is made for it, as alarms may not use the one that SNS has. Or the ARN of one of yours, whose
   * policy lets `cloudwatch.amazonaws.com` `kms:Decrypt` and `kms:GenerateDataKey*`. Messages hold names of services,
   * no secrets.
   * @default 'own'
   */
  readonly encryption?: 'own' | 'none' | { readonly kmsKeyArn: string };
}

export interface ShuffleMonitoringProps {
  /** Is told to publish metrics. Its machines are replaced one after the other when this is added. */
  readonly operator: IMeasuredOperator;
  /** Those that the alarms are about, one each. The operator publishes metrics of every service that it looks after. */
  readonly services: readonly IMonitoredService[];
  /**
   * Whom alarms tell: a topic that is there, or one that is made.
   * @default - one is made, encrypted, and nobody is subscribed
   */
  readonly topic?: { readonly arn: string } | AlarmTopicProps;
  readonly thresholds?: MonitoringThresholds;
  /**
   * The namespace of CloudWatch, of this operator alone. Names of alarms begin with it.
   * @default - `MesosSpark/` and the operator's path
   */
  readonly namespace?: string;
  /**
   * Where people find the runbook, for descriptions of alarms: a path or a URL, to which the anchor of an entry is added.
   * @default 'docs/runbook.md', of this package
   */
  readonly runbook?: string;
  /** Of topic, key and alarms. @default - none */
  readonly tags?: Readonly<Record<string, string>>;
}
