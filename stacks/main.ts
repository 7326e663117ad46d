import { App } from 'cdktf';
import { ProblemError, problemText } from '../src/domain/core/problem';
import { readSettings, settingsPath } from './settings-file';
import { ShuffleStack } from './shuffle-stack';

/** The app of `cdktf.json`: one stack, `shuffle` unless the settings name it otherwise. */
function main(): void {
  const app = new App();
  const path = settingsPath({
    args: process.argv.slice(2),
    env: process.env,
    context: app.node.tryGetContext('settings'),
  });
  new ShuffleStack(app, readSettings(path));
  app.synth();
}

try {
  main();
} catch (error) {
  if (!(error instanceof ProblemError)) throw error;
  for (const problem of error.problems) console.error(`error: ${problemText(problem)}`);
  process.exitCode = 1;
}
