/** What is neither an app nor a setting: what stands there, what takes its place, and why. */
export interface Command {
  readonly theirs: string;
  readonly now: string;
  readonly why: string;
}

export const COMMANDS_000: readonly Command[] = [
  {
    theirs: 'dcos marathon app add < mesos-shuffle-service.json',
    now: '`cdktf deploy` writes the manifest; the operator sends the app',
    why: 'the number of instances is counted again whenever an agent joins',
  },
];

export const COMMANDS_003: readonly Command[] = [
  {
    theirs: '"constraints": [["hostname", "UNIQUE"]]',
    now: 'always there',
    why: 'as it was; a manifest without it is refused',
  },
  {
    theirs: '--mesos_role shuffle',
    now: '`DedicatedMarathon`, `role: pool.role`',
    why: "as it was: `MARATHON_MESOS_ROLE=shuffle`. From Marathon 1.9 on, and on DC/OS 2, the cluster's own does, too",
  },
  {
    theirs: 'curl -v localhost:8080/v2/apps -XPOST -H "Content-Type: application/json"',
    now: 'the operator',
    why: 'the same request, and it reads back what Marathon made of it',
  },
  {
    theirs: 'Installed simple cron job on every spark slave that cleans shuffle files',
    now: "the [janitor](janitor.md), on every agent unless `janitor: 'off'`",
    why: 'it asks what is open and what was read, not only what was written, and frees a disk that fills',
  },
  {
    theirs: 'spark.shuffle.io.serverThreads',
    now: '`tuning: { serverThreads: 8 }`',
    why: 'a `-D` option of the service',
  },
  {
    theirs: 'spark.shuffle.io.backLog',
    now: '`tuning: { backLog: 1024 }`',
    why: 'the same',
  },
  {
    theirs: 'spark.shuffle.service.index.cache.entries',
    now: "`tuning: { indexCache: 4096 }`; from Spark 2.3 on a size, such as `'200m'`",
    why: 'the same; 2.3 renamed it to `spark.shuffle.service.index.cache.size`',
  },
];
