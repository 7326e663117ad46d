import { existsSync } from 'node:fs';
import { type Problem, problemText, rejectIf } from '../../domain/core/problem';
import { canonicalJson } from '../../domain/render/json';
import { ownPropertyProblems } from '../../domain/spark/own-properties';
import { type SubmitCommand, submitCommand } from '../../domain/spark/submit/command';
import { dockerRun } from '../../domain/spark/submit/docker-run';
import { masterAt } from '../../domain/spark/submit/master-url';
import type { SubmitRequest } from '../../domain/spark/submit/request';
import { propertiesOfOptions } from '../../domain/spark/submit/request-problems';
import { shellLines } from '../../domain/spark/submit/shell-text';
import { wordText } from '../../domain/spark/submit/word';
import { runCommand } from '../../io/run-command';
import { findSparkHome, sparkVersionAt } from '../../io/spark-home';
import { type CliIo, EXIT } from '../io';
import { readPublished } from '../published';
import { leaderOf } from './leader';
import type { SubmitOptions } from './options';
import { Places } from './places';
import { preflight } from './preflight';
import { type SubmitSettings, submitSettings } from './settings';
import { upload, uploadUri } from './upload';

/** One command line, printed or run. */
export async function submit(words: readonly string[], options: SubmitOptions, io: CliIo): Promise<void> {
  const machine = { sparkHome: findSparkHome(io.env), versionAt: sparkVersionAt, exists: existsSync };
  const settings = submitSettings(words, options, io.env, machine);
  const given = await resolved(settings, await withDefaults(settings, io));
  // As it will be: what is wrong with the words is told before anything is written anywhere.
  const request = settings.upload === undefined ? given : withResource(given, settings.upload);
  const command = inContainer(settings, submitCommand(request), request);
  if (settings.upload !== undefined) await put(settings, given, io);
  const check = options.check ?? options.run ?? false;
  if (check) rejectIf(await preflight(preflightOf(settings, request, io)));
  if (options.run) await runIt(command, request, io);
  else print(command, options.output, io);
}

async function withDefaults(settings: SubmitSettings, io: CliIo): Promise<SubmitRequest> {
  const { request, published, timeout } = settings;
  if (!published) return request;
  const found = await readPublished(published, timeout, io.env);
  const { properties } = found;
  rejectIf(ownPropertyProblems(request.properties ?? {}, found, request.sparkVersion));
  const out = new Set(propertiesOfOptions(request));
  const defaults = Object.fromEntries(Object.entries(properties).filter(([key]) => !out.has(key)));
  return { ...request, properties: { ...defaults, ...request.properties } };
}

async function resolved(settings: SubmitSettings, request: SubmitRequest): Promise<SubmitRequest> {
  const { target } = request;
  if (!settings.resolveLeader || target.is !== 'client') return request;
  const leader = await leaderOf(target.master, settings.timeout);
  if ('because' in leader) {
    rejectIf([{ at: '--resolve-leader', found: leader.because, wanted: 'a leading master' }]);
    return request;
  }
  return { ...request, target: { ...target, master: masterAt(leader.url) } };
}

function withResource(request: SubmitRequest, target: string): SubmitRequest {
  const { program } = request;
  if (program.is !== 'application') {
    rejectIf([{ at: '--upload', found: 'a shell', wanted: 'an application with a file to upload' }]);
    return request;
  }
  return { ...request, program: { ...program, resource: uploadUri(wordText(program.resource), target) } };
}

async function put(settings: SubmitSettings, request: SubmitRequest, io: CliIo): Promise<void> {
  const { program } = request;
  if (settings.upload === undefined || program.is !== 'application') return;
  const props = preflightOf(settings, request, io);
  const places = await Places.of(props);
  const { uri, did } = await upload(wordText(program.resource), settings.upload, places, props);
  io.stderr.write(did === 'kept' ? `${uri} is there already, with the same bytes\n` : `uploaded ${uri}\n`);
}

function preflightOf(settings: SubmitSettings, request: SubmitRequest, io: CliIo) {
  const { timeout, docker } = settings;
  return { request, inContainer: docker !== undefined, timeout, env: io.env };
}

function inContainer(
  settings: SubmitSettings,
  command: SubmitCommand,
  request: SubmitRequest,
): SubmitCommand {
  const { docker } = settings;
  if (!docker) return command;
  return dockerRun(command, { ...docker, interactive: request.program.is === 'shell' });
}

function print(command: SubmitCommand, output: 'text' | 'json', io: CliIo): void {
  warn(command.warnings, io);
  if (output === 'text') {
    io.stdout.write(`${shellLines(command)}\n`);
    return;
  }
  const argv = command.argv.map(wordText);
  const { env, warnings } = command;
  io.stdout.write(`${canonicalJson({ argv, command: shellLines(command), env, warnings }, 2)}\n`);
}

function warn(warnings: readonly Problem[], io: CliIo): void {
  for (const warning of warnings) io.stderr.write(`Look at ${problemText(warning)}\n`);
}

async function runIt(command: SubmitCommand, request: SubmitRequest, io: CliIo): Promise<void> {
  warn(command.warnings, io);
  const code = await runCommand({
    argv: command.argv.map(wordText),
    env: { ...io.env, ...command.env },
    to: request.program.is === 'shell' ? 'terminal' : { out: io.stdout, error: io.stderr },
    ...(io.stop ? { stop: io.stop } : {}),
  });
  if (code !== 0) io.exit?.(EXIT.failed);
}
