import { type Problem, shown } from '../core/problem';

/** The one user that runs shuffle service and executors and owns the directory that they share. */
export interface SparkUser {
  readonly name: string;
  /** The same on every agent and in every image, for owners on disk are numbers. */
  readonly uid: number;
}

/** Above the system's own users and below people's on Amazon Linux, RHEL and Ubuntu alike nothing is fixed. */
export const DEFAULT_SPARK_USER: SparkUser = { name: 'spark', uid: 7337 };

export function sparkUserProblems(user: SparkUser): readonly Problem[] {
  const problems: Problem[] = [];
  if (!/^[a-z_][a-z0-9_-]{0,31}$/.test(user.name)) {
    problems.push({
      at: 'sparkUser.name',
      found: shown(user.name),
      wanted: 'a user name: lower-case letters, digits, "_" and "-", at most 32',
    });
  }
  if (!Number.isInteger(user.uid) || user.uid < 0 || user.uid > 65_534) {
    problems.push({
      at: 'sparkUser.uid',
      found: shown(user.uid),
      wanted: 'a whole number from 1 to 65534',
      fix: 'images know no higher ones',
    });
  } else if ((user.uid === 0) !== (user.name === 'root')) {
    problems.push({
      at: 'sparkUser',
      found: `${user.name} with uid ${user.uid}`,
      wanted: 'uid 0 for root and for nobody else',
    });
  }
  return problems;
}
