import { type Problem, shown } from '../core/problem';

/** What drivers and executors find beside Spark itself. */
export interface Libraries {
  /** `spark.jars`, URIs or paths on the driver: the driver hands them to its executors. @default - none */
  readonly jars?: readonly string[];
  /** On every machine: put before the class path of both. @default - none */
  readonly classPath?: readonly string[];
  /** On every machine: put before the library path of both, for native libraries. @default - none */
  readonly libraryPath?: readonly string[];
}

export function libraryProperties(libraries: Libraries | undefined): Readonly<Record<string, string>> {
  const both = (name: string, items: readonly string[] | undefined) =>
    items === undefined || items.length === 0
      ? {}
      : { [`spark.driver.${name}`]: items.join(':'), [`spark.executor.${name}`]: items.join(':') };
  const { jars = [], classPath, libraryPath } = libraries ?? {};
  return {
    ...(jars.length === 0 ? {} : { 'spark.jars': jars.join(',') }),
    ...both('extraClassPath', classPath),
    ...both('extraLibraryPath', libraryPath),
  };
}

export function libraryProblems(libraries: Libraries | undefined): readonly Problem[] {
  const { jars = [], classPath = [], libraryPath = [] } = libraries ?? {};
  return [
    ...itemProblems('libraries.jars', jars, ','),
    ...itemProblems('libraries.classPath', classPath, ':'),
    ...itemProblems('libraries.libraryPath', libraryPath, ':'),
  ];
}

function itemProblems(at: string, items: readonly string[], separator: string): readonly Problem[] {
  return items.flatMap((item, i) =>
    item.trim() === item && item !== '' && !item.includes(separator)
      ? []
      : [{ at: `${at}[${i}]`, found: shown(item), wanted: `a path without "${separator}" and outer spaces` }],
  );
}
