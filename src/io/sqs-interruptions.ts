import type { SQSClient } from '@aws-sdk/client-sqs';
import type { Duration } from '../domain/core/duration';
import type { InterruptionMessage, Interruptions } from '../operator/ports';
import { readInterruption } from './interruption-events';

export interface SqsInterruptionsProps {
  /** Of the queue, as SQS names it. */
  readonly url: string;
  /** No request takes longer. */
  readonly timeout: Duration;
}

/** Messages of one answer, the most that SQS gives. */
const MOST = 10;
/** In seconds: so long SQS looks for a message before it says that there is none. */
const WAIT = 5;
/** In seconds: so long nobody else sees a message that was received. */
const HIDDEN = 60;

/** A queue of SQS into which EventBridge puts its events. The SDK is loaded by the first request. */
export function sqsInterruptions(props: SqsInterruptionsProps): Interruptions {
  return new SqsInterruptions(props);
}

class SqsInterruptions implements Interruptions {
  private loading: Promise<Connection> | undefined;

  constructor(private readonly props: SqsInterruptionsProps) {}

  async receive(stop?: AbortSignal): Promise<readonly InterruptionMessage[]> {
    const { sdk, client } = await this.connect();
    const { url, timeout } = this.props;
    const own = AbortSignal.timeout(timeout.toMillis() + WAIT * 1000);
    const command = new sdk.ReceiveMessageCommand({
      QueueUrl: url,
      MaxNumberOfMessages: MOST,
      WaitTimeSeconds: WAIT,
      VisibilityTimeout: HIDDEN,
    });
    try {
      const abortSignal = stop ? AbortSignal.any([own, stop]) : own;
      const { Messages = [] } = await client.send(command, { abortSignal });
      return Messages.flatMap(({ MessageId: id, ReceiptHandle: receipt, Body = '' }) =>
        id === undefined || receipt === undefined ? [] : [{ id, receipt, content: readInterruption(Body) }],
      );
    } catch (error) {
      if (stop?.aborted) return [];
      throw failure('ReceiveMessage', url, error);
    }
  }

  async done(receipt: string): Promise<void> {
    const { sdk, client } = await this.connect();
    const { url, timeout } = this.props;
    const command = new sdk.DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: receipt });
    try {
      await client.send(command, { abortSignal: AbortSignal.timeout(timeout.toMillis()) });
    } catch (error) {
      throw failure('DeleteMessage', url, error);
    }
  }

  private connect(): Promise<Connection> {
    this.loading ??= connection();
    return this.loading;
  }
}

interface Connection {
  readonly sdk: typeof import('@aws-sdk/client-sqs');
  readonly client: SQSClient;
}

async function connection(): Promise<Connection> {
  const sdk = await import('@aws-sdk/client-sqs');
  // One attempt: a retried request would outlive the time-out that the lease rests on.
  return { sdk, client: new sdk.SQSClient({ maxAttempts: 1 }) };
}

/** AWS' own text is left out: it may name what is nobody's business. */
function failure(what: string, url: string, error: unknown): Error {
  const name = error instanceof Error ? error.name : 'Error';
  const fix = /AccessDenied|NotAuthorized/.test(name)
    ? '; grant sqs:ReceiveMessage and sqs:DeleteMessage on it'
    : '';
  return new Error(`SQS ${what} of ${url}: ${name}${fix}`);
}
