import { Duration } from '../core/duration';
import { attempt, type Problem, shown } from '../core/problem';
import { unreachable } from '../core/unreachable';
import { findEntry } from './conf-catalogue';
import type { ConfEntry, ConfType } from './conf-entry';

/** As `JavaUtils.timeStringAs` and `byteStringAs` read them: whole numbers, the unit in any case. */
const DURATION = /^-?\d+(us|ms|s|m|min|h|d)?$/i;
const SIZE = /^-?\d+(b|kb?|mb?|gb?|tb?|pb?)?$/i;

/** What is wrong with a value by the type of its setting. `${…}` is substituted by Spark and not judged. */
export function valueProblems(at: string, { key, type }: ConfEntry, value: string): readonly Problem[] {
  const trimmed = value.trim();
  if (trimmed.includes('${') || fits(type, trimmed)) return [];
  return [{ at, found: shown(value), wanted: `${wantedOf(type)} for ${key}` }];
}

/**
 * How long a value is, as Spark reads it: a bare number is in the setting's own unit, `15` of
 * `spark.dynamicAllocation.executorIdleTimeout` 15 seconds.
 * @returns undefined where Spark substitutes the value, or where it is no length of time
 */
export function durationOf(key: string, value: string | undefined): Duration | undefined {
  const text = value?.trim() ?? '';
  const type = findEntry(key)?.type;
  const unit = type?.is === 'duration' ? type.unit : 's';
  const read = attempt(() => Duration.parse(/^\d+$/.test(text) ? `${text}${unit}` : text));
  return 'value' in read ? read.value : undefined;
}

/** True as Spark reads it; `${…}` is not. */
export function isTrue(value: string | undefined): boolean {
  return value?.trim().toLowerCase() === 'true';
}

function fits(type: ConfType, value: string): boolean {
  switch (type.is) {
    case 'bool':
      return /^(true|false)$/i.test(value);
    case 'int':
      return /^-?\d{1,19}$/.test(value);
    case 'double':
      return /^-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(value);
    case 'duration':
      return DURATION.test(value);
    case 'size':
      return SIZE.test(value);
    case 'enum':
      return type.of.some((word) => word.toLowerCase() === value.toLowerCase());
    case 'string':
      return true;
    case 'list':
      return value.split(',').every((item) => item.trim() !== '');
    default:
      return unreachable(type);
  }
}

function wantedOf(type: ConfType): string {
  switch (type.is) {
    case 'bool':
      return 'true or false';
    case 'int':
      return 'a whole number';
    case 'double':
      return 'a number';
    case 'duration':
      return 'a whole number with us, ms, s, m, min, h or d';
    case 'size':
      return 'a whole number with b, k, m, g, t or p';
    case 'enum':
      return `one of ${type.of.join(', ')}`;
    case 'string':
      return 'a text';
    case 'list':
      return 'a comma-separated list without empty items';
    default:
      return unreachable(type);
  }
}
