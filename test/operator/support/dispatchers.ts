import { dispatcherUiOverHttp } from '../../../src/io/dispatcher-ui-http';
import { sparkDispatcherOverHttp } from '../../../src/io/spark-dispatcher-http';
import {
  API_VERSION,
  publishedHeader,
  type SparkDispatcherManifestInput,
  stateStoreKeys,
} from '../../../src/manifest';
import type { SparkDispatcher } from '../../../src/operator/ports';
import { inProcess } from '../../lab/support/in-process';
import { Bed } from './bed';
import { type LabInProcess, labInProcess } from './lab-cluster';

export type DispatcherSpec = Extract<SparkDispatcherManifestInput['spec'], { provider: 'Marathon' }>;

export const ZOOKEEPER = { zooKeeper: { servers: 'zk-1:2181,zk-2:2181' } };

export function dispatcher(spec: Partial<DispatcherSpec> = {}): SparkDispatcherManifestInput {
  return {
    apiVersion: API_VERSION,
    kind: 'SparkDispatcher',
    metadata: { name: 'spark' },
    spec: {
      provider: 'Marathon',
      sparkVersion: '2.4.8',
      image: 'mesosphere/spark:2.7.0-2.4.0-hadoop-2.7',
      master: 'zk://zk-1:2181,zk-2:2181/mesos',
      recovery: ZOOKEEPER,
      ...spec,
    },
  };
}

export interface DispatcherStage {
  readonly lab: LabInProcess;
  readonly bed: Bed;
}

/** A lab in which dispatchers are apps of Marathon, and operators that see their pages. */
export function dispatcherStage(): DispatcherStage {
  const lab = labInProcess({ agents: 2 });
  const bed = new Bed(lab);
  bed.dispatcherUis = (url) => dispatcherUiOverHttp(inProcess(lab.lab, { baseUrl: url, timeout: 5 }));
  return { lab, bed };
}

/** The REST API at the URL that the status tells. */
export function restOf({ lab, bed }: DispatcherStage): SparkDispatcher {
  const { url } = bed.status('SparkDispatcher', 'spark').dispatcher ?? {};
  if (url === undefined) throw new Error('the status names no dispatcher');
  return sparkDispatcherOverHttp(inProcess(lab.lab, { baseUrl: url, timeout: 5 }));
}

/** A driver that runs for so long. @returns the id of its submission */
export async function submit(stage: DispatcherStage, { seconds = 600, cores = 1 } = {}): Promise<string> {
  const answer = await restOf(stage).submit({
    sparkVersion: '2.4.8',
    appResource: 'http://files.example/app.jar',
    mainClass: 'com.example.Main',
    appArgs: [],
    environmentVariables: {},
    sparkProperties: {
      'spark.app.name': 'job',
      'spark.driver.cores': `${cores}`,
      'spark.mesos.driver.labels': `SIM:finish,SIM_SECONDS:${seconds}`,
    },
  });
  if (answer.is !== 'submitted') throw new Error(answer.message);
  return answer.submissionId;
}

/** As SparkDefaults publishes them. */
export async function publish({ bed }: DispatcherStage, port: number): Promise<void> {
  const key = stateStoreKeys.sparkDefaults('spark-2-4');
  const use = { service: 'spark-2-4', appId: `/shuffle/spark-2-4-${port}`, port };
  const body = `${publishedHeader(use)}spark.shuffle.service.enabled true\nspark.shuffle.service.port ${port}\n`;
  const old = await bed.rawState.get(key);
  await bed.rawState.put(key, body, old ? { ifMatch: old.etag } : { ifAbsent: true });
}
