import type { Duration } from '../../../domain/core/duration';
import type { MachineRecord } from '../../../manifest';
import type { Machine, MachineState } from '../../ports';

/** What is known of a lost agent's machine, in a sentence. Only `ended` means that the agent is gone. */
export type Fate = {
  readonly is: 'ended' | 'there' | 'not-known';
  readonly because: string;
};

export interface FateProps {
  /** As it was noted while the agent was connected. */
  readonly record: MachineRecord | undefined;
  /** What the provider says of that machine. */
  readonly state: MachineState | undefined;
  /** The same answer showed the machine of an agent that is connected: whoever answered knows this cluster. */
  readonly witnessed: boolean;
  /** Who has the lost agent's address now; undefined where that is not known. */
  readonly holders: readonly Machine[] | undefined;
  /** Another agent is registered under the lost one's hostname. */
  readonly succeeded: boolean;
  /** ISO 8601. */
  readonly now: string;
  /** How long the provider lists a machine that has ended. */
  readonly remembers: Duration;
}

/**
 * Whether the machine of a lost agent has ended. A machine that is no longer listed was listed when it was noted, and
 * providers forget only what has ended, some time after; so absence counts where so much time has passed and the
 * answer is about the right account. And whoever has the agent's address now is not to be the same agent, which
 * keeps its id where its disk was moved to another machine.
 */
export function fateOf(props: FateProps): Fate {
  const { record, state, witnessed, holders, succeeded } = props;
  if (!record) return notKnown('which machine it ran on is not known');
  const { machine } = record;
  if (!state) return notKnown(`nothing is known of its machine ${machine}`);
  if (state.is === 'there') return state;
  if (state.is === 'unlisted') {
    const unlisted = `${machine}, on which it ran, is not listed`;
    if (!witnessed) return notKnown(`${unlisted}, and neither is any machine of a connected agent`);
    if (secondsSince(record.seen, props.now) < props.remembers.toSeconds()) {
      return notKnown(`${unlisted}, although it was seen at ${record.seen}`);
    }
  }
  if (!holders) return notKnown(`${machine} has ended; who has its address now is not known`);
  const other = holders.find(({ id }) => id !== machine);
  if (other && !succeeded) {
    return notKnown(
      `${machine} has ended; its address is that of ${other.id}, which has not registered anew`,
    );
  }
  if (state.is === 'ended') return state;
  return { is: 'ended', because: `${machine} is no longer listed, as what ended long ago` };
}

function notKnown(because: string): Fate {
  return { is: 'not-known', because };
}

function secondsSince(then: string, now: string): number {
  return (Date.parse(now) - Date.parse(then)) / 1000;
}
