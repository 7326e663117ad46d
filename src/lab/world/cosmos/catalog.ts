import type { JsonObject } from '../marathon/app';

/** A package as far as the lab installs it. */
export interface CatalogPackage {
  readonly name: string;
  /** The newest first. */
  readonly versions: readonly string[];
  readonly defaults: JsonObject;
}

/** `spark`, with a few of its options (spark-build, universe/config.json). */
export const SPARK_PACKAGE: CatalogPackage = {
  name: 'spark',
  versions: ['2.12.0-3.0.1', '2.11.0-2.4.6'],
  defaults: {
    service: {
      ...{ name: 'spark', cpus: 1, mem: 1024, role: '*', enforce_role: false, user: 'nobody' },
      ...{ 'docker-image': '', docker_user: '99', service_account: '', service_account_secret: '' },
      ...{ 'spark-history-server-url': '', virtual_network_enabled: false, UCR_containerizer: true },
    },
    hdfs: { 'config-url': '' },
    security: { kerberos: { enabled: false } },
  },
};

const isFields = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Cosmos' JsonUtil.merge: objects are merged, everything else is replaced. */
export function merged(base: JsonObject, over: JsonObject): JsonObject {
  const out: Record<string, JsonObject[string]> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = base[key];
    out[key] = isFields(before) && isFields(value) ? merged(before, value) : value;
  }
  return out;
}

/** Where options are not what the package's schema knows. */
export function mismatches(options: JsonObject, known: JsonObject, at = ''): readonly string[] {
  return Object.entries(options).flatMap(([key, value]) => {
    const pointer = `${at}/${key}`;
    const wanted = known[key];
    if (wanted === undefined) return [pointer];
    if (isFields(wanted)) return isFields(value) ? mismatches(value, wanted, pointer) : [pointer];
    return typeof value === typeof wanted ? [] : [pointer];
  });
}

/** What the package renders for Marathon; its dispatcher keeps its state in the masters' ZooKeeper. */
export function rendered(pkg: CatalogPackage, version: string, options: JsonObject): JsonObject {
  const { service } = merged(pkg.defaults, options) as { service: JsonObject };
  const name = String(service['name']);
  const suffix = name === 'spark' ? '' : name.replaceAll('/', '__');
  return {
    id: `/${name}`,
    cmd:
      'exec bin/spark-class org.apache.spark.deploy.mesos.MesosClusterDispatcher --port 7077 --webui-port 4040 ' +
      `--master mesos://zk://master.mesos:2181/mesos --host 0.0.0.0 --zk master.mesos:2181 --name ${name} ` +
      `--conf spark.deploy.zookeeper.dir=/spark_mesos_dispatcher${suffix}`,
    cpus: service['cpus'] as number,
    mem: service['mem'] as number,
    instances: 1,
    networks: [{ mode: 'host' }],
    portDefinitions: [{ port: 0, protocol: 'tcp', name: 'dispatcher' }],
    upgradeStrategy: { minimumHealthCapacity: 0, maximumOverCapacity: 0 },
    healthChecks: [{ protocol: 'MESOS_HTTP', path: '/', portIndex: 0 }],
    labels: {
      DCOS_PACKAGE_NAME: pkg.name,
      DCOS_PACKAGE_VERSION: version,
      DCOS_PACKAGE_OPTIONS: btoa(JSON.stringify(options)),
      DCOS_PACKAGE_FRAMEWORK_NAME: name,
    },
  };
}
