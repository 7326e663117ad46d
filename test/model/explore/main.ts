// `npm run explore`: every scenario, as deep as five minutes allow. `npm run explore -- NAME FAULTS SECONDS` runs one.
import { PARTS } from '../operator/parts';
import { type Exploration, explore } from './explore';
import { explorationOf, SCENARIOS } from './scenarios';

/** Seconds for all scenarios together; what one does not need the others may have. */
const BUDGET = 300;

function line(name: string, found: Exploration): string {
  const { states, transitions, complete, depth, converged, seconds, layers } = found;
  const whole = complete < 0 ? 'not even without a fault' : `complete with up to ${complete} faults`;
  return (
    `${name}: ${states} states, ${transitions} transitions, ${whole} (by faults: ${layers.join(', ')}), ` +
    `paths of ${depth} steps, convergence from ${converged} states, ${seconds.toFixed(1)} s, ` +
    `${Math.round(process.memoryUsage().rss / 1e6)} MB`
  );
}

async function main([only, faults, seconds]: readonly string[]): Promise<number> {
  const names = Object.keys(SCENARIOS).filter((name) => only === undefined || name === only);
  let left = seconds === undefined ? BUDGET : Number(seconds);
  let states = 0;
  let failures = 0;
  for (const [i, name] of names.entries()) {
    const scenario = SCENARIOS[name];
    if (!scenario) continue;
    const props = await explorationOf(scenario, { parts: PARTS });
    const share = left / (names.length - i);
    const found = await explore({ ...props, faults: Number(faults ?? scenario.depth[1]), seconds: share });
    left -= found.seconds;
    states += found.states;
    process.stdout.write(`${line(name, found)}\n`);
    if (!found.finding) continue;
    failures++;
    process.stdout.write(`  ${found.finding.because}\n    ${found.finding.trace.join('\n    ')}\n`);
  }
  process.stdout.write(`${states} states, ${failures} findings\n`);
  return failures > 0 ? 1 : 0;
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
