import { calm } from './calm';
import { unmet } from './convergence';
import { HAPPENINGS } from './happenings';
import { join } from './happenings/agents';
import { Scene, type Tampering } from './scene';
import type { Script } from './script';
import { leaks } from './secrets';

export interface Outcome {
  readonly script: Script;
  /** Empty where everything held. */
  readonly failures: readonly string[];
  /** What happened, and when. */
  readonly trace: readonly string[];
  /** Virtual. */
  readonly seconds: number;
  readonly writes: number;
}

/** Within so long after the last trouble everything is as declared, or it never is. */
const CONVERGES_WITHIN = 3600;
const LOOKS_EVERY = 30;
/** So long nothing may be written once it is. */
const QUIET = 300;

/** One run of whole operators, from its script alone. */
export async function run(script: Script, tampering: Tampering = {}): Promise<Outcome> {
  const scene = new Scene(script.seed, tampering);
  const giveBack = scene.time.takeOverTimeouts();
  const start = scene.time.now;
  try {
    const failures = await play(scene, script);
    const { trace, writes } = scene;
    return { script, failures, trace, writes, seconds: (scene.time.now - start) / 1000 };
  } finally {
    for (const process of scene.processes) process.die();
    await scene.time.settle();
    giveBack();
  }
}

async function play(scene: Scene, script: Script): Promise<readonly string[]> {
  const { violations } = scene.oracle;
  if (script.services > 1) scene.manifests.add('spark-3');
  for (let i = 1; i <= script.agents; i++) join(scene, `a${i}`);
  scene.manifests.write();
  for (let i = 0; i < script.operators; i++) scene.start();
  await scene.time.run(60);
  for (const step of script.steps) {
    HAPPENINGS.find(({ name }) => name === step.do)?.run(scene, step.by);
    scene.ring();
    await scene.time.run(step.pause);
    if (violations.length > 0) return violations;
  }
  calm(scene);
  const late = await converge(scene);
  if (violations.length > 0) return violations;
  return [...late, ...leaks([...(await scene.stored()), ['the log', scene.logged.join('\n')]])];
}

async function converge(scene: Scene): Promise<readonly string[]> {
  let { writes } = scene;
  let left: readonly string[] = [];
  let quiet = 0;
  for (let passed = 0; passed < CONVERGES_WITHIN; passed += LOOKS_EVERY) {
    await scene.time.run(LOOKS_EVERY);
    if (scene.oracle.violations.length > 0) return [];
    left = unmet(scene);
    quiet = left.length === 0 && scene.writes === writes ? quiet + LOOKS_EVERY : 0;
    writes = scene.writes;
    if (quiet >= QUIET) return [];
  }
  const states = [...scene.manifests.services.keys()].map(
    (name) => `status of ${name}: ${scene.status('ShuffleService', name)}`,
  );
  for (const state of states) scene.tell(state);
  return left.length > 0 ? left : ['writes go on and on'];
}
