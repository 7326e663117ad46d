import type { TerraformStack } from 'cdktf';
import { ManifestStore } from '../../constructs/manifest-store';
import { ShuffleService } from '../../constructs/shuffle-service';
import type { IShuffleAgents, ShuffleServiceProps } from '../../constructs/shuffle-service-props';
import { synthesize } from '../../constructs/testing';
import { StaticReservation, type StaticReservationProps } from '../../src/domain/mesos/static-reservation';
import { SparkDistribution } from '../../src/domain/spark/distribution';

export const pool = (props: Partial<StaticReservationProps> = {}, role = 'shuffle') =>
  StaticReservation.forRole(role, { cpus: 2, memory: '4g', ports: '7337-7339', ...props });

export const agentsWith = (
  reservation: StaticReservation,
  more: Partial<IShuffleAgents> = {},
): IShuffleAgents => ({
  reservations: [reservation],
  sharedDirectory: '/var/lib/tmp/spark',
  sparkUser: { name: 'spark', uid: 7337 },
  attributes: { workload: 'spark' },
  ...more,
});

export const docker = SparkDistribution.docker('mesosphere/spark:2.7.0-2.4.0-hadoop-2.7', {
  version: '2.4.0',
  home: '/opt/spark/dist',
});

/** What of a service is not as in {@link declare}. */
export type Given = Partial<ShuffleServiceProps>;

/** Declares one service after the other on the same agents. */
export function build(...services: readonly Given[]) {
  return synthesize((stack) => declare(stack, services));
}

export function declare(stack: TerraformStack, services: readonly Given[]): void {
  const store = new ManifestStore(stack, 'store');
  const reservation = services[0]?.reservation ?? pool();
  const agents = [agentsWith(reservation)];
  services.forEach((given, i) => {
    new ShuffleService(stack, `shuffle-${i}`, {
      store,
      name: `spark-${i}`,
      reservation,
      agents,
      spark: docker,
      ...given,
    });
  });
}
