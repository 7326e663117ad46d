import { z } from 'zod';
import { credentials, manifestWords, marathon, scalars, text, texts } from './settings-words';
import { sparkPlace } from './spark-place-schema';

const url = text
  .optional()
  .describe('Where applications of this file are submitted. Default: the agent that it is tied to.');

const recovery = z.union(
  [
    z.literal('None'),
    z.strictObject({ zooKeeper: z.strictObject({ servers: text, directory: text.optional() }) }),
  ],
  { error: 'wanted zooKeeper, or "None"' },
);

const secret = z.union([z.strictObject({ file: text }), z.strictObject({ source: text })], {
  error: "wanted file, or source in DC/OS' secret store",
});

/** A dispatcher of Spark's cluster mode: an app of Marathon, or the package of DC/OS. */
export const sparkDispatcher = z.discriminatedUnion(
  'provider',
  [
    z.strictObject({
      provider: z.literal('Marathon'),
      ...sparkPlace,
      url,
      sparkConf: scalars.optional().describe('Properties of drivers, beside the published ones. No secrets.'),
      dispatcherConf: scalars
        .optional()
        .describe('Of the dispatcher itself, such as spark.mesos.maxDrivers.'),
      recovery: recovery.optional().describe("Where it keeps its queue. Default: the masters' ZooKeeper."),
      port: z.int().optional().describe("Among the agents' resources. Default: 7077."),
      webUiPort: z.int().optional().describe("Among the agents' resources. Default: 8082."),
      role: text.optional().describe('Whose resources its drivers are offered.'),
      authentication: z
        .strictObject({ principal: text, secret })
        .optional()
        .describe('As whom it registers. The secret itself is never said here.'),
      cpus: z.number().optional(),
      memory: text.optional().describe('Heap of its JVM. Default: "1g".'),
      user: text.optional(),
      app: z
        .strictObject({
          id: text.optional(),
          role: text.optional(),
          acceptedResourceRoles: texts.optional(),
          constraints: z.array(texts).optional(),
          labels: scalars.optional(),
          env: scalars.optional(),
        })
        .optional()
        .describe('Its app in Marathon.'),
      marathon: marathon.optional().describe("Another Marathon than the cluster's: URLs, or zk://…"),
      marathonCredentials: credentials.optional().describe('What that one is shown.'),
      whenLost: z.enum(['Wait', 'Replace']).optional(),
      upgrade: z.strictObject({ whenInUse: z.enum(['Wait', 'Proceed']).optional() }).optional(),
      deletionPolicy: z.enum(['Retain', 'Drain', 'Teardown']).optional(),
      ...manifestWords,
    }),
    z.strictObject({
      provider: z.literal('Package'),
      url,
      packageName: text.optional(),
      packageVersion: text.optional(),
      options: z
        .record(z.string(), z.unknown())
        .optional()
        .describe('As `dcos package install --options` takes them. No secrets.'),
      adopt: z.boolean().optional(),
      deletionPolicy: z.enum(['Retain', 'Teardown']).optional(),
      ...manifestWords,
    }),
  ],
  { error: 'wanted provider "Marathon" or "Package"' },
);
