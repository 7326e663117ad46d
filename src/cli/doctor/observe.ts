import type { AppSight, Observations, Parts, Reading, SettingsSight } from '../../domain/doctor/parts';
import { serviceApps, variable } from '../../domain/doctor/service-app';
import type { DoctorSources } from './sources';
import { declaredIn, endpointsIn, leaseIn, publishedIn, statusesIn } from './store-reads';

/** Asks everything once. Nothing is thrown: what cannot be read is not known, and says why. */
export async function observe(sources: DoctorSources): Promise<Observations> {
  const { mesos, marathon, clock, state, manifests } = sources;
  const lease = state ? flat(leaseIn(state, sources)) : Promise.resolve(unasked('give --state'));
  const [agents, flags, frameworks] = await Promise.all([
    read(mesos.agents()),
    read(mesos.flags()),
    read(mesos.frameworks()),
  ]);
  const info = read(marathon.info());
  const leader = read(marathon.leader());
  const apps = await read(marathon.apps());
  const rest = await Promise.all([
    read(marathon.queue()),
    read(marathon.deployments(clock.now())),
    read(marathon.groups()),
  ]);
  const [queue, deployments, groups] = rest;
  const endpoints = state ? await read(endpointsIn(state)) : unasked('give --state');
  return {
    ...{ agents, flags, frameworks },
    marathon: await info,
    leader: await leader,
    ...{ apps, queue, deployments, groups },
    manifests: manifests ? await read(declaredIn(manifests, state)) : unasked('give --manifests'),
    statuses: state ? await read(statusesIn(state)) : unasked('give --state'),
    lease: await lease,
    endpoints,
    settings: await settingsOf(sources, apps, endpoints),
    health: await healthOf(sources, agents),
    agentFiles:
      sources.agentFiles.length === 0
        ? unasked("give --agent-env with a file that sets an agent's environment")
        : { is: 'known', value: sources.agentFiles },
  };
}

const unasked = (because: string) => ({ is: 'unasked', because }) as const;

async function read<T>(asked: Promise<T>): Promise<Reading<T>> {
  try {
    return { is: 'known', value: await asked };
  } catch (error) {
    return { is: 'unread', because: messageOf(error) };
  }
}

async function flat<T>(asked: Promise<Reading<T>>): Promise<Reading<T>> {
  const found = await read(asked);
  return found.is === 'known' ? found.value : found;
}

const messageOf = (error: unknown) =>
  (error instanceof Error ? error.message : String(error)).replaceAll('\n', '; ');

/** Only agents that the master lists are asked; where none has such a port, the cluster has no such answers. */
async function healthOf(
  sources: DoctorSources,
  agents: Reading<Parts['agents']>,
): Promise<Reading<Parts['health']>> {
  if (agents.is !== 'known') return unasked(`the agents are not known: ${agents.because}`);
  const hosts = agents.value.list.map(({ hostname }) => hostname);
  const { answers, silent } = await sources.health(hosts);
  const [first] = silent;
  if (answers.length === 0) {
    return unasked(
      `no agent answers at port ${sources.healthPort} (--agent-health-port)${first ? `: ${first.because}` : ''}`,
    );
  }
  return {
    is: 'known',
    value: answers,
    ...(first
      ? { lacking: `${silent.length} agents do not answer, ${first.host} first: ${first.because}` }
      : {}),
  };
}

/** Published settings and somebody's own. */
async function settingsOf(
  { state, settings, sparkVersion }: DoctorSources,
  apps: Reading<readonly AppSight[]>,
  endpoints: Reading<Awaited<ReturnType<typeof endpointsIn>>>,
): Promise<Reading<Parts['settings']>> {
  if (endpoints.is === 'unread') return endpoints;
  if (state === undefined && settings.length === 0) {
    return unasked('give --spark-conf with a spark-defaults.conf, or --state for what is published');
  }
  const known = endpoints.is === 'known' ? endpoints.value : [];
  const published = state ? await read(publishedIn(state, known)) : undefined;
  if (published && published.is !== 'known') return published;
  const all = [...(published?.value ?? []), ...settings];
  const usual = sparkVersion ?? versionOf(apps);
  const judged = all.flatMap((one: Omit<SettingsSight, 'sparkVersion'> & { sparkVersion?: string }) => {
    const version = one.sparkVersion ?? usual;
    return version === undefined ? [] : [{ ...one, sparkVersion: version }];
  });
  if (judged.length < all.length) {
    const lacking = 'which Spark it is for is not known: give --spark-version';
    return judged.length === 0 ? unasked(lacking) : { is: 'known', value: judged, lacking };
  }
  return { is: 'known', value: judged };
}

/** Of the services, if they say one only: by our label, or in the name of what they fetch and run. */
function versionOf(apps: Reading<readonly AppSight[]>): string | undefined {
  if (apps.is !== 'known') return undefined;
  const versions = serviceApps(apps.value).map(({ app, command }) => {
    const label = app.labels?.['mesos-spark.spark-version'];
    const text = `${command} ${JSON.stringify(app['fetch'] ?? '')} ${variable(app, 'SPARK_HOME') ?? ''}`;
    return label ?? /\bspark-(\d+\.\d+\.\d+)/.exec(text)?.[1];
  });
  const [first] = versions;
  return versions.every((one) => one === first) ? first : undefined;
}
