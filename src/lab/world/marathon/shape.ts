import type { Detail } from './failure';

/** Says what is wrong with the shape of a JSON value at a path, in the words of Marathon's JSON reader. */
export type Shape = (value: unknown, path: string) => readonly Detail[];

const wrong = (path: string, error: string): readonly Detail[] => [{ path, errors: [error] }];
const INT_MAX = 2 ** 31 - 1;

export const anything: Shape = () => [];

export function text(pattern?: RegExp): Shape {
  return (value, path) => {
    if (typeof value !== 'string') return wrong(path, 'error.expected.jsstring');
    return pattern && !pattern.test(value) ? wrong(path, 'error.pattern') : [];
  };
}

export const truth: Shape = (value, path) =>
  typeof value === 'boolean' ? [] : wrong(path, 'error.expected.jsboolean');

export function number(min?: number, max?: number): Shape {
  return (value, path) => {
    if (typeof value !== 'number') return wrong(path, 'error.expected.jsnumber');
    if (min !== undefined && value < min) return wrong(path, 'error.min');
    return max !== undefined && value > max ? wrong(path, 'error.max') : [];
  };
}

/** 32 bits, as most of Marathon's numbers. */
export function integer(min?: number, max?: number): Shape {
  return (value, path) => {
    if (typeof value !== 'number') return wrong(path, 'error.expected.jsnumber');
    if (!Number.isInteger(value) || Math.abs(value) > INT_MAX) return wrong(path, 'error.expected.int');
    return number(min, max)(value, path);
  };
}

export function oneOf(...words: readonly string[]): Shape {
  return (value, path) => {
    if (typeof value !== 'string') return wrong(path, 'error.expected.jsstring');
    return words.includes(value) ? [] : wrong(path, 'error.unknown.enum.literal');
  };
}

export function list(item: Shape): Shape {
  return (value, path) =>
    Array.isArray(value)
      ? value.flatMap((one, i) => item(one, `${path}(${i})`))
      : wrong(path, 'error.expected.jsarray');
}

/** Unknown fields are ignored, as Marathon does; null counts as absent. */
export function object(fields: Readonly<Record<string, Shape>>, required: readonly string[] = []): Shape {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return wrong(path === '' ? '/' : path, 'error.expected.jsobject');
    }
    const given: Readonly<Record<string, unknown>> = Object.fromEntries(Object.entries(value));
    return [
      ...required
        .filter((name) => given[name] === undefined)
        .flatMap((name) => wrong(`${path}/${name}`, 'error.path.missing')),
      ...Object.entries(fields).flatMap(([name, shape]) => {
        const field = given[name];
        return field === undefined || field === null ? [] : shape(field, `${path}/${name}`);
      }),
    ];
  };
}

export function dictionary(item: Shape): Shape {
  return (value, path) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).flatMap(([name, one]) => item(one, `${path}/${name}`))
      : wrong(path, 'error.expected.jsobject');
}
