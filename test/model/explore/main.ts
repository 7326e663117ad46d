import { PARTS } from '../operator/parts';
import { type Exploration, explore, type Finding } from './explore';
import { sideBySide, type Told } from './lanes';
import { MUTANTS } from './mutants';
import { explorationOf, SCENARIOS } from './scenarios';

/** Seconds for all scenarios together, or for one alone. */
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

/** Every scenario, or one alone with the faults and seconds that it is given. */
async function scenarios([only, faults, seconds]: readonly string[]): Promise<number> {
  const told =
    only === undefined
      ? await sideBySide(__filename, Object.keys(SCENARIOS), BUDGET)
      : [await scenario(only, faults, Number(seconds ?? BUDGET))];
  const sum = (what: keyof Told) => told.reduce((all, one) => all + one[what], 0);
  if (process.send) process.send(told[0]);
  else say(`${sum('states')} states, ${sum('failures')} findings`);
  return sum('failures') > 0 ? 1 : 0;
}

async function scenario(name: string, faults: string | undefined, seconds: number): Promise<Told> {
  const found = SCENARIOS[name];
  if (!found) {
    say(`no scenario ${name}; wanted one of ${Object.keys(SCENARIOS).join(', ')}`);
    return { states: 0, failures: 1 };
  }
  const props = await explorationOf(found, { parts: PARTS });
  const most = faults === undefined || faults === 'all' ? found.depth[1] : Number(faults);
  const result = await explore({ ...props, faults: most, seconds });
  say(line(name, result));
  if (result.finding) tell(result.finding);
  return { states: result.states, failures: result.finding ? 1 : 0 };
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
