import type { HostFile } from '../host/host-file';
import { envFile } from '../render/env-file';
import { shellWords } from '../render/shell-quote';
import { javaVersions } from '../spark/java-versions';

/** What a machine that submits has to know. Values may be late, as `@NAME@`. */
export interface SparkClientHost {
  readonly region: string;
  /** `s3://bucket/key` of the program. */
  readonly bundleUrl: string;
  /** Lower-case hex SHA-256 of its bytes. */
  readonly bundleSha256: string;
  /** As `mesos-spark install` takes them. */
  readonly install: SparkClientInstall;
}

export interface SparkClientInstall {
  readonly spark: string;
  readonly sparkVersion: string;
  readonly nativeLibrary?: string;
  readonly jars: readonly string[];
  readonly hadoopConf?: string;
  readonly defaults: string;
  /** `s3://bucket` of the operator's state. */
  readonly store: string;
}

export const CLIENT_SCRIPT = '/opt/mesos-spark/boot/client.sh';

/** @param script the fixed boot script, constructs/client/client.sh */
export function sparkClientFiles(host: SparkClientHost, script: string): readonly HostFile[] {
  const environment = {
    AWS_REGION: host.region,
    MESOS_SPARK_BUNDLE_SHA256: host.bundleSha256,
    MESOS_SPARK_BUNDLE_URL: host.bundleUrl,
    MESOS_SPARK_JAVA_PACKAGE: javaPackage(host.install.sparkVersion),
  };
  return [
    { path: '/etc/mesos-spark/client.env', mode: '0644', content: envFile(environment) },
    // For the unit that keeps the defaults.
    { path: '/etc/mesos-spark/defaults.env', mode: '0644', content: envFile({ AWS_REGION: host.region }) },
    { path: '/opt/mesos-spark/boot/install-spark.sh', mode: '0755', content: installScript(host.install) },
    { path: CLIENT_SCRIPT, mode: '0755', content: script },
  ];
}

function installScript(install: SparkClientInstall): string {
  const words = [
    ...['install', '--spark', install.spark],
    ...(install.nativeLibrary === undefined ? [] : ['--native-library', install.nativeLibrary]),
    ...install.jars.flatMap((jar) => ['--jar', jar]),
    ...(install.hadoopConf === undefined ? [] : ['--hadoop-conf', install.hadoopConf]),
    ...['--defaults', install.defaults, '--store', install.store],
  ];
  return `#!/bin/sh\nexec node "\${MESOS_SPARK_ROOT:-}/opt/mesos-spark/mesos-spark.cjs" ${shellWords(words)}\n`;
}

/** Of Amazon Linux 2023. */
function javaPackage(sparkVersion: string): string {
  const [version] = javaVersions(sparkVersion);
  return version === 8 ? 'java-1.8.0-amazon-corretto' : `java-${version}-amazon-corretto-headless`;
}
