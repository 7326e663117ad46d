import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { Duration } from '../domain/core/duration';
import { type Problem, ProblemError, shown } from '../domain/core/problem';
import type { MarathonApp } from '../domain/marathon/app';
import { systemClock } from '../io/clock';
import { marathonOverHttp } from '../io/marathon-http';
import { marathonLeader } from '../io/zookeeper-leader';
import { type ClusterOptions, clusterSettings } from './cluster-options';
import type { CliIo } from './io';
import { clusterMarathonCredentials } from './marathon-credentials';
import { variableOf } from './option-reader';
import { serverClient } from './server-client';

/**
 * A Marathon app: of a file in JSON or YAML, of the standard input (`-`), or, by its id, of Marathon itself.
 * @throws ProblemError where there is none
 */
export async function appFrom(source: string, options: ClusterOptions, io: CliIo): Promise<MarathonApp> {
  if (namesAnApp(source, options, io)) return appOfMarathon(source, options, io);
  const text = source === '-' ? await textOf(io.stdin) : fileText(source);
  const value = parsed(source, text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ProblemError([wrong(source, Array.isArray(value) ? 'a list' : shown(value))]);
  // GET /v2/apps/ID answers with the app in a field of its own.
  const { app } = value as { readonly app?: unknown };
  return (typeof app === 'object' && app !== null ? app : value) as MarathonApp;
}

/** An id begins like a path: it is one where there is no such file, and a Marathon to ask. */
function namesAnApp(source: string, options: ClusterOptions, { env }: CliIo): boolean {
  const asked = options.marathon ?? env[variableOf('marathon')];
  return source.startsWith('/') && asked !== undefined && !existsSync(source);
}

async function appOfMarathon(id: string, options: ClusterOptions, io: CliIo): Promise<MarathonApp> {
  const settings = clusterSettings(options, io.env, { required: ['marathon'] });
  const client = serverClient(settings.marathon, {
    leader: marathonLeader,
    credentials: clusterMarathonCredentials(settings),
    ca: settings.ca,
    timeout: Duration.seconds(10),
    clock: systemClock,
  });
  try {
    const app = await marathonOverHttp(client).app(id);
    if (app) return { ...app.definition, id, instances: app.instances };
    const wanted = 'an app of Marathon by its id, a file, or - for the standard input';
    throw new ProblemError([{ at: id, found: 'no such file and no such app', wanted }]);
  } finally {
    client.close();
  }
}

function fileText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ProblemError([
      { at: path, found: (error as Error).message, wanted: 'a file that can be read' },
    ]);
  }
}

async function textOf(input: CliIo['stdin']): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of input) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function parsed(source: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new ProblemError([wrong(source, firstLine(error))]);
  }
}

const firstLine = (error: unknown) => (error as Error).message.split('\n')[0] ?? '';

const wrong = (at: string, found: string): Problem => ({
  at,
  found,
  wanted: 'one Marathon app as JSON or YAML',
});
