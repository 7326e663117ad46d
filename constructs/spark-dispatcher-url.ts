import type { Problem } from '../src/domain/core/problem';
import { urlProblems } from './cluster-checks';

/** A dispatcher to which applications of this program are submitted. */
export interface ISparkDispatcher {
  readonly name: string;
  /** Of its REST API; undefined where no address of it stays. */
  readonly url: string | undefined;
}

/** Several, separated by commas, as an application takes them. */
export function dispatcherUrlProblems(url: string | undefined): readonly Problem[] {
  return url === undefined ? [] : url.split(',').flatMap((one) => urlProblems('url', one));
}

/** The one agent that constraints of Marathon tie an app to, if they do. */
export function tiedHost(constraints: readonly (readonly string[])[] = []): string | undefined {
  return constraints.find(
    ([field = '', operator = '', host]) =>
      /^@?hostname$/.test(field) && /^(CLUSTER|IS)$/.test(operator) && host !== undefined && host !== '',
  )?.[2];
}
