import type { PackageDispatcherSpec } from '../../../../manifest';
import type { Applied, World } from '../../../engine/kind';
import type { PackageAnswer } from '../../../ports';
import type { DeclaredPackage, PackageAction } from './model';
import { optionsHash } from './observe';
import { overtaken, remember } from './state';

const DONE: Applied = { is: 'done' };

const versionOf = ({ packageVersion }: PackageDispatcherSpec) =>
  packageVersion === undefined ? {} : { version: packageVersion };

export const installRequest = (spec: PackageDispatcherSpec) => ({
  packageName: spec.package,
  options: spec.options,
  ...versionOf(spec),
});

/** The note, the request, and what Cosmos has kept of it: read back, so that it is not sent again for that. */
export async function apply(
  action: PackageAction,
  { name, spec }: DeclaredPackage,
  world: World,
): Promise<Applied> {
  const { appId } = action.state;
  const etag = await remember(world.store, name, { etag: action.etag, next: action.state });
  if (etag === undefined) return { is: 'wait', because: overtaken(name) };
  if (action.do === 'note-package') return DONE;
  const cosmos = world.cosmos();
  const answer =
    action.do === 'install-package'
      ? await cosmos.install(installRequest(spec))
      : await cosmos.update({ appId, options: spec.options, ...versionOf(spec) });
  if (answer.is === 'exists' && action.do === 'install-package' && !action.claimed) {
    // Somebody was faster, and it is theirs.
    await remember(world.store, name, { etag, next: { ...action.state, appId: '' } });
  }
  if (answer.is !== 'accepted') return outcomeOf(answer);
  const installed = await cosmos.service(spec.package, appId);
  const { asked: _, ...rest } = action.state;
  const next = {
    ...rest,
    sent: optionsHash(spec.options, world.sha256),
    ...(installed ? { found: optionsHash(installed.options ?? {}, world.sha256) } : {}),
  };
  const stored = await remember(world.store, name, { etag, next });
  return stored === undefined ? { is: 'wait', because: overtaken(name) } : DONE;
}

export function outcomeOf(answer: PackageAnswer): Applied {
  switch (answer.is) {
    case 'accepted':
    // Somebody was faster: the next look sees what is there.
    case 'absent':
      return DONE;
    case 'exists':
    case 'locked':
      return { is: 'wait', because: answer.message };
    case 'refused': {
      const because = `Cosmos answered ${answer.status} (${answer.type}): ${answer.message}`;
      return answer.status === 400 || answer.status === 422
        ? { is: 'refused', because }
        : { is: 'wait', because };
    }
  }
}
