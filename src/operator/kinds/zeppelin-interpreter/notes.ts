import { distinctUses, type ZeppelinInterpreterState } from '../../../manifest';
import type { Observed, Standing, Wanted } from './model';

/** What is to be looked after: an interpreter that is there, and what it is to be given. */
export interface Subject {
  readonly standing: Standing;
  readonly wanted: Wanted;
}

/** What is remembered once all is as it should be. */
export function settled(o: Observed, { standing, wanted }: Subject): ZeppelinInterpreterState {
  return {
    target: o.target,
    setting: standing.setting.id,
    properties: [...names(standing, wanted)],
    sent: wanted.hash,
    found: standing.found,
    uses: [...(wanted.use ? [wanted.use] : o.uses)],
  };
}

/** What is remembered before properties are written: the interpreter may use the old endpoint and the new one. */
export function announced(o: Observed, { standing, wanted }: Subject): ZeppelinInterpreterState {
  const before = o.state?.value;
  const ours = new Set([...(before?.properties ?? []), ...names(standing, wanted)]);
  const uses = [...(before?.uses ?? []), ...o.uses, ...(wanted.use ? [wanted.use] : [])];
  const { waitsSince, found } = before ?? {};
  return {
    target: o.target,
    setting: standing.setting.id,
    properties: [...ours].sort(),
    sent: wanted.hash,
    uses: [...distinctUses(uses)],
    restartDue: before?.restartDue ?? o.now,
    // By it the next look knows again that it was somebody else.
    ...(standing.drifted && found !== undefined ? { found } : {}),
    ...(waitsSince === undefined ? {} : { waitsSince }),
  };
}

/** The same as before, and that a change waits. */
export function waiting(o: Observed, { standing }: Subject): ZeppelinInterpreterState {
  const nothing = { setting: standing.setting.id, properties: [], uses: [...o.uses] };
  return { ...(o.state?.value ?? nothing), target: o.target, waitsSince: o.now };
}

/** Ours are those that were set; one that holds a secret was not. */
function names(standing: Standing, wanted: Wanted): readonly string[] {
  return Object.keys(wanted.properties)
    .filter((name) => !standing.secrets.includes(name))
    .sort();
}
