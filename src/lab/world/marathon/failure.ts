import type { Json } from './app';

/** One line of the `details` of a 422. */
export interface Detail {
  readonly path: string;
  readonly errors: readonly string[];
}

/** A refusal as Marathon's REST API answers it. */
export class Failure extends Error {
  constructor(
    readonly status: 400 | 403 | 404 | 405 | 409 | 422 | 500 | 502,
    message: string,
    /** More keys of the body, such as `details` and `deployments`. */
    readonly more: Readonly<Record<string, Json>> = {},
  ) {
    super(message);
    this.name = 'Failure';
  }
}

/** The JSON has the wrong shape: type, pattern or range. */
export function wrongShape(details: readonly Detail[]): Failure {
  return new Failure(422, 'Invalid JSON', { details: asJson(details) });
}

/** The shape is right and the meaning is not. */
export function notValid(details: readonly Detail[]): Failure {
  return new Failure(422, 'Object is not valid', { details: asJson(details) });
}

export function absentApp(id: string): Failure {
  return new Failure(404, `App '${id}' does not exist`, { details: [] });
}

export function locked(deployments: readonly string[]): Failure {
  return new Failure(
    409,
    "App is locked by one or more deployments. Override with the option '?force=true'. " +
      "View details at '/v2/deployments/<DEPLOYMENT_ID>'.",
    { deployments: deployments.map((id) => ({ id })) },
  );
}

function asJson(details: readonly Detail[]): Json {
  return details.map(({ path, errors }) => ({ path, errors: [...errors] }));
}
