import { Duration } from '../domain/core/duration';
import type { Clock, Log, Wake, Wakes } from '../operator/ports';
import type { HttpClient } from './http';
import type { HttpRequest } from './http-exchange';

export interface EventStreamProps {
  readonly client: HttpClient;
  readonly clock: Clock;
  readonly log: Log;
  /** Without a byte for that long the connection counts as dead. @default - several heartbeats of the server */
  readonly silence?: Duration;
  /** The pause after the first failure, doubled after each further one. @default 1s */
  readonly pause?: Duration;
  /** @default 1m */
  readonly longestPause?: Duration;
}

export interface EventSource {
  /** For people: `Marathon`. */
  readonly name: string;
  readonly request: HttpRequest;
  readonly silence: Duration;
  /** A parser for one connection; it calls back with why to wake. @throws Error where it is no such stream */
  readonly parser: (wake: Wake) => (chunk: Buffer) => void;
}

const PAUSE = Duration.seconds(1);
const LONGEST_PAUSE = Duration.minutes(1);

/** Listens to a stream of events for as long as it is told to. Nothing of it is buffered beyond one line. */
export function eventStream(props: EventStreamProps, source: EventSource): Wakes {
  const { clock, log, pause = PAUSE, longestPause = LONGEST_PAUSE } = props;
  const { name } = source;
  return {
    listen: async (wake, stop) => {
      let failures = 0;
      const on = {
        open: () => wake(`${name}: listening from now on`),
        // Not before: a server that ends each stream at once must not be asked without a pause, either.
        alive: () => {
          if (failures > 0) log.event('info', 'events', { of: name, message: 'listening again' });
          failures = 0;
        },
      };
      while (!stop.aborted) {
        const because = await listenOnce(props, source, wake, on, stop).catch((error: unknown) =>
          error instanceof Error ? error.message : String(error),
        );
        if (stop.aborted) return;
        const millis = Math.min(pause.toMillis() * 2 ** failures, longestPause.toMillis());
        if (failures++ === 0) log.event('warn', 'events', { of: name, because });
        // Several operators do not come back in the same moment.
        await clock.sleep(Duration.millis(Math.round(millis * (0.5 + Math.random() / 2))), stop);
      }
    },
  };
}

interface Signs {
  open(): void;
  alive(): void;
}

/** @returns why it ended */
async function listenOnce(
  { client, silence }: EventStreamProps,
  source: EventSource,
  wake: Wake,
  on: Signs,
  stop: AbortSignal,
): Promise<string> {
  const millis = (silence ?? source.silence).toMillis();
  const { response } = await client.stream(source.request, stop);
  if (response.destroyed) return 'the stream has ended';
  const parse = source.parser(wake);
  return new Promise((resolve) => {
    const end = (because: string) => {
      clearTimeout(timer);
      resolve(because);
      response.destroy();
    };
    const timer = setTimeout(() => end(`not a sign of life for ${millis / 1000} s`), millis);
    response.on('data', (chunk: Buffer) => {
      timer.refresh();
      try {
        parse(chunk);
        on.alive();
      } catch (error) {
        end(error instanceof Error ? error.message : String(error));
      }
    });
    response.on('error', (error) => end(error.message));
    response.on('close', () => end('the stream has ended'));
    on.open();
  });
}
