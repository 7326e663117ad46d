import { PARTS } from '../operator/parts';
import { type Exploration, explore, type Finding } from './explore';
import { MUTANTS } from './mutants';
import { explorationOf, SCENARIOS } from './scenarios';

/** Seconds for all scenarios together; what one does not need the others may have. */
const BUDGET = 300;

const say = (text: string) => process.stdout.write(`${text}\n`);

function line(name: string, found: Exploration): string {
  const { states, transitions, complete, depth, converged, seconds, layers } = found;
  const whole = complete < 0 ? 'not even without a fault' : `all with up to ${complete} faults`;
  return (
    `${name}: ${states} states (by faults: ${layers.join(', ')}), ${transitions} transitions, ${whole}; ` +
    `the longest way has ${depth} steps, convergence was shown from ${converged} states; ` +
    `${seconds.toFixed(1)} s, ${Math.round(process.memoryUsage().rss / 1e6)} MB`
  );
}

function tell({ because, trace }: Finding): void {
  say(`  ${because}\n    ${trace.join('\n    ')}`);
}

async function scenarios([only, faults, seconds]: readonly string[]): Promise<number> {
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
    say(line(name, found));
    if (!found.finding) continue;
    failures++;
    tell(found.finding);
  }
  say(`${states} states, ${failures} findings`);
  return failures > 0 || names.length === 0 ? 1 : 0;
}

/** Each mutant with the way on which it is caught. */
async function mutants(): Promise<number> {
  let escaped = 0;
  for (const {
    rule,
    does,
    scenario,
    faults,
    mutation,
    world,
    crashes = false,
    converges = true,
  } of MUTANTS) {
    const props = await explorationOf(scenario, { parts: PARTS, ...world });
    const { finding } = await explore({ ...props, ...mutation, faults, crashes, converges });
    say(`rule ${rule}, an operator that ${does}: ${finding ? 'caught' : 'NOT caught'}`);
    if (finding) tell(finding);
    else escaped++;
  }
  return escaped > 0 ? 1 : 0;
}

const args = process.argv.slice(2);
void (args[0] === 'mutants' ? mutants() : scenarios(args)).then((code) => {
  process.exitCode = code;
});
