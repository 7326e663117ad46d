import { z } from 'zod';
import type { Cosmos, PackageAnswer } from '../operator/ports';
import type { HttpClient } from './http';
import { answerText, type HttpAnswer } from './http-answer';
import { parseJson, shaped } from './shape';

/**
 * The API of DC/OS' package manager, through Admin Router: `/package/` and `/cosmos/service/` (dcos/cosmos, 2020;
 * everything is a POST, and says by its media types what it is).
 */
export function cosmosOverHttp(client: HttpClient): Cosmos {
  return {
    service: async (packageName, appId) => {
      const list = { path: '/package/list', of: 'package', what: 'list', json: { packageName, appId } };
      const answer = ok(await post(client, { ...list, safe: true, large: true }));
      const { packages } = shaped(LISTED, parseJson(answer.body, answer.url), answer.url);
      if (!packages.some((one) => one.appId === appId)) return undefined;
      return describe(client, appId);
    },
    install: ({ packageName, version, options }) =>
      change(client, {
        ...{ path: '/package/install', of: 'package', what: 'install', answers: 'v2' },
        json: { packageName, ...(version === undefined ? {} : { packageVersion: version }), options },
      }),
    update: ({ appId, version, options }) =>
      change(client, {
        ...{ path: '/cosmos/service/update', of: 'service', what: 'update' },
        json: {
          ...{ appId, options, replace: true },
          ...(version === undefined ? {} : { packageVersion: version }),
        },
      }),
    uninstall: (packageName, appId) =>
      change(client, {
        ...{ path: '/package/uninstall', of: 'package', what: 'uninstall', json: { packageName, appId } },
      }),
  };
}

interface Call {
  readonly path: string;
  readonly of: string;
  readonly what: string;
  readonly json: unknown;
  /** Version of the answer's media type. @default 'v1' */
  readonly answers?: string;
  readonly safe?: boolean;
  readonly large?: boolean;
}

/** As Cosmos writes them (MediaType.vndJson). */
export const mediaType = (of: string, kind: string, version = 'v1') =>
  `application/vnd.dcos.${of}.${kind}+json;charset=utf-8;version=${version}`;

function post(client: HttpClient, call: Call): Promise<HttpAnswer> {
  const { path, of, what, json, answers, safe = false, large = false } = call;
  return client.request({
    ...{ method: 'POST', path, json, safe, large },
    contentType: mediaType(of, `${what}-request`),
    accept: mediaType(of, `${what}-response`, answers),
  });
}

async function describe(client: HttpClient, appId: string) {
  const call = { path: '/cosmos/service/describe', of: 'service', what: 'describe', json: { appId } };
  const answer = await post(client, { ...call, safe: true });
  if (errorOf(answer)?.type === 'MarathonAppNotFound') return undefined;
  const found = shaped(DESCRIBED, parseJson(ok(answer).body, answer.url), answer.url);
  const { userProvidedOptions: options } = found;
  return { appId, name: found.package.name, version: found.package.version, ...(options ? { options } : {}) };
}

async function change(client: HttpClient, call: Call): Promise<PackageAnswer> {
  const answer = await post(client, call);
  const { status } = answer;
  if (status >= 200 && status < 300) return { is: 'accepted' };
  const { type = '', message = answerText(answer) } = errorOf(answer) ?? {};
  if (type === 'PackageAlreadyInstalled') return { is: 'exists', message };
  if (ABSENT.includes(type)) return { is: 'absent', message };
  if (/App is locked by one or more deployments/.test(message)) return { is: 'locked', message };
  // Without its own word it is a proxy's, or nobody knows.
  if (type !== '' && status >= 400 && status < 500) return { is: 'refused', type, status, message };
  throw new Error(`POST ${call.path}: Cosmos answered ${status}: ${message}`);
}

const ABSENT = ['MarathonAppNotFound', 'PackageNotInstalled', 'UninstallNonExistentAppForPackage'];

const ERROR = z.object({ type: z.string(), message: z.string() });

function errorOf(answer: HttpAnswer): { readonly type: string; readonly message: string } | undefined {
  if (answer.status < 400) return undefined;
  try {
    const { data } = ERROR.safeParse(JSON.parse(answer.body.toString('utf8')));
    // Its message may repeat what was sent; the text of an answer does not.
    return data && { type: data.type, message: answerText(answer) };
  } catch {
    return undefined;
  }
}

function ok(answer: HttpAnswer): HttpAnswer {
  if (answer.status === 200) return answer;
  throw new Error(`${answer.url}: Cosmos answered ${answer.status}: ${answerText(answer)}`);
}

const LISTED = z.object({ packages: z.array(z.object({ appId: z.string().min(1) })) });

const DESCRIBED = z.object({
  package: z.object({ name: z.string().min(1), version: z.string().min(1) }),
  userProvidedOptions: z.record(z.string(), z.unknown()).nullish(),
});
