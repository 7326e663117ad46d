import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { Duration } from '../../domain/core/duration';
import { SERVICE_DIMENSION } from '../../domain/operator-host/cloudwatch';
import type { DataPoint } from './data-points';
import type { PublisherProps } from './publisher';

export interface PutMetricDataProps {
  readonly namespace: string;
  /** No request takes longer. */
  readonly timeout: Duration;
}

/** "Each request is also limited to no more than 1000 different metrics": PutMetricData. */
const MOST_POINTS = 1000;

/** CloudWatch, by PutMetricData alone. The SDK is loaded by the first request. */
export function putMetricData({ namespace, timeout }: PutMetricDataProps): PublisherProps['put'] {
  let loading: Promise<Connection> | undefined;
  return async (points, at, stop) => {
    loading ??= connection();
    const { sdk, client } = await loading;
    for (let i = 0; i < points.length; i += MOST_POINTS) {
      const data = points.slice(i, i + MOST_POINTS).map((point) => datum(point, at));
      const command = new sdk.PutMetricDataCommand({ Namespace: namespace, MetricData: data });
      await client.send(command, { abortSignal: eitherOf(stop, AbortSignal.timeout(timeout.toMillis())) });
    }
  };
}

function datum({ name, service, value }: DataPoint, at: Date) {
  const Dimensions = service === undefined ? [] : [{ Name: SERVICE_DIMENSION, Value: service }];
  return { MetricName: name, Dimensions, Timestamp: at, Value: value, Unit: 'Count' as const };
}

/** As AbortSignal.any, which Node has only since 20.3. */
function eitherOf(...signals: readonly AbortSignal[]): AbortSignal {
  const either = new AbortController();
  for (const one of signals) {
    if (one.aborted) either.abort();
    one.addEventListener('abort', () => either.abort(), { once: true, signal: either.signal });
  }
  return either.signal;
}

interface Connection {
  readonly sdk: Pick<typeof import('@aws-sdk/client-cloudwatch'), 'PutMetricDataCommand'>;
  readonly client: CloudWatchClient;
}

async function connection(): Promise<Connection> {
  const sdk = await import('@aws-sdk/client-cloudwatch');
  // The next minute has newer values.
  return { sdk, client: new sdk.CloudWatchClient({ maxAttempts: 1 }) };
}
