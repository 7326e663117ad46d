import type { SparkDispatcherPackageProps, SparkDispatcherProps } from '../constructs';
import { credentialsPart } from './cluster-part';
import { defined, texts } from './defined';
import { sparkPart } from './services-part';
import type { Settings } from './settings';

type Dispatcher = NonNullable<Settings['sparkDispatchers']>[string];
type OfMarathon = Extract<Dispatcher, { provider: 'Marathon' }>;
type OfPackage = Extract<Dispatcher, { provider: 'Package' }>;

/** What a dispatcher's settings say, but for what lies elsewhere in the file. */
export function dispatcherPart(
  dispatcher: OfMarathon,
): Omit<SparkDispatcherProps, 'store' | 'name' | 'cluster' | 'defaults'> {
  const { provider: _, defaults: _d, spark, sparkConf, dispatcherConf, nativeLibrary, ...more } = dispatcher;
  const { app, upgrade, recovery, labels, annotations, marathonCredentials, ...rest } = more;
  return {
    ...defined(rest),
    spark: sparkPart(spark),
    ...defined({
      sparkConf: sparkConf && texts(sparkConf),
      dispatcherConf: dispatcherConf && texts(dispatcherConf),
      marathonCredentials: marathonCredentials && credentialsPart(marathonCredentials, 'marathonCredentials'),
      nativeLibrary: nativeLibrary && defined(nativeLibrary),
      recovery: typeof recovery === 'object' ? { zooKeeper: defined(recovery.zooKeeper) } : recovery,
      app: app && ofMarathon(app),
      upgrade: upgrade && defined(upgrade),
      labels: labels && texts(labels),
      annotations: annotations && texts(annotations),
    }),
  };
}

function ofMarathon({ labels, env, ...rest }: NonNullable<OfMarathon['app']>) {
  return { ...defined(rest), ...defined({ labels: labels && texts(labels), env: env && texts(env) }) };
}

/** The same of DC/OS' package. */
export function packagePart(
  dispatcher: OfPackage,
): Omit<SparkDispatcherPackageProps, 'store' | 'name' | 'cluster'> {
  const { provider: _, labels, annotations, ...rest } = dispatcher;
  return {
    ...defined(rest),
    ...defined({ labels: labels && texts(labels), annotations: annotations && texts(annotations) }),
  };
}
