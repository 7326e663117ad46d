/** How Spark reads a value. A bare number of a duration or size is in `unit`. */
export type ConfType =
  | { readonly is: 'bool' | 'int' | 'double' | 'string' | 'list' }
  | { readonly is: 'enum'; readonly of: readonly string[] }
  | { readonly is: 'duration'; readonly unit: 'ns' | 'ms' | 's' | 'min' }
  | { readonly is: 'size'; readonly unit: 'b' | 'k' | 'm' };

/** Which process a setting takes effect in; `standalone` is Spark's own cluster manager, which nobody runs here. */
export type ConfReader = 'driver' | 'executor' | 'service' | 'dispatcher' | 'history' | 'standalone';

export interface ConfEntry {
  readonly key: string;
  readonly type: ConfType;
  /** As Spark would read it, the name of the setting whose value it takes, or a sentence. Undefined where there is none. */
  readonly default?: string;
  /** Where it was changed: the first version of each. */
  readonly defaultBy?: readonly (readonly [since: string, value: string])[];
  /** Empty where nobody reads it any more. */
  readonly readBy: readonly ConfReader[];
  /** The first version that knows it, where that is later than 2.0. */
  readonly since?: string;
  /** The first version that no longer knows it. */
  readonly until?: string;
  /** From this version on it is still read, but under another name, and Spark warns. */
  readonly deprecated?: { readonly since: string; readonly use: string };
  /** From this version on it does nothing. */
  readonly noOp?: { readonly since: string; readonly use: string };
  /** True where Spark's documentation leaves it out on purpose. */
  readonly internal?: boolean;
  /** True where the name is put together at run time, so that it is in no class file as a whole. */
  readonly composed?: boolean;
}
