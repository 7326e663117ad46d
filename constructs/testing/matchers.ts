import { attempt } from '../../src/domain/core/problem';
import { type Reserved, reservationsOf, sameFigures } from './reservations';
import { type FoundManifest, manifestsOf } from './stack-texts';
import { SynthesizedStack } from './synthesized-stack';

/** What jest gives a matcher as `this`, as far as these need it. */
interface MatcherContext {
  equals(a: unknown, b: unknown, testers?: readonly unknown[]): boolean;
  readonly utils: {
    readonly subsetEquality: unknown;
    readonly iterableEquality: unknown;
    printExpected(value: unknown): string;
    printReceived(value: unknown): string;
  };
}

interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/** For `expect.extend(matchers)`. Each takes a {@link SynthesizedStack} or the text of cdktf's `Testing.synth`. */
export const matchers = {
  /** Some agents reserve this for the role; figures that are left out are not looked at. */
  toReserve(received: unknown, role: string, figures: Reserved = {}): MatcherResult {
    const found = reservationsOf(stackFrom(received));
    const ofRole = found.filter((one) => one.role === role);
    return {
      pass: ofRole.some((one) => sameFigures(one, figures)),
      message: () =>
        `found ${found.length === 0 ? 'no reservation' : JSON.stringify(found)}, ` +
        `wanted ${JSON.stringify({ role, ...figures })}`,
    };
  },

  /** The stack declares that shuffle service; `spec` is compared as `toMatchObject` does. */
  toRunShuffleService(
    this: MatcherContext,
    received: unknown,
    name: string,
    spec: object = {},
  ): MatcherResult {
    return manifestResult(this, received, { kind: 'ShuffleService', name, partial: { spec } });
  },

  /** The stack writes that manifest; `partial` is compared as `toMatchObject` does. */
  toHaveManifest(
    this: MatcherContext,
    received: unknown,
    ...[kind, name, partial = {}]: readonly [kind: string, name: string, partial?: object]
  ): MatcherResult {
    return manifestResult(this, received, { kind, name, partial });
  },
};

function manifestResult(
  context: MatcherContext,
  received: unknown,
  wanted: { readonly kind: string; readonly name: string; readonly partial: object },
): MatcherResult {
  const all = manifestsOf(stackFrom(received));
  const found = all.find((one) => one.kind === wanted.kind && one.metadata.name === wanted.name);
  const { subsetEquality, iterableEquality, printExpected, printReceived } = context.utils;
  const pass =
    found !== undefined && context.equals(found, wanted.partial, [iterableEquality, subsetEquality]);
  return {
    pass,
    message: () =>
      found === undefined
        ? `found ${namesOf(all)}, wanted ${wanted.kind} ${wanted.name}`
        : `found ${printReceived(found)}, ${pass ? 'wanted none with' : 'wanted'} ${printExpected(wanted.partial)}`,
  };
}

function namesOf(manifests: readonly FoundManifest[]): string {
  const names = manifests.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  return names.length === 0 ? 'no manifest' : names.join(', ');
}

function stackFrom(received: unknown): SynthesizedStack {
  if (received instanceof SynthesizedStack) return received;
  const parsed = attempt(() => new SynthesizedStack(JSON.parse(String(received))));
  if ('value' in parsed) return parsed.value;
  throw new Error(`found ${typeof received}, wanted a synthesized stack`);
}
