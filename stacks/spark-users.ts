import type { Construct } from 'constructs';
import {
  type AgentGroup,
  type ICluster,
  type IManifestStore,
  type ISparkDispatcher,
  ScheduledSparkApplication,
  SparkApplication,
  SparkClient,
  type SparkDefaults,
  SparkDispatcher,
  SparkDispatcherPackage,
  ZeppelinInterpreter,
} from '../constructs';
import { applicationPart, scheduledPart } from './applications-part';
import { defined } from './defined';
import { dispatcherPart, packagePart } from './dispatchers-part';
import { type Gather, type Made, needed } from './gather';
import { dispatcherUrl, isSecurityGroup } from './references';
import type { Settings } from './settings';
import { clientPart, interpreterPart } from './spark-users-part';

/** What those who use Spark stand on. */
interface Ground {
  readonly gather: Gather;
  readonly settings: Settings;
  readonly cluster: ICluster | undefined;
  readonly store: IManifestStore | undefined;
  readonly agents: Made<AgentGroup>;
  readonly defaults: Made<SparkDefaults>;
}

/** Everything that is given published defaults: dispatchers, applications, interpreters and machines of clients. */
export function addSparkUsers(scope: Construct, ground: Ground): void {
  addApplications(scope, ground, addDispatchers(scope, ground));
  const { gather, settings, cluster, store, agents, defaults } = ground;
  gather.each('zeppelinInterpreters', settings.zeppelinInterpreters ?? {}, (one, name) => {
    const props = { ...interpreterPart(one), name, store: needed(store) };
    const given = defaults.get(one.defaults) ?? { name: one.defaults };
    return new ZeppelinInterpreter(scope, `zeppelin-interpreter-${name}`, { ...props, defaults: given });
  });
  gather.each('sparkClients', settings.sparkClients ?? {}, (one, name) => {
    const reachableFrom = one.reachableFrom?.map((from) =>
      isSecurityGroup(from) ? from : needed(agents.get(from)).securityGroupId,
    );
    return new SparkClient(scope, `spark-client-${name}`, {
      ...clientPart(one),
      ...defined({ reachableFrom }),
      store: needed(store),
      cluster: needed(cluster),
      defaults: { name: one.defaults },
    });
  });
}

function addDispatchers(scope: Construct, ground: Ground): Made<ISparkDispatcher> {
  const { gather, settings } = ground;
  const given = defaultsOf(ground);
  return gather.each('sparkDispatchers', settings.sparkDispatchers ?? {}, (one, name): ISparkDispatcher => {
    const props = () => ({ name, store: needed(ground.store), cluster: needed(ground.cluster) });
    const id = `spark-dispatcher-${name}`;
    if (one.provider === 'Package') {
      return new SparkDispatcherPackage(scope, id, { ...packagePart(one), ...props() });
    }
    return new SparkDispatcher(scope, id, { ...dispatcherPart(one), ...props(), ...given(one) });
  });
}

function addApplications(scope: Construct, ground: Ground, dispatchers: Made<ISparkDispatcher>): void {
  const { gather, settings, store, cluster } = ground;
  const given = defaultsOf(ground);
  gather.each('sparkApplications', settings.sparkApplications ?? {}, (one, name) => {
    const { dispatcher } = one;
    return new SparkApplication(scope, `spark-application-${name}`, {
      ...applicationPart(one),
      ...{ name, store: needed(store), cluster: needed(cluster), ...given(one) },
      ...(dispatcher === undefined
        ? {}
        : { dispatcher: dispatcherUrl(dispatcher) ?? needed(dispatchers.get(dispatcher)) }),
    });
  });
  gather.each('scheduledSparkApplications', settings.scheduledSparkApplications ?? {}, (one, name) => {
    return new ScheduledSparkApplication(scope, `scheduled-spark-application-${name}`, {
      ...scheduledPart(one),
      ...{ name, store: needed(store), cluster: needed(cluster), ...given(one) },
    });
  });
}

/** By their name alone where they failed: what names them shows its own problems, too. */
function defaultsOf({ defaults: made }: Ground) {
  return ({ defaults: name }: { readonly defaults?: string | undefined }) =>
    name === undefined ? {} : { defaults: made.get(name) ?? { name } };
}
