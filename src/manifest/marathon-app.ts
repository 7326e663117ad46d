import { z } from 'zod';
import { hasLate } from '../domain/core/late';
import type { MarathonApp } from '../domain/marathon/app';
import { appFindings } from '../domain/marathon/app-problems';
import { marathonAddress } from './marathon-address';
import { manifestSchema } from './meta';
import { said } from './said';

/**
 * The label by which an app says whose it is: `MarathonApp/<name>`. It is written with the app, so that a look at
 * Marathon tells it, and an app without it is never touched unless the manifest adopts it.
 */
export const OWNER_LABEL = 'mesos-spark.owner';

export const ownerOf = (name: string) => `MarathonApp/${name}`;

/**
 * A whole Marathon app, `id` included. What it leaves out has Marathon's default, but for `instances`: left out, the
 * number is somebody else's, and what is in place stays.
 */
export const wholeMarathonApp = z
  .looseObject({
    id: z.string(),
    cmd: z.string().optional(),
    args: z.array(z.string()).optional(),
    instances: z.int().nonnegative().optional(),
    role: z.string().min(1).optional(),
    acceptedResourceRoles: z.array(z.string().min(1)).min(1).optional(),
    cpus: z.number().optional(),
    mem: z.number().optional(),
    env: z.record(z.string(), z.unknown()).optional(),
    labels: z.record(z.string(), z.string()).optional(),
    constraints: z.array(z.array(z.string())).optional(),
    portDefinitions: z.array(z.looseObject({ port: z.number().optional() })).optional(),
    healthChecks: z.array(z.looseObject({ protocol: z.string().optional() })).optional(),
  })
  .superRefine((app, context) => {
    for (const { path, wanted } of appFindings(app as MarathonApp)) {
      context.addIssue({ code: 'custom', path: [...path], message: `wanted ${wanted}` });
    }
    if (app.labels !== undefined && OWNER_LABEL in app.labels) {
      const message = "wanted no such label: it is the operator's";
      context.addIssue({ code: 'custom', path: ['labels', OWNER_LABEL], message });
    }
  });

/** How changes come to run. Every word of it errs on the side of tasks that run. */
export const appUpgrade = z.strictObject({
  onChange: z
    .enum(['Update', 'Hold'])
    .default('Update')
    .describe(
      said(`What becomes of an app that is not as it is declared. "Update": the declared one is put in its
    place, once, which restarts its tasks by its own "upgradeStrategy". "Hold": the differences are
    told and nothing is restarted; "instances" is still kept.`),
    ),
  whenQueued: z
    .enum(['Wait', 'Proceed'])
    .default('Wait')
    .describe(
      said(`What becomes of a lower "instances" while some instances wait for an offer. Marathon then stops
    tasks that run and starts the waiting ones in their places. "Wait": until none waits. "Proceed":
    at once.`),
    ),
  whenStuck: z
    .enum(['Tell', 'Stop'])
    .default('Tell')
    .describe(
      said(`What becomes of a deployment in which nothing has moved for progressDeadlineSeconds. "Tell": it is
    told, with Marathon's own words. "Stop": if it is one that the operator began, of this app alone,
    and only adds tasks, it is stopped as well: nothing is killed, what waits goes on waiting, and the
    app can be changed again. An update is never stopped: that would kill every old task at the next
    scale check.`),
    ),
  progressDeadlineSeconds: z.int().min(60).default(600),
});

/** Terraform may know a whole one later. */
const address = z.string().refine((text) => hasLate(text) || marathonAddress.safeParse(text).success, {
  message: 'wanted http:// or https:// URLs separated by commas, or zk://HOSTS/PATH, without credentials',
});

export const marathonAppSpec = z.strictObject({
  app: wholeMarathonApp.describe(
    "The app as Marathon's API takes it, id included; what is left out has Marathon's default.",
  ),
  adopt: z
    .union([z.boolean(), z.string().regex(/^[A-Za-z]+\/[a-z0-9-]+$/, 'wanted Kind/name')])
    .default(false)
    .describe(
      said(`An app of that id that is there already and does not carry the label of this manifest: "false"
    leaves it alone, "true" takes one without an owner over, and the name of an owner, such as
    "MarathonApp/old-name", takes that one's over. Nothing is restarted for the sake of the label; it
    is written with the next change.`),
    ),
  answersAt: z
    .array(address)
    .default([])
    .describe(
      said(`Where the app is a Marathon: its addresses, as others name it in "marathon". With "Drain" it goes
    only once nobody who names one of them is left.`),
    ),
  upgrade: appUpgrade.prefault({}).describe('How changes come to run.'),
  deletionPolicy: z
    .enum(['Retain', 'Drain'])
    .default('Retain')
    .describe('What becomes of the app when the manifest is gone.'),
  paused: z.boolean().default(false).describe('True: the operator observes and reports, and writes nothing.'),
});

export const marathonAppManifest = manifestSchema('MarathonApp', marathonAppSpec);
export type MarathonAppSpec = z.infer<typeof marathonAppSpec>;
export type MarathonAppManifest = z.infer<typeof marathonAppManifest>;
export type MarathonAppManifestInput = z.input<typeof marathonAppManifest>;
