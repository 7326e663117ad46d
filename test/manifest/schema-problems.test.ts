import { parseBySchema } from '../../src/manifest/schema-problems';
import { shuffleServiceManifest } from '../../src/manifest/shuffle-service';

test('fails with every problem at once, each with its place', () => {
  const wrong = {
    apiVersion: 'mesos-spark/v1',
    kind: 'ShuffleService',
    metadata: { name: 'Spark 2' },
    spec: {
      role: 'shuffle',
      slots: [7337, 'x', 99999],
      sharedDirectory: 'tmp',
      speed: 1,
      app: {
        cmd: '',
        cpus: 1,
        mem: 1,
        constraints: [],
        portDefinitions: [],
        requirePorts: true,
        healthChecks: [],
      },
    },
  };
  expect(() => parseBySchema(shuffleServiceManifest, wrong)).toThrow(
    [
      'apiVersion: found "mesos-spark/v1", wanted "mesos-spark/v1alpha1"',
      'metadata.name: found "Spark 2", wanted lower-case letters, digits and inner dashes',
      'spec.slots[1]: found "x", wanted a number',
      'spec.slots[2]: found 99999, wanted a number <=65535',
      'spec.sparkVersion: found nothing, wanted a string',
      'spec.sharedDirectory: found "tmp", wanted a string that must start with "/"',
    ].join('\n'),
  );
});
