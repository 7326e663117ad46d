import { type Problem, shown } from '../core/problem';

/** What names the directories of shuffle files; the variables override `spark.local.dir` where they are set. */
const LOCAL_DIRECTORIES: readonly string[] = [
  'spark.local.dir',
  'spark.executorEnv.SPARK_EXECUTOR_DIRS',
  'spark.executorEnv.SPARK_LOCAL_DIRS',
  'spark.mesos.driverEnv.SPARK_LOCAL_DIRS',
];

/** Directories, separated by commas, that the shuffle service does not see. A folder in the shared one is fine. */
export function directoryProblems(at: string, value: string, shared: string): readonly Problem[] {
  const inside = value
    .split(',')
    .map((dir) => dir.trim())
    .every((dir) => (dir === shared || dir.startsWith(`${shared}/`)) && !/(^|\/)\.\.?(\/|$)/.test(dir));
  if (inside) return [];
  return [
    {
      at,
      found: shown(value),
      wanted: `${shared} or folders in it`,
      fix: 'the shuffle service sees no other directory of the host',
    },
  ];
}

/** Of one property, if it names such directories at all. */
export function localDirectoryProblems(
  at: string,
  key: string,
  value: string,
  shared: string,
): readonly Problem[] {
  if (LOCAL_DIRECTORIES.includes(key)) return directoryProblems(at, value, shared);
  if (key !== 'spark.mesos.executor.docker.parameters') return [];
  return value.split(',').flatMap((parameter) => {
    const found = /^(?:env|e)=SPARK_(?:LOCAL|EXECUTOR)_DIRS=(.*)$/.exec(parameter.trim());
    return found ? directoryProblems(at, found[1] ?? '', shared) : [];
  });
}
