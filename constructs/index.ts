/**
 * Spark's external shuffle service and dynamic allocation on Mesos and DC/OS, on AWS, as code. Matchers and a
 * snapshot serializer for tests of your stacks are in `cdktf-mesos-spark/testing`.
 */
export type { AgentChange, ChangeKind, ChangeReason } from '../src/domain/agent/agent-change';
export type { AgentShape } from '../src/domain/agent/agent-shape';
export type { HostShuffleServiceProps } from '../src/domain/agent/host-shuffle';
export { type MesosArchiveProps, MesosInstallation } from '../src/domain/agent/mesos-installation';
export type { Platform } from '../src/domain/agent/platform';
export type { AgentRole } from '../src/domain/agent/platform-rules';
export type { SparkUser } from '../src/domain/agent/spark-user';
export { Duration } from '../src/domain/core/duration';
export { type Problem, ProblemError, problemText } from '../src/domain/core/problem';
export { type Range, Ranges } from '../src/domain/core/ranges';
export { Size } from '../src/domain/core/size';
export type { Warning } from '../src/domain/core/warning';
export type { UpdateMode } from '../src/domain/marathon/upgrade-strategy';
export { type MarathonArchiveProps, MarathonSource } from '../src/domain/marathon-server/source';
export type { AgentFlags } from '../src/domain/mesos/agent-flags';
export { StaticReservation, type StaticReservationProps } from '../src/domain/mesos/static-reservation';
export type { Authentication } from '../src/domain/spark/authentication';
export {
  type SparkArchiveOptions,
  SparkDistribution,
  type SparkImageOptions,
  type SparkSource,
} from '../src/domain/spark/distribution';
export type { DynamicAllocation } from '../src/domain/spark/dynamic-allocation';
export type { EventLog } from '../src/domain/spark/event-log';
export type { Libraries } from '../src/domain/spark/libraries';
export type { Preset } from '../src/domain/spark/presets';
export { confArguments, confText } from '../src/domain/spark/renders/conf-arguments';
export { dispatcherDriverDefaults } from '../src/domain/spark/renders/dispatcher-driver-defaults';
export {
  type HistoryPackageProps,
  historyPackageOptions,
  type SparkPackageProps,
  sparkPackageOptions,
} from '../src/domain/spark/renders/package-options';
export { type SparkEnv, sparkEnvText } from '../src/domain/spark/renders/spark-env';
export { type ZeppelinProps, zeppelinProperties } from '../src/domain/spark/renders/zeppelin-properties';
export type { ServiceAuthentication } from '../src/domain/spark/service-authentication';
export type { Cleanup } from '../src/domain/spark/service-settings';
export type { ServiceTuning } from '../src/domain/spark/service-tuning';
export { SparkSecret } from '../src/domain/spark/spark-secret';
export type { DrainOnTerminationProps, IDrainedGroup } from './agent-drain';
export type { ShuffleGateProps } from './agent-gate';
export { AgentGroup } from './agent-group';
export type {
  AgentCapacity,
  AgentGroupProps,
  Drivers,
  ExtraFile,
  ExtraUserData,
  ExtraVolume,
  InstanceRefresh,
  Permission,
  RootVolume,
} from './agent-group-props';
export type { HealthProps, LaunchHookProps } from './agent-health';
export {
  AgentImage,
  type FlatcarChannel,
  type FlatcarProps,
  type ImageLookupProps,
  type ImageSource,
  type NewestImageProps,
} from './agent-image';
export type { JanitorProps } from './agent-janitor';
export { type MixedPurchasingProps, Purchasing, type SpotAllocation } from './agent-purchasing';
export type { ClusterAttributes, ICluster } from './cluster';
export { Credentials, type CredentialsKind } from './credentials';
export { DcosCluster, type DcosClusterAttributes } from './dcos-cluster';
export { DedicatedMarathon } from './dedicated-marathon';
export type { MarathonMachines } from './dedicated-marathon-machines';
export type {
  DedicatedMarathonProps,
  MesosAuthenticationProps,
  OnMachinesProps,
  OnMarathonProps,
} from './dedicated-marathon-props';
export { DeployedAgents, type DeployedAgentsProps } from './deployed-agents';
export {
  type EbsStorageProps,
  type EbsVolumeProps,
  EphemeralStorage,
  type EphemeralStorageProps,
  type InstanceStoreProps,
} from './ephemeral-storage';
export type { ManifestInput } from './manifest-set';
export {
  type IManifestStore,
  ManifestStore,
  type ManifestStoreAttributes,
  type ManifestStoreProps,
} from './manifest-store';
export { type AppDefinition, type AppUpgrade, MarathonApp, type MarathonAppProps } from './marathon-app';
export { MesosCluster, type MesosClusterAttributes } from './mesos-cluster';
export { Operator } from './operator';
export type { OperatorImage } from './operator-image';
export type { InterruptionsProps } from './operator-interruptions';
export type { IWatchedAgents, OperatorProps } from './operator-props';
export type { StatusPage } from './operator-status-page';
export {
  ScheduledSparkApplication,
  type ScheduledSparkApplicationProps,
} from './scheduled-spark-application';
export { ShuffleMonitoring } from './shuffle-monitoring';
export type {
  AlarmTopicProps,
  IMeasuredOperator,
  IMonitoredService,
  MonitoringThresholds,
  ShuffleMonitoringProps,
} from './shuffle-monitoring-props';
export { ShuffleService } from './shuffle-service';
export type { IShuffleAgents, ShuffleServiceProps } from './shuffle-service-props';
export type { ServiceUpgrade } from './shuffle-service-upgrade';
export {
  type ApplicationRestart,
  SparkApplication,
  type SparkApplicationProps,
} from './spark-application';
export type {
  ApplicationDependencies,
  ApplicationDriver,
  ApplicationExecutor,
  ApplicationTemplateProps,
} from './spark-application-props';
export { SparkClient } from './spark-client';
export type { SparkClientProps } from './spark-client-props';
export { SparkDefaults, type SparkDefaultsProps } from './spark-defaults';
export {
  type DispatcherAuthentication,
  type DispatcherRecovery,
  SparkDispatcher,
  type SparkDispatcherProps,
} from './spark-dispatcher';
export { SparkDispatcherPackage, type SparkDispatcherPackageProps } from './spark-dispatcher-package';
export type { ISparkDispatcher } from './spark-dispatcher-url';
export type { BucketLifecycle, StoreLocation } from './store-bucket';
export { ZeppelinInterpreter, type ZeppelinInterpreterProps } from './zeppelin-interpreter';
