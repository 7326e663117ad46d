import type { JsonObject } from '../marathon/app';

/** A refusal as Metronome answers it (dcos/metronome de4174d, api/…/ErrorDetail.scala, RestController.scala). */
export class Refusal extends Error {
  constructor(
    readonly status: 400 | 404 | 409 | 415 | 422,
    readonly body: JsonObject,
  ) {
    super(String(body['message']));
    this.name = 'Refusal';
  }
}

export const unknownJob = (id: string) => new Refusal(404, { id, message: 'Job not found' });
export const unknownSchedule = (id: string) => new Refusal(404, { id, message: 'Schedule not found' });
export const unknownRun = (jobSpec: string, id: string) =>
  new Refusal(404, { jobSpec, id, message: 'Job Run not found' });
export const conflict = (message: string) => new Refusal(409, { message });

export interface Detail {
  readonly path: string;
  readonly errors: readonly string[];
}

export const notValid = (details: readonly Detail[]) =>
  new Refusal(422, {
    message: 'Object is not valid',
    details: details.map(({ path, errors }) => ({ path, errors: [...errors] })),
  });
