/** How Spark reads a value. A bare number of a duration or size is in `unit`. */
export type ConfType =
  | { readonly is: 'bool' | 'int' | 'double' | 'string' | 'list' }
  | { readonly is: 'enum'; readonly of: readonly string[] }
  | { readonly is: 'duration'; readonly unit: 'ms' | 's' }
  | { readonly is: 'size'; readonly unit: 'b' | 'k' | 'm' };

/** Which process a setting takes effect in. */
export type ConfReader = 'driver' | 'executor' | 'service' | 'dispatcher';

export interface ConfEntry {
  readonly key: string;
  readonly type: ConfType;
  /** As Spark's documentation says it. Undefined where there is none. */
  readonly default?: string;
  readonly readBy: readonly ConfReader[];
  /** The first version that reads it, where that is later than 2.2. */
  readonly since?: string;
  /** The first version that no longer knows it. */
  readonly until?: string;
  /** From this version on it is still read, but under another name, and Spark warns. */
  readonly deprecated?: { readonly since: string; readonly use: string };
  /** From this version on it does nothing. */
  readonly noOp?: { readonly since: string; readonly use: string };
  /** True where the name is put together at run time, so that it is in no class file as a whole. */
  readonly composed?: boolean;
}
