import type {
  MarathonAppProps,
  OperatorProps,
  ScheduledSparkApplicationProps,
  ShuffleMonitoringProps,
  ShuffleServiceProps,
  SparkApplicationProps,
  SparkClientProps,
  SparkDefaultsProps,
  SparkDispatcherPackageProps,
  SparkDispatcherProps,
  ZeppelinInterpreterProps,
} from '../../constructs';
import type { Settings } from '../../stacks/settings';

test('every prop of a construct may be said, which the compiler holds', () => {
  type Said = 'store' | 'name' | 'cluster';
  type Missing<Props, Section> = Exclude<keyof Props, keyof Section | Said>;
  type Dispatcher = NonNullable<Settings['sparkDispatchers']>[string];
  const none = <T extends never>(): readonly T[] => [];
  expect([
    ...none<Missing<SparkApplicationProps, NonNullable<Settings['sparkApplications']>[string]>>(),
    ...none<
      Missing<ScheduledSparkApplicationProps, NonNullable<Settings['scheduledSparkApplications']>[string]>
    >(),
    ...none<Missing<SparkDispatcherProps, Extract<Dispatcher, { provider: 'Marathon' }>>>(),
    ...none<Missing<SparkDispatcherPackageProps, Extract<Dispatcher, { provider: 'Package' }>>>(),
    ...none<Missing<ZeppelinInterpreterProps, NonNullable<Settings['zeppelinInterpreters']>[string]>>(),
    ...none<
      Missing<SparkDefaultsProps, NonNullable<Settings['sparkDefaults']>[string] & { shuffle: string }>
    >(),
    ...none<Missing<ShuffleServiceProps, Settings['shuffleServices'][string]>>(),
    ...none<Missing<MarathonAppProps, NonNullable<Settings['marathonApps']>[string]>>(),
    ...none<Missing<OperatorProps, NonNullable<Settings['operator']> & { agents: string }>>(),
    ...none<
      Missing<
        ShuffleMonitoringProps,
        NonNullable<Settings['monitoring']> & { operator: string; services: string }
      >
    >(),
    ...none<Missing<SparkClientProps, NonNullable<Settings['sparkClients']>[string]>>(),
  ]).toEqual([]);
});
