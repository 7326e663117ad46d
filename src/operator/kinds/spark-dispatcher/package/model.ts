import type { OptionDifference } from '../../../../domain/spark/dispatcher/package-options';
import type { PackageDispatcherSpec, SparkPackageState } from '../../../../manifest';
import type { StoredState } from '../../../engine/remembered';
import type { FrameworkView, InstalledPackage, MarathonApp } from '../../../ports';

/** A manifest, as far as a package goes by it. */
export interface DeclaredPackage {
  readonly name: string;
  readonly spec: PackageDispatcherSpec;
}

export type StoredPackage = StoredState<SparkPackageState>;

export interface ObservedPackage {
  readonly stored?: StoredPackage;
  readonly appId: string;
  /** Undefined where no such package is installed under this id. */
  readonly installed?: InstalledPackage;
  /** What Marathon has under this id, whatever it is. */
  readonly app?: MarathonApp;
  readonly framework?: FrameworkView;
  readonly differences: readonly OptionDifference[];
  /** Of the options that are wanted. */
  readonly hash: string;
  /** Of those that are there. */
  readonly found?: string;
  /** What is wanted is what was sent last, and Cosmos has kept something else. */
  readonly rewritten: boolean;
  /** A package that this manifest has declared before, under another id, and that is still installed. */
  readonly formerId?: string;
}

interface Noted {
  readonly because: string;
  readonly etag: string | undefined;
  readonly state: SparkPackageState;
}

export type PackageAction =
  | ({
      readonly do: 'install-package';
      /** It was ours before. */
      readonly claimed: boolean;
    } & Noted)
  | ({ readonly do: 'update-package' } & Noted)
  | ({ readonly do: 'note-package' } & Noted);
