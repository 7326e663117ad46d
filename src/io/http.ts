import type { Duration } from '../domain/core/duration';
import { type Addresses, fixedAddresses } from './addresses';
import { answerText, type HttpAnswer, reason } from './http-answer';
import { type BodyLimits, defaultBodyLimits, readBody, TooLargeError } from './http-body';
import { type ExchangeProps, HttpExchange, type HttpRequest, isSafe, type OpenAnswer } from './http-exchange';

export interface HttpClientProps extends ExchangeProps {
  /** Paths are put behind it: `https://leader.example/service/marathon`; or how to find it. */
  readonly baseUrl: string | Addresses;
  /** No attempt takes longer, its body included. */
  readonly timeout: Duration;
  /** @default 256 MiB for what grows with the cluster, else 16 MiB */
  readonly limits?: BodyLimits;
}

/** Attempts of a request that changes nothing; with more addresses than that, each is tried once. */
const ATTEMPTS = 3;

/** That nobody answered in time. To ask the same one again would only take as long once more. */
class TimedOutError extends Error {}

/**
 * A small client for the APIs of Mesos and Marathon, which common ones do not serve well: a standby master
 * answers 307 with `Location: //leader:port/…` to POST as well, and credentials must not be lost on the way
 * (domain.md 4). What changes something is sent once and never again, whatever happens, and to the address that
 * answered well last; only 401, which comes before anything is done, is tried again with fresh credentials.
 */
export class HttpClient {
  private readonly exchange: HttpExchange;
  private readonly addresses: Addresses;
  private readonly limits: BodyLimits;

  constructor(private readonly props: HttpClientProps) {
    const { baseUrl, limits = defaultBodyLimits } = props;
    this.exchange = new HttpExchange(props);
    this.addresses = typeof baseUrl === 'string' ? fixedAddresses([baseUrl]) : baseUrl;
    this.limits = limits;
  }

  /** Ends every connection. */
  close(): void {
    this.exchange.close();
  }

  /** @throws Error where there is no answer in time; any status is an answer */
  async request(request: HttpRequest): Promise<HttpAnswer> {
    const addresses = this.addressesOf(request);
    return isSafe(request) ? this.read(addresses, request) : this.attempt(undefined, addresses, request);
  }

  /**
   * Opens what has no end, at the first address that answers well. Nothing limits its body; `signal` ends it.
   * @throws Error where nobody answers well in time
   */
  async stream(request: HttpRequest, signal: AbortSignal): Promise<OpenAnswer> {
    const addresses = this.addressesOf(request);
    const failures: string[] = [];
    for (const url of await addresses.list()) {
      try {
        return await this.openStream(url, addresses, request, signal);
      } catch (error) {
        failures.push(reason(error));
        if (signal.aborted) break;
      }
    }
    throw new Error(failures.join('; '));
  }

  private addressesOf({ path }: HttpRequest): Addresses {
    return /^https?:/.test(path) ? fixedAddresses(['']) : this.addresses;
  }

  private async read(addresses: Addresses, request: HttpRequest): Promise<HttpAnswer> {
    const tried = new Set<string>();
    const failures: string[] = [];
    let answer: HttpAnswer | undefined;
    let url = await firstOf(addresses);
    for (let attempt = 1; ; attempt++) {
      tried.add(url);
      let again = attempt < ATTEMPTS;
      try {
        answer = await this.attempt(url, addresses, request);
        if (answer.status < 502 || answer.status > 504) return answer;
        again &&= answer.status !== 503;
      } catch (error) {
        if (error instanceof TooLargeError) throw error;
        again &&= !(error instanceof TimedOutError);
        failures.push(reason(error));
      }
      const next = await nextOf(addresses, tried, again ? attempt : undefined, failures);
      if (next === undefined) {
        if (answer) return answer;
        throw new Error([...new Set(failures)].join('; '));
      }
      url = next;
    }
  }

  /**
   * @param at undefined: whoever is first. Finding that out counts as well: nothing is sent once the time is over
   * that a lease allows
   * @throws Error that says what was asked of whom, and what came of it
   */
  private async attempt(
    at: string | undefined,
    addresses: Addresses,
    request: HttpRequest,
  ): Promise<HttpAnswer> {
    const { timeout } = this.props;
    const signal = AbortSignal.timeout(timeout.toMillis());
    const url = at ?? (await firstOf(addresses));
    try {
      const opened = await this.exchange.open(url + request.path, request, signal, false);
      const limit = request.large ? this.limits.large : this.limits.usual;
      const body = await readBody(opened.response, limit);
      judge(addresses, url, opened);
      const { status, headers, redirected, sent } = opened;
      return { status, headers, body, url: opened.url, redirected, sent };
    } catch (error) {
      addresses.doubt(url);
      throw explained(`${request.method} ${url}${request.path}`, error, signal, timeout);
    }
  }

  private async openStream(
    url: string,
    addresses: Addresses,
    request: HttpRequest,
    signal: AbortSignal,
  ): Promise<OpenAnswer> {
    const { timeout } = this.props;
    const what = `${request.method} ${url}${request.path}`;
    const ending = new AbortController();
    const end = () => ending.abort();
    const timer = setTimeout(end, timeout.toMillis());
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
    try {
      const opened = await this.exchange.open(url + request.path, request, ending.signal, true);
      judge(addresses, url, opened);
      if (opened.status !== 200) {
        const body = await readBody(opened.response, this.limits.usual);
        throw new Error(`answered ${opened.status}: ${answerText({ ...opened, body })}`);
      }
      opened.response.once('close', () => signal.removeEventListener('abort', end));
      return opened;
    } catch (error) {
      signal.removeEventListener('abort', end);
      addresses.doubt(url);
      throw explained(what, error, ending.signal, timeout);
    } finally {
      clearTimeout(timer);
    }
  }
}

async function firstOf(addresses: Addresses): Promise<string> {
  return (await addresses.list())[0] ?? '';
}

/** Kept is who answers well; who sends us on to the leader may not know it for long. */
function judge(addresses: Addresses, url: string, { status, redirected }: OpenAnswer): void {
  if (status < 500) addresses.keep(url);
  if (status >= 502 || redirected) addresses.doubt(url);
}

/**
 * Where to ask next: at one that was not asked yet, else at the next in turn.
 * @param attempt how many there were; undefined where nobody may be asked twice
 */
async function nextOf(
  addresses: Addresses,
  tried: ReadonlySet<string>,
  attempt: number | undefined,
  failures: string[],
): Promise<string | undefined> {
  try {
    const urls = await addresses.list();
    const fresh = urls.find((url) => !tried.has(url));
    return fresh ?? (attempt === undefined ? undefined : urls[attempt % urls.length]);
  } catch (error) {
    // The leader is not known any more.
    failures.push(reason(error));
    return undefined;
  }
}

function explained(what: string, error: unknown, signal: AbortSignal, timeout: Duration): Error {
  if (error instanceof TooLargeError) {
    error.message = `${what}: ${error.message}`;
    return error;
  }
  if (signal.aborted) {
    return new TimedOutError(`${what}: no answer within ${timeout.toSeconds()} s`, { cause: error });
  }
  return new Error(`${what}: ${reason(error)}`, { cause: error });
}
