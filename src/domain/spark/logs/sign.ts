/** Whose log it is: a driver's, an executor's, a shuffle service's. */
export type SparkProcess = 'driver' | 'executor' | 'service';

export const SPARK_PROCESSES: readonly SparkProcess[] = ['driver', 'executor', 'service'];

/** `good`: the shuffle works. `bad`: somebody has to do something. `info`: explains the others. */
export type Grade = 'good' | 'bad' | 'info';

/** One wording of a sign; Spark has changed some of them. */
export interface SignText {
  /** A part that each line with the sign has: looked for first, because that is quick. */
  readonly needle: string;
  /** What the line is then held against, without its head; its groups are the sign's values. */
  readonly pattern: RegExp;
  /** The versions that write it so: `2.2 to 2.4`. */
  readonly spark: string;
  /** Such a line as Spark writes it, without its head. */
  readonly sample: string;
}

/** Something that a log says of the shuffle service or of dynamic allocation. */
export interface Sign {
  /** Kebab case; never changes. */
  readonly id: string;
  readonly process: SparkProcess | 'any';
  readonly grade: Grade;
  /**
   * The classes that log it. Undefined where it stands in an exception: then it is looked for in lines without a
   * head and in warnings and errors of every class.
   */
  readonly loggers?: readonly string[];
  readonly texts: readonly [SignText, ...SignText[]];
  /** A sentence or two. */
  readonly means: string;
  /** What to do. Every bad sign has one. */
  readonly remedy?: string;
  /** Where Spark writes it. */
  readonly source: string;
  /** Of a good one: the log of its process should have it. */
  readonly expected?: boolean;
  /** Expected only where one of these classes has logged. @default - every log of its process */
  readonly expectedWith?: readonly string[];
  /** What it means where the janitor is to remove what applications leave: there it is bad. @default - no other thing */
  readonly underJanitor?: { readonly means: string; readonly remedy: string };
  /** The value whose numbers are added up. */
  readonly sum?: string;
}
