import { Duration } from '../../domain/core/duration';
import type { Leadership } from '../engine/leadership';
import type { Wake, Wakes } from '../ports';
import type { RoundProps } from './parts';
import { Round } from './round';
import { Watch } from './watch';

export interface ConsumerProps extends RoundProps {
  readonly leadership: Pick<Leadership, 'leads'>;
}

/** After a failure, and between two looks at who leads. */
const REST = Duration.seconds(5);

/**
 * Makes drains of notices that machines are about to end, and answers the groups that wait. Only whoever leads takes
 * messages: everybody else leaves them where they are.
 */
export function interruptionConsumer(props: ConsumerProps): Wakes {
  const { clock, leadership, log } = props;
  return {
    listen: async (wake: Wake, stop: AbortSignal) => {
      const memory = { watch: new Watch(clock), told: new Map<string, string>() };
      let failed = '';
      while (!stop.aborted) {
        if (!leadership.leads) {
          await clock.sleep(REST, stop);
          continue;
        }
        try {
          await Round.run(props, memory, (because) => wake(because), stop);
          failed = '';
        } catch (error) {
          const because = error instanceof Error ? error.message : String(error);
          if (because !== failed) log.event('warn', 'interruption', { because });
          failed = because;
          await clock.sleep(REST, stop);
        }
      }
    },
  };
}
