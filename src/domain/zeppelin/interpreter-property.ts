/** A property of an interpreter as Zeppelin holds it. */
export interface InterpreterProperty {
  /** What stands in the place of the value: text, or whatever the form of its `type` makes of it. */
  readonly value: unknown;
  /** Since 0.8: `string`, `textarea`, `number`, `url`, `password`, `checkbox`. */
  readonly type?: string;
  /** Everything that came with it, to be sent back as it is: a text before 0.8, an object since. */
  readonly raw: unknown;
}

export type InterpreterProperties = Readonly<Record<string, InterpreterProperty>>;

/** How this Zeppelin writes a property: `plain` texts before 0.8, objects with name, value and type since. */
export type PropertyForm = 'plain' | 'typed';

/** Where only stars stand the value itself was not told: to write them back would put them in its place. */
export function isMasked({ value }: InterpreterProperty): boolean {
  return typeof value === 'string' && /^[*•]{3,}$/.test(value);
}

/** One that holds a secret, or may: neither set nor removed, nor shown. */
export function isSecret(property: InterpreterProperty): boolean {
  return property.type?.toLowerCase() === 'password' || isMasked(property);
}

/**
 * Whether the interpreter is given exactly this text. A number is not: Zeppelin reads 10 as 10.0 and hands Spark
 * "10.0" (seen on 0.10.0).
 */
export function holds({ value }: InterpreterProperty, text: string): boolean {
  return value === text || (typeof value === 'boolean' && `${value}` === text);
}
