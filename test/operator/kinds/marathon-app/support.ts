import { sha256 } from '../../../../src/io/digest';
import {
  API_VERSION,
  type MarathonAppManifest,
  marathonAppManifest,
  parseBySchema,
} from '../../../../src/manifest';
import { standing, wantedDefinition } from '../../../../src/operator/kinds/marathon-app/compare';
import type { Lock, Observed, Stored } from '../../../../src/operator/kinds/marathon-app/model';
import type { Deployment, MarathonApp, MarathonTask } from '../../../../src/operator/ports';

export const WEB = { id: '/web', cmd: 'sleep 1000', cpus: 0.1, mem: 64, instances: 3 };

interface Given {
  readonly app?: Readonly<Record<string, unknown>>;
  readonly upgrade?: Readonly<Record<string, unknown>>;
  readonly adopt?: boolean | string;
  readonly deletionPolicy?: string;
}

export function manifest({ app, ...spec }: Given = {}): MarathonAppManifest {
  return parseBySchema(marathonAppManifest, {
    apiVersion: API_VERSION,
    kind: 'MarathonApp',
    metadata: { name: 'web' },
    spec: { app: { ...WEB, ...app }, ...spec },
  });
}

export const tasks = (count: number, changes: Partial<MarathonTask> = {}): readonly MarathonTask[] =>
  Array.from({ length: count }, (_, i) => ({
    id: `task-${i}`,
    host: `a${i}`,
    agentId: `id-a${i}`,
    state: 'TASK_RUNNING',
    ports: [],
    ...changes,
  }));

/** The app as it is declared, with tasks for all instances. */
export function deployed(of: MarathonAppManifest, changes: Partial<MarathonApp> = {}): MarathonApp {
  const instances = changes.instances ?? of.spec.app.instances ?? 1;
  return {
    id: of.spec.app.id,
    definition: wantedDefinition(of),
    tasks: tasks(instances),
    deployments: [],
    ...changes,
    instances,
  };
}

export const HASH = 'hash';

export function observed(
  of: MarathonAppManifest,
  app: MarathonApp | undefined,
  changes: Partial<Observed> = {},
): Observed {
  const { state } = changes;
  return {
    wanted: wantedDefinition(of),
    hash: HASH,
    role: [],
    locks: [],
    queued: 0,
    queueReasons: [],
    ...(app ? { standing: standing(of, app, { state, hash: HASH, sha256 }) } : {}),
    ...changes,
  };
}

export const stored = (value: Partial<Stored['value']> = {}): Stored => ({
  etag: '"1"',
  value: { appId: '/web', ...value },
});

export function lock(changes: Partial<Lock> = {}, deployment: Partial<Deployment> = {}): Lock {
  const actions = [{ action: 'ScaleApplication', app: '/web' }];
  return {
    deployment: { id: 'd1', since: '', apps: ['/web'], actions, ...deployment },
    stoppable: true,
    quietSeconds: 700,
    ...changes,
  };
}
