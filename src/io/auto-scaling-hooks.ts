import type { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { DRAIN_HOOK_RESULT } from '../domain/agent/drain-hook';
import type { Duration } from '../domain/core/duration';
import type { HeldMachine, HookAnswer, MachineHooks } from '../operator/ports';

export interface AutoScalingHooksProps {
  /** No request takes longer. */
  readonly timeout: Duration;
}

/** Lifecycle hooks of EC2 Auto Scaling. The SDK is loaded by the first request. */
export function autoScalingHooks(props: AutoScalingHooksProps): MachineHooks {
  return new AutoScalingHooks(props);
}

class AutoScalingHooks implements MachineHooks {
  private loading: Promise<Connection> | undefined;

  constructor(private readonly props: AutoScalingHooksProps) {}

  heartbeat(held: HeldMachine): Promise<HookAnswer> {
    return this.call('RecordLifecycleActionHeartbeat', held, ({ sdk, client }, abortSignal) =>
      client.send(new sdk.RecordLifecycleActionHeartbeatCommand(named(held)), { abortSignal }),
    );
  }

  complete(held: HeldMachine): Promise<HookAnswer> {
    return this.call('CompleteLifecycleAction', held, ({ sdk, client }, abortSignal) => {
      const input = { ...named(held), LifecycleActionResult: DRAIN_HOOK_RESULT };
      return client.send(new sdk.CompleteLifecycleActionCommand(input), { abortSignal });
    });
  }

  private async call(
    what: string,
    { group, machine }: HeldMachine,
    send: (connection: Connection, abortSignal: AbortSignal) => Promise<unknown>,
  ): Promise<HookAnswer> {
    this.loading ??= connection();
    try {
      await send(await this.loading, AbortSignal.timeout(this.props.timeout.toMillis()));
      return { is: 'done' };
    } catch (error) {
      if (isOver(error)) return { is: 'over' };
      const name = error instanceof Error ? error.name : 'Error';
      throw new Error(`Auto Scaling ${what} of ${machine} in ${group}: ${name}`);
    }
  }
}

/** By the machine, never by a token: a machine ends once, and a token is nothing to keep. */
function named({ group, hook, machine }: HeldMachine) {
  return { AutoScalingGroupName: group, LifecycleHookName: hook, InstanceId: machine };
}

/** No such action, hook or group is told by one code and told apart by nothing but its text. */
function isOver(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^Validation(Error|Exception|Fault)?$/.test(error.name) &&
    /no (active )?lifecycle (action|hook) found|group name not found/i.test(error.message)
  );
}

interface Connection {
  readonly sdk: typeof import('@aws-sdk/client-auto-scaling');
  readonly client: AutoScalingClient;
}

async function connection(): Promise<Connection> {
  const sdk = await import('@aws-sdk/client-auto-scaling');
  // One attempt: a retried request would outlive the time-out that the lease rests on.
  return { sdk, client: new sdk.AutoScalingClient({ maxAttempts: 1 }) };
}
