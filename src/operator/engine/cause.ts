/**
 * Why a pass is made. `resync`: its time has come, everything is looked at but what rests after failures. `wake`:
 * the world has changed, and also that is looked at which failed, unless it did so within the interval. `due`:
 * for the keys whose own time has come.
 */
export type Cause = 'resync' | 'wake' | 'due';
