import { sortedEntries } from '../render/unwritable';
import {
  holds,
  type InterpreterProperties,
  type InterpreterProperty,
  isMasked,
  isSecret,
  type PropertyForm,
} from './interpreter-property';

/** What an interpreter's properties have to be changed by; all names sorted. */
export interface PropertyChange {
  readonly set: Readonly<Record<string, string>>;
  readonly unset: readonly string[];
}

export interface WantedProperties {
  readonly wanted: Readonly<Record<string, string>>;
  /** Names that were ours before: what is wanted no longer goes. */
  readonly ours: readonly string[];
}

/** Ours become as they are wanted; all others, and whatever holds a secret, stay. */
export function propertyChange(
  found: InterpreterProperties,
  { wanted, ours }: WantedProperties,
): PropertyChange {
  const set = sortedEntries(wanted).filter(([name, text]) => {
    const there = own(found, name);
    return there === undefined || !(isSecret(there) || holds(there, text));
  });
  const unset = [...ours].sort().filter((name) => {
    const there = own(found, name);
    return own(wanted, name) === undefined && there !== undefined && !isSecret(there);
  });
  return { set: Object.fromEntries(set), unset };
}

export function isEmpty({ set, unset }: PropertyChange): boolean {
  return unset.length === 0 && Object.keys(set).length === 0;
}

/** Names that the change touches, sorted. */
export function changedNames({ set, unset }: PropertyChange): readonly string[] {
  return [...Object.keys(set), ...unset].sort();
}

/** Wanted names that hold a secret there, and are left alone. */
export function secretNames(
  found: InterpreterProperties,
  wanted: Readonly<Record<string, string>>,
): readonly string[] {
  return Object.keys(wanted)
    .sort()
    .filter((name) => {
      const there = own(found, name);
      return there !== undefined && isSecret(there);
    });
}

/** Names whose values were not told: the whole map cannot be written without losing them. */
export function maskedNames(found: InterpreterProperties): readonly string[] {
  return sortedEntries(found)
    .filter(([, property]) => isMasked(property))
    .map(([name]) => name);
}

/** The whole map, as this Zeppelin wants it written: it replaces what is there. */
export function changedProperties(
  found: InterpreterProperties,
  { set, unset }: PropertyChange,
  form: PropertyForm,
): Readonly<Record<string, unknown>> {
  const kept = sortedEntries(found)
    .filter(([name]) => !unset.includes(name))
    .map(([name, { raw }]) => [name, raw] as const);
  const written = sortedEntries(set).map(
    ([name, text]) => [name, form === 'plain' ? text : typed(name, text, own(found, name))] as const,
  );
  return Object.fromEntries([...kept, ...written]);
}

/** What came with it, such as its description, stays; a checkbox is shown as what it is only for true and false. */
function typed(name: string, text: string, there: InterpreterProperty | undefined): object {
  const value = typeof there?.value === 'boolean' && /^(true|false)$/.test(text) ? text === 'true' : text;
  const before = typeof there?.raw === 'object' ? there.raw : { type: 'string' };
  return { ...before, name, value };
}

function own<T>(map: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}
