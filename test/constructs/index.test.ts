import * as library from '../../constructs';
import * as testing from '../../constructs/testing';

test('the library exports what users compose, and nothing else', () => {
  expect(Object.keys(library).sort()).toEqual([
    'AgentGroup',
    'AgentImage',
    'Credentials',
    'DcosCluster',
    'DedicatedMarathon',
    'DeployedAgents',
    'Duration',
    'EphemeralStorage',
    'ManifestStore',
    'MarathonApp',
    'MarathonSource',
    'MesosCluster',
    'MesosInstallation',
    'Operator',
    'ProblemError',
    'Purchasing',
    'Ranges',
    'ScheduledSparkApplication',
    'ShuffleMonitoring',
    'ShuffleService',
    'Size',
    'SparkApplication',
    'SparkClient',
    'SparkDefaults',
    'SparkDispatcher',
    'SparkDispatcherPackage',
    'SparkDistribution',
    'SparkSecret',
    'StaticReservation',
    'ZeppelinInterpreter',
    'confArguments',
    'confText',
    'dispatcherDriverDefaults',
    'historyPackageOptions',
    'problemText',
    'sparkEnvText',
    'sparkPackageOptions',
    'zeppelinProperties',
  ]);
});

test('so does its part for tests', () => {
  expect(Object.keys(testing).sort()).toEqual([
    'SynthesizedStack',
    'manifestsOf',
    'matchers',
    'reservationsOf',
    'serializer',
    'synthesize',
    'synthesizeStack',
    'userDataOf',
  ]);
});
