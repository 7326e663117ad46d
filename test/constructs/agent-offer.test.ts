import { EphemeralStorage } from '../../constructs/ephemeral-storage';
import { SparkDistribution } from '../../src/domain/spark/distribution';
import { agentGroupStack, problemsOf } from '../support/agent-group';

const spark = SparkDistribution.host('/opt/spark', { version: '2.4.0' });

test.each<[string, Parameters<typeof agentGroupStack>[0], readonly string[]]>([
  [
    'the port of the health answer in a reservation',
    { health: { port: 7338 } },
    ['test/spark.reservations[0].ports: found 7338, wanted ports that nothing beside the agent uses'],
  ],
  [
    'a service of the machine on a reserved port',
    { hostShuffleServices: [{ port: 7339, spark }] },
    ['test/spark.reservations[0].ports: found 7339, wanted ports that nothing beside the agent uses'],
  ],
  [
    "a service of the machine on the platform's port, and the health answer, too",
    { hostShuffleServices: [{ port: 61_091, spark }], health: { port: 61_001 } },
    [
      'test/spark.health.port: found 61001, wanted a port that the agent itself does not use',
      'test/spark.hostShuffleServices[0].port: found 61091, which the platform itself listens on, wanted a port of its own',
    ],
  ],
  [
    'the text form on DC/OS',
    { resourcesForm: 'text' },
    [
      'test/spark.resourcesForm: found "text", wanted "json"; an agent of DC/OS does not start with the text form, its own start script reads JSON',
    ],
  ],
  [
    "an attribute against the platform's",
    { agentRole: 'public', attributes: { public_ip: 'false' } },
    [
      'test/spark.attributes.public_ip: found "false", wanted "true", which every public agent has; leave it out; what looks for the agents of that role goes by it',
    ],
  ],
])('fails on %s', (_, props, messages) => {
  const storage = EphemeralStorage.instanceStore();
  expect(problemsOf(() => agentGroupStack({ storage, ...props }))).toEqual(messages);
});
