import type { LabClient } from './lab-client';
import type { RecordedRequest } from './recording';

type Fields = Readonly<Record<string, unknown>>;

/** An event of a stream, with the virtual second at which it came. */
export interface StreamEvent {
  readonly at: number;
  readonly event: Fields & { readonly type: string };
}

/** One open answer of the master, read record by record. */
export class OpenStream {
  readonly events: StreamEvent[] = [];
  /** How it ended; undefined while it is open. */
  ended: 'closed' | 'broken' | undefined;
  private readonly reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  private text = '';
  private pending: Promise<void> | undefined;

  private constructor(
    readonly response: Response,
    private readonly client: LabClient,
  ) {
    this.reader = response.body?.getReader();
  }

  static async open(client: LabClient, { method, path, body, headers = {} }: RecordedRequest) {
    const response = await client.lab.mesos.fetch(
      new Request(`http://127.0.0.1${path}`, {
        method,
        body: new TextEncoder().encode(JSON.stringify(body)),
        headers: { ...headers },
      }),
    );
    const stream = new OpenStream(response, client);
    await stream.read();
    return stream;
  }

  get streamId(): string {
    return this.response.headers.get('mesos-stream-id') ?? '';
  }

  /** The framework that a scheduler's stream is of. */
  get frameworkId(): string {
    const subscribed = this.events[0]?.event['subscribed'] as Fields | undefined;
    return (subscribed?.['framework_id'] as { readonly value: string } | undefined)?.value ?? '';
  }

  /** Takes what has come so far. */
  async read(): Promise<void> {
    for (let more = true; more && this.ended === undefined; ) {
      const length = this.text.length;
      this.pending ??= this.take();
      const arrived = await Promise.race([
        this.pending.then(() => true),
        new Promise<boolean>((done) => setImmediate(() => done(false))),
      ]);
      more = arrived && (this.text.length !== length || this.ended !== undefined);
    }
    this.decode();
  }

  async close(): Promise<void> {
    await this.reader?.cancel();
    this.ended = 'closed';
  }

  private async take(): Promise<void> {
    try {
      const next = await this.reader?.read();
      if (next?.value) this.text += new TextDecoder().decode(next.value);
      if (next?.done !== false) this.ended = 'closed';
    } catch {
      this.ended = 'broken';
    }
    this.pending = undefined;
  }

  /** The records of the recordings are ASCII, so a length in bytes is one in characters. */
  private decode(): void {
    for (;;) {
      const [, digits] = /^(\d+)\n/.exec(this.text) ?? [];
      if (digits === undefined) return;
      const begin = digits.length + 1;
      const end = begin + Number(digits);
      if (this.text.length < end) return;
      this.events.push({
        at: this.client.seconds,
        event: JSON.parse(this.text.slice(begin, end)) as StreamEvent['event'],
      });
      this.text = this.text.slice(end);
    }
  }
}
