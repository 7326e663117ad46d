/** What is wrong in one place of an app, by the path to it. */
export interface AppFinding {
  readonly path: readonly (string | number)[];
  readonly wanted: string;
}
