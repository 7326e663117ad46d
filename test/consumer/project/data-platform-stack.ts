import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { TerraformOutput, TerraformStack } from 'cdktf';
import {
  AgentGroup,
  Credentials,
  DcosCluster,
  Duration,
  EphemeralStorage,
  ManifestStore,
  Operator,
  ShuffleService,
  SparkDefaults,
  SparkDistribution,
  StaticReservation,
} from 'cdktf-mesos-spark';
import type { Construct } from 'constructs';

/** Two sizes of agents, two versions of Spark, and credentials that Terraform makes. */
export class DataPlatformStack extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-central-1' });
    const secret = new SecretsmanagerSecret(this, 'marathon', { namePrefix: 'marathon-' });
    const leader = 'https://leader.example.internal';
    const cluster = DcosCluster.fromAttributes(this, 'dcos', {
      bootstrapUrl: 'http://bootstrap.example.internal:8080',
      mesosMasterUrl: `${leader}/mesos`,
      marathonUrl: `${leader}/service/marathon`,
      credentials: Credentials.serviceAccount(secret.arn),
      vpcId: 'vpc-0123456789abcdef0',
      subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      securityGroupIds: ['sg-0123456789abcdef0'],
    });
    const pool = StaticReservation.forRole('shuffle', { cpus: 2, memory: '4g', ports: '7337-7339' });
    const agents = ['i3.2xlarge', 'i3.8xlarge'].map(
      (instanceType) =>
        new AgentGroup(this, instanceType.replace('.', '-'), {
          cluster,
          instanceType,
          capacity: { min: 1, desired: 2, max: 20 },
          storage: EphemeralStorage.instanceStore(),
          reservations: [pool],
          attributes: { workload: 'spark' },
          agentFlags: { gcDelay: '2days' },
        }),
    );
    const store = new ManifestStore(this, 'manifests');
    const old = new ShuffleService(this, 'shuffle-2-4', {
      store,
      name: 'spark-2-4',
      reservation: pool,
      agents,
      spark: SparkDistribution.docker('mesosphere/spark:2.7.0-2.4.0-hadoop-2.7', {
        version: '2.4.0',
        home: '/opt/spark/dist',
      }),
      adopt: '/shuffle/spark-2-4',
      upgrade: { whenInUse: 'Wait', overlap: Duration.minutes(10), quiet: '15m' },
    });
    new ShuffleService(this, 'shuffle-3-5', {
      store,
      name: 'spark-3-5',
      reservation: pool,
      agents,
      spark: SparkDistribution.archive('https://example.com/spark-3.5.1-bin-hadoop3.tgz', {
        version: '3.5.1',
      }),
      heap: '1g',
      marathon: `${leader}/service/marathon-shuffle`,
      connectionTimeout: '10m',
      upgrade: { whenInUse: 'Proceed', deadline: '2days' },
    });
    const defaults = new SparkDefaults(this, 'defaults', {
      store,
      shuffle: old,
      dynamicAllocation: { minExecutors: 1, maxExecutors: 10, executorIdleTimeout: '120s' },
      properties: { 'spark.scheduler.mode': 'FAIR' },
    });
    new Operator(this, 'operator', { store, cluster, agents, logLevel: 'warn' });
    new TerraformOutput(this, 'spark-defaults', { value: defaults.publishedUrl });
  }
}
