import type { Dispatcher, DriverStatus } from '../world/dispatcher/dispatcher';
import type { JsonObject } from '../world/marathon/app';
import { htmlError } from './html-error';
import { findRoute, type LabRequest, type LabResponse, type Route, toResponse } from './route';

const PROTOCOL = 'v1';
/** RestSubmissionServer.SC_UNKNOWN_PROTOCOL_VERSION. */
const UNKNOWN_VERSION = 468;

const INVALID =
  'org.apache.spark.deploy.rest.SubmitRestProtocolException: Validation of message CreateSubmissionRequest failed!';

type Fields = Readonly<Record<string, unknown>>;

/** A request that the dispatcher does not understand. */
class Malformed extends Error {}

/** The dispatcher's REST API over a world (RestSubmissionServer.scala and MesosRestServer.scala of apache/spark). */
export class DispatcherHttp {
  private readonly routes: readonly Route[];

  constructor(private readonly dispatcher: Dispatcher) {
    this.routes = [
      {
        method: 'POST',
        path: /^\/v1\/submissions\/create(?:\/.*)?$/,
        handle: ({ body }) => this.create(body),
      },
      {
        method: 'POST',
        path: /^\/v1\/submissions\/kill(?:\/([^/]*).*)?$/,
        handle: ({ params: [id = ''] }) => (id === '' ? this.missing('kill') : this.kill(id)),
      },
      {
        method: 'GET',
        path: /^\/v1\/submissions\/status(?:\/([^/]*).*)?$/,
        handle: ({ params: [id = ''] }) => (id === '' ? this.missing('status') : this.status(id)),
      },
    ];
  }

  answer(request: LabRequest): Response {
    const found = findRoute(this.routes, request.method, request.path);
    if (found.is === 'otherMethods') {
      const reason = `HTTP method ${request.method} is not supported by this URL`;
      return toResponse(htmlError(405, reason, request.path));
    }
    if (found.is === 'nothing') return toResponse(this.strange(request.path));
    return toResponse(found.route.handle({ ...request, params: found.params }));
  }

  private create(body: string): LabResponse {
    const { dispatcher } = this;
    try {
      const request = readRequest(body);
      const response = { action: 'CreateSubmissionResponse' };
      const refused = dispatcher.ready
        ? dispatcher.isFull
          ? 'Already reached maximum submission size'
          : undefined
        : 'Scheduler is not ready to take requests';
      if (refused !== undefined) return this.said({ ...response, message: refused, success: false });
      const submissionId = dispatcher.submit(String(request['mainClass']), propertiesOf(request));
      const unknown = Object.keys(request).filter((field) => !KNOWN.includes(field));
      return this.said({
        ...response,
        submissionId,
        success: true,
        ...(unknown.length > 0 ? { unknownFields: unknown } : {}),
      });
    } catch (error) {
      if (error instanceof Malformed) return this.failed(400, `Malformed request: ${error.message}`);
      if (error instanceof RangeError) return this.failed(400, `Malformed request: ${INVALID}`);
      throw error;
    }
  }

  private kill(submissionId: string): LabResponse {
    if (!this.dispatcher.ready) return this.notReady('KillSubmissionResponse');
    return this.said({
      action: 'KillSubmissionResponse',
      submissionId,
      ...this.dispatcher.kill(submissionId),
    });
  }

  private status(submissionId: string): LabResponse {
    if (!this.dispatcher.ready) return this.notReady('SubmissionStatusResponse');
    const found = this.dispatcher.status(submissionId);
    return this.said({
      action: 'SubmissionStatusResponse',
      driverState: found.state,
      ...messageOf(found),
      submissionId,
      success: found.state !== 'NOT_FOUND',
    });
  }

  /** It forgets to say the submission's id, and its own answer does not pass its own check then. */
  private notReady(message: string): LabResponse {
    const thrown = `org.apache.spark.deploy.rest.SubmitRestProtocolException: Validation of message ${message} failed!`;
    return this.failed(500, `Internal server error: ${thrown}`);
  }

  private missing(action: string): LabResponse {
    return this.failed(400, `Submission ID is missing in ${action} request.`);
  }

  private strange(path: string): LabResponse {
    const [version, prefix] = path.split('/').filter((part) => part !== '');
    const more = ` Please submit requests through http://[host]:[port]/${PROTOCOL}/submissions/...`;
    if (version === undefined) return this.failed(400, `Missing protocol version.${more}`);
    if (version !== PROTOCOL) {
      const message = `Unknown protocol version '${version}'.${more}`;
      return this.failed(UNKNOWN_VERSION, message, { highestProtocolVersion: PROTOCOL });
    }
    const what =
      prefix === undefined
        ? 'Missing the /submissions prefix.'
        : 'Missing an action: please specify one of /create, /kill, or /status.';
    return this.failed(400, `${what}${more}`);
  }

  private failed(status: number, message: string, more: JsonObject = {}): LabResponse {
    return { ...this.said({ action: 'ErrorResponse', ...more, message }), status };
  }

  private said(body: JsonObject): LabResponse {
    const whole: JsonObject = { ...body, serverSparkVersion: this.dispatcher.config.sparkVersion };
    const headers = { 'Content-Type': 'application/json;charset=utf-8' };
    return { status: 200, headers, body: Object.fromEntries(Object.entries(whole).sort()) };
  }
}

const KNOWN = [
  ...['action', 'message', 'clientSparkVersion', 'appResource', 'mainClass', 'appArgs'],
  ...['environmentVariables', 'sparkProperties'],
];

/** @throws Malformed */
function readRequest(body: string): Fields {
  let request: Fields;
  try {
    request = JSON.parse(body) as Fields;
  } catch (error) {
    throw new Malformed(`com.fasterxml.jackson.core.io.JsonEOFException: ${(error as Error).message}`);
  }
  const action = request['action'];
  if (action !== 'CreateSubmissionRequest') {
    throw new Malformed(
      'org.apache.spark.deploy.rest.SubmitRestMissingFieldException: Action field not found in JSON',
    );
  }
  for (const field of ['clientSparkVersion', 'appResource', 'appArgs', 'environmentVariables']) {
    if (request[field] === undefined || propertiesOf(request)['spark.app.name'] === undefined) {
      throw new Malformed(INVALID);
    }
  }
  if (request['mainClass'] === undefined) {
    throw new Malformed(
      "org.apache.spark.deploy.rest.SubmitRestMissingFieldException: Main class 'mainClass' is missing.",
    );
  }
  return request;
}

const propertiesOf = (request: Fields) =>
  (request['sparkProperties'] ?? {}) as Readonly<Record<string, string>>;

/** A TaskStatus as protobuf prints it. */
function messageOf({ status }: DriverStatus): JsonObject {
  if (!status) return {};
  const text = status.message === '' ? '' : `message: ${JSON.stringify(status.message)}\n`;
  return {
    message:
      `task_id {\n  value: "${status.taskId}"\n}\nstate: ${status.state}\n${text}` +
      `slave_id {\n  value: "${status.agentId}"\n}\ntimestamp: ${status.at / 1000}\n`,
  };
}
