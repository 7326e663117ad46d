import { type Problem, rejectIf, shown } from '../core/problem';

/** One segment of a path id (docs/docs/rest-api/public/api/v2/types/stringTypes.raml, Marathon 1.11.24). */
const SEGMENT = /^([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])(\.([a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9]))*$/;

/** Whether `text` may stand between two slashes of an app's or group's id. */
export function isPathSegment(text: string): boolean {
  return SEGMENT.test(text);
}

/** What is wrong with an absolute app id such as `/shuffle/spark-2-4`. */
export function appIdProblems(id: string): readonly Problem[] {
  const segments = id.split('/').slice(1);
  if (id.startsWith('/') && segments.length > 0 && segments.every(isPathSegment)) return [];
  return [
    {
      at: 'app id',
      found: shown(id),
      wanted:
        'a path such as "/shuffle/spark-2-4", each part of lower-case letters, digits, dots and inner dashes',
    },
  ];
}

/** @throws ProblemError on parts that Marathon would refuse */
export function appId(...segments: readonly string[]): string {
  const id = `/${segments.join('/')}`;
  rejectIf(appIdProblems(id));
  return id;
}
