import { Arrow } from './arrow';
import { demonstrate, type Report } from './demonstration';
import { parseOptions, USAGE } from './options';
import { Progress } from './progress';

/** `npm run demo`: shows the whole arrow and takes everything down again, whatever happens. */
async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const progress = new Progress(options.output === 'json');
  const stop = stopOnSignals(progress);
  const arrow = await progress.step('start emulated AWS, Mesos master and Marathon on loopback', () =>
    Arrow.start((line) => progress.terraform(line)),
  );
  const report = await shown(arrow, options.keep, { progress, stop });
  await cleanUp(arrow, progress);
  const seconds = { ...progress.seconds };
  if (options.output === 'json') process.stdout.write(`${JSON.stringify({ ...report, seconds }, null, 2)}\n`);
  else process.stdout.write(`${report.summary}\n`);
  return 0;
}

interface Watch {
  readonly progress: Progress;
  readonly stop: AbortSignal;
}

/** Where a step fails, everything is taken down first; what fails then does not hide the reason. */
async function shown(arrow: Arrow, keep: boolean, watch: Watch): Promise<Report> {
  try {
    const report = await demonstrate(arrow, watch.progress, watch.stop);
    if (keep) await keptUp(arrow, report, watch);
    return report;
  } catch (error) {
    await cleanUp(arrow, watch.progress).catch((later) => watch.progress.say(`clean-up failed: ${later}`));
    throw error;
  }
}

class Stopped extends Error {}

/** The first signal asks for the clean-up, the second ends us; our servers end with us in any case. */
function stopOnSignals(progress: Progress): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(130);
      progress.say(`\n${signal}: ending the step, then taking everything down; once more to end at once`);
      stop.abort(new Stopped(`stopped by ${signal}`));
    });
  }
  return stop.signal;
}

async function keptUp(arrow: Arrow, report: Report, { progress, stop }: Watch): Promise<void> {
  const { moto, lab, folder } = arrow;
  progress.say(`${report.summary}\n\nkept up until Ctrl-C; files in ${folder}`);
  progress.say(`  AWS       ${moto.url}\n  Mesos     ${lab.mesosUrl}\n  Marathon  ${lab.marathonUrl}`);
  await new Promise<void>((done) => {
    if (stop.aborted) done();
    // A listener alone does not keep the process alive; the lab's server does.
    stop.addEventListener('abort', () => done());
  });
}

/** Stops the servers even where Terraform fails to destroy. */
async function cleanUp(arrow: Arrow, progress: Progress): Promise<void> {
  try {
    await arrow.stopOperator();
    if (arrow.deployment.stands) await progress.step('cdktf destroy', () => arrow.deployment.destroy());
  } finally {
    await arrow.stop();
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = error instanceof Stopped ? 130 : 1;
  },
);
