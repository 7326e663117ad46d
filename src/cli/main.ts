#!/usr/bin/env node
import { EXIT } from './io';
import { run } from './run';

const { stdout, stderr, stdin, env } = process;
// Whoever reads may stop early, as `head` does: then there is nobody left to work for, and nothing to say.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.failed);
  throw error;
});
// The exit code is set and the process left to end by itself, so that what is still in a pipe is written.
void run(process.argv.slice(2), { stdout, stderr, stdin, env }).then((code) => {
  process.exitCode = code;
});
