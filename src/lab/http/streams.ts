import { breakable, ConnectionCut } from './connection';

/** The sending end of an answer without end. */
export interface Outlet {
  send(text: string): void;
  /** Ends it as a server does that has no more to say. */
  end(): void;
}

interface Open {
  readonly end: () => void;
  readonly cut: () => void;
}

/** The streams that a server has open, so that they can end with it. */
export class OpenStreams {
  private readonly open = new Set<Open>();

  get count(): number {
    return this.open.size;
  }

  /** `begin` sends what comes first and returns what is done when the stream has ended, whoever ended it. */
  start(headers: Readonly<Record<string, string>>, begin: (outlet: Outlet) => () => void): Response {
    const encoder = new TextEncoder();
    let finish: () => void = () => undefined;
    let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
    const stream = new ReadableStream<Uint8Array>({
      start: (given) => {
        controller = given;
      },
      cancel: () => finish(),
    });
    const response = new Response(stream, { status: 200, headers: { ...headers } });
    const broken = breakable(response, () => controller?.error(new ConnectionCut('ECONNRESET')));
    let ended = false;
    let stop: () => void = () => undefined;
    const entry: Open = {
      end: () => {
        if (!ended) controller?.close();
        finish();
      },
      cut: () => {
        if (!ended) broken.run();
        finish();
      },
    };
    finish = () => {
      if (ended) return;
      ended = true;
      this.open.delete(entry);
      stop();
    };
    this.open.add(entry);
    stop = begin({
      send: (text) => {
        if (!ended) controller?.enqueue(encoder.encode(text));
      },
      end: entry.end,
    });
    // It may have ended while it began.
    if (ended) stop();
    return response;
  }

  /** The connections break, as when the process is gone. */
  cut(): void {
    for (const one of [...this.open]) one.cut();
  }

  /** The one that has been open for the longest ends. */
  endOldest(): void {
    const [oldest] = this.open;
    oldest?.end();
  }
}
