/** Gives requests their `Authorization`. Values are never logged. */
export interface Authorizer {
  /** Undefined: the request goes without. */
  header(): Promise<string | undefined>;
  /** After a 401: gets fresh credentials. False where there is nothing fresher to get. */
  refresh(): Promise<boolean>;
}
