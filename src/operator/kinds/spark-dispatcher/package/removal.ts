import type { KindStatus } from '../../../../manifest';
import { type Action, type Applied, type Subject, subjectOf, type World } from '../../../engine/kind';
import type { InstalledPackage } from '../../../ports';
import { say } from '../say';
import { outcomeOf } from './apply';
import { readState } from './state';

interface Left {
  readonly installed?: InstalledPackage;
  readonly locked: boolean;
}

interface Uninstall extends Action {
  readonly do: 'uninstall-package';
  readonly package: string;
  readonly appId: string;
}

/** Only what the note says is ours; DC/OS tears its framework down with it. */
export function removal(name: string, status: KindStatus): Subject | undefined {
  if (status.deletionPolicy !== 'Teardown') return undefined;
  return subjectOf<Left, Uninstall>({
    paused: false,
    observe: (world) => observeLeft(name, world),
    plan: ({ installed, locked }) =>
      installed && !locked
        ? [
            {
              do: 'uninstall-package',
              because: 'its manifest is gone, and said deletionPolicy "Teardown"',
              package: installed.name,
              appId: installed.appId,
            },
          ]
        : [],
    judge: ({ installed, locked }) => {
      const removed = installed
        ? say('Removed', 'False', locked ? 'Locked' : 'Removing', `${installed.appId} is to be uninstalled`)
        : say('Removed', 'True', 'Removed', 'it is not installed any more');
      return {
        conditions: [removed],
        summary: `the manifest is gone: ${removed.message}`,
        // For the next look.
        status: { deletionPolicy: 'Teardown', dispatcher: { provider: 'Package' } },
      };
    },
    apply: async (action, world): Promise<Applied> =>
      outcomeOf(await world.cosmos().uninstall(action.package, action.appId)),
  });
}

async function observeLeft(name: string, world: World): Promise<Left> {
  const state = (await readState(world.store, name))?.value;
  if (!state) return { locked: false };
  const installed = await world.cosmos().service(state.package, state.appId);
  const app = await world.marathon.app(state.appId);
  return { locked: (app?.deployments.length ?? 0) > 0, ...(installed ? { installed } : {}) };
}
