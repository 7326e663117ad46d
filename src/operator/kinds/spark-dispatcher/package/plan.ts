import { optionDifferencesText } from '../../../../domain/spark/dispatcher/package-options';
import type { SparkPackageState } from '../../../../manifest';
import type { DeclaredPackage, ObservedPackage, PackageAction } from './model';

/**
 * The package keeps its queue and its drivers in ZooKeeper, so that a change may be made at once. It carries no label
 * of ours: whose it is, the note says that is written before it is asked for.
 */
export function plan(declared: DeclaredPackage, o: ObservedPackage): readonly PackageAction[] {
  const { stored, installed } = o;
  if ((stored && !stored.value) || o.formerId !== undefined) return [];
  const etag = stored?.etag;
  if (!installed) {
    // An app that is no package stands in the way of it.
    if (o.app) return [];
    const because = `no package ${declared.spec.package} is installed as ${o.appId}`;
    return [{ do: 'install-package', because, claimed: isOurs(o), etag, state: asked(declared, o) }];
  }
  if (!isOurs(o)) {
    if (!isEqual(declared, o) && !declared.spec.adopt) return [];
    return [{ do: 'note-package', because: `${o.appId} is taken over`, etag, state: settled(declared, o) }];
  }
  if (!isEqual(declared, o)) {
    if (o.rewritten && !isOtherVersion(declared, o)) return [];
    if ((o.app?.deployments.length ?? 0) > 0) return [];
    return [{ do: 'update-package', because: differenceText(declared, o), etag, state: asked(declared, o) }];
  }
  const { asked: isAsked, sent } = stored?.value ?? {};
  if (isAsked === undefined && sent === o.hash) return [];
  const because = 'it is as declared, which is not noted yet';
  return [{ do: 'note-package', because, etag, state: settled(declared, o) }];
}

export const isOurs = ({ stored, appId }: ObservedPackage) => stored?.value?.appId === appId;

export const isOtherVersion = ({ spec }: DeclaredPackage, { installed }: ObservedPackage) =>
  spec.packageVersion !== undefined && installed?.version !== spec.packageVersion;

export const isEqual = (declared: DeclaredPackage, o: ObservedPackage) =>
  o.differences.length === 0 && !isOtherVersion(declared, o);

export function differenceText(declared: DeclaredPackage, o: ObservedPackage): string {
  const version = isOtherVersion(declared, o)
    ? [`version ${declared.spec.packageVersion} instead of ${o.installed?.version}`]
    : [];
  const options = o.differences.length === 0 ? [] : [optionDifferencesText(o.differences)];
  return [...version, ...options].join('; ');
}

const place = ({ spec }: DeclaredPackage, { appId }: ObservedPackage) => ({
  ...{ provider: 'Package' as const, package: spec.package, appId },
});

function asked(declared: DeclaredPackage, o: ObservedPackage): SparkPackageState {
  return { ...place(declared, o), asked: true };
}

function settled(declared: DeclaredPackage, o: ObservedPackage): SparkPackageState {
  const known = isEqual(declared, o)
    ? { sent: o.hash, ...(o.found === undefined ? {} : { found: o.found }) }
    : {};
  return { ...place(declared, o), ...known };
}
