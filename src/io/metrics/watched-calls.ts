/** What a server made of one call. */
export interface CallEnd {
  readonly method: string;
  /** It answered, whatever it said. */
  readonly answered: boolean;
  /** What the answer is, where it says so, such as `accepted` or `locked`. */
  readonly is?: string;
}

/**
 * The same port, but somebody hears of each call that ends. Calls that throw, and answers that nothing is known,
 * count as not answered.
 */
export function watchedCalls<T extends object>(port: T, heard: (end: CallEnd) => void): T {
  return new Proxy(port, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== 'function' || typeof name !== 'string') return value;
      return (...args: readonly unknown[]) => watched(() => value.apply(target, args), name, heard);
    },
  });
}

function watched(call: () => unknown, method: string, heard: (end: CallEnd) => void): unknown {
  const result = call();
  if (!(result instanceof Promise)) return result;
  return result.then(
    (answer: unknown) => {
      const is = verdictOf(answer);
      heard({ method, answered: is !== 'unknown', ...(is === undefined ? {} : { is }) });
      return answer;
    },
    (error: unknown) => {
      heard({ method, answered: false });
      throw error;
    },
  );
}

function verdictOf(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('is' in answer)) return undefined;
  return typeof answer.is === 'string' ? answer.is : undefined;
}
