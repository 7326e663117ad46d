import { envFile } from '../render/env-file';
import { systemdUnit } from '../render/systemd-unit';
import { javaVersions } from '../spark/java-versions';
import { serviceEnvironment } from '../spark/service-environment';
import { type BootFeature, type BootFile, plainFile } from './boot-feature';
import type { AgentBootProps } from './boot-props';
import type { HostShuffleService } from './host-shuffle';
import { instance, memoryLimit, SERVICES_FOLDER, shuffleUnits } from './host-shuffle-unit';
import type { PlatformRules } from './platform-rules';
import type { SparkUser } from './spark-user';

/** Runs the shuffle services that systemd keeps; nothing where none is asked for. */
export function hostShuffleFeature(props: AgentBootProps, rules: PlatformRules): BootFeature {
  const { hostShuffleServices: services = [], sparkUser, sharedDirectory } = props;
  if (services.length === 0) return {};
  const instances = services.map(instance);
  return {
    scripts: ['spark-install.sh', 'spark-java.sh', 'spark-shuffle.sh', 'cleaner-alive.sh'],
    units: shuffleUnits({ services, sparkUser, sharedDirectory }, rules),
    enabled: instances,
    // While the platform is installed.
    started: instances,
    files: services.flatMap((service) => serviceFiles(service, sparkUser)),
  };
}

function serviceFiles(service: HostShuffleService, user: SparkUser): readonly BootFile[] {
  const { port, memory, environment: further, options, authentication } = service;
  const place = installedPlace(service);
  // The port comes last, so that it wins.
  const withPort = `${options.service} -Dspark.shuffle.service.port=${port}`.trimStart();
  const variables = {
    ...serviceEnvironment({
      ...{ memory, user, authentication, options: { ...options, service: withPort } },
      // Spark 3.5.9 ends where the machine's name has no address. It listens on every address all the same.
      further: { SPARK_LOCAL_IP: '127.0.0.1', ...further },
    }),
    SPARK_HOME: place.home,
  };
  return [
    plainFile(`${SERVICES_FOLDER}/${port}.env`, envFile(variables)),
    plainFile(`${SERVICES_FOLDER}/${port}.install`, envFile(installSettings(service, place))),
    plainFile(
      `/etc/systemd/system/${instance(service)}.d/10-mesos-spark.conf`,
      systemdUnit(memoryLimit(service)),
    ),
  ];
}

interface InstalledPlace {
  /** What the archive becomes; empty where Spark lies on the machine already. */
  readonly folder: string;
  readonly home: string;
}

/** The folder's name says what is in it, so that one that is there is right, and two builds of a version differ. */
function installedPlace({ spark }: HostShuffleService): InstalledPlace {
  if (spark.source.kind !== 'archive') return { folder: '', home: spark.home };
  const folder = `/opt/spark/${spark.version}-${spark.source.sha256?.slice(0, 8)}`;
  return { folder, home: `${folder}/${spark.home}` };
}

/** What the boot step installs for a service, for a shell to read. */
function installSettings(service: HostShuffleService, { folder, home }: InstalledPlace) {
  const { spark, memory, cleanup, javaHome = '' } = service;
  const { source } = spark;
  const archive = source.kind === 'archive' ? { url: source.uri, sha256: source.sha256 ?? '' } : undefined;
  return {
    SPARK_HOME: home,
    SPARK_VERSION: spark.version,
    SPARK_FOLDER: folder,
    SPARK_URL: archive?.url ?? '',
    SPARK_SHA256: archive?.sha256 ?? '',
    JAVA_VERSIONS: javaVersions(spark.version).join(' '),
    GIVEN_JAVA_HOME: javaHome,
    CLEANUP: cleanup,
    MEMORY_MIB: `${memory.task.toMebibytes()}`,
  };
}
