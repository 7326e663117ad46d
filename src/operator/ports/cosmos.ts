type Fields = Readonly<Record<string, unknown>>;

/** A package of DC/OS' catalog that is installed, as it was asked for. */
export interface InstalledPackage {
  readonly appId: string;
  readonly name: string;
  readonly version: string;
  /** What was asked for; undefined where nobody has kept it. */
  readonly options?: Fields;
}

/** What became of a request that changes something. Anything else is thrown: whether it took effect is not known. */
export type PackageAnswer =
  | { readonly is: 'accepted' }
  /** 409: an app of that id is there already. */
  | { readonly is: 'exists'; readonly message: string }
  /** There is no such service. */
  | { readonly is: 'absent'; readonly message: string }
  /** A deployment locks its app. */
  | { readonly is: 'locked'; readonly message: string }
  /** `type` is Cosmos' own word for it, such as `JsonSchemaMismatch`. */
  | { readonly is: 'refused'; readonly type: string; readonly status: number; readonly message: string };

/** DC/OS' package manager. */
export interface Cosmos {
  /** Undefined where no package is installed under this id, whatever else is there. */
  service(packageName: string, appId: string): Promise<InstalledPackage | undefined>;
  /** Never changes what is there. @param version @default - the catalog's */
  install(request: {
    readonly packageName: string;
    readonly version?: string;
    readonly options: Fields;
  }): Promise<PackageAnswer>;
  /** These options in the place of all that were asked for before; its app is restarted. */
  update(request: {
    readonly appId: string;
    readonly version?: string;
    readonly options: Fields;
  }): Promise<PackageAnswer>;
  /** Removes the app, and tears down the framework that the package names, with all its tasks. */
  uninstall(packageName: string, appId: string): Promise<PackageAnswer>;
}
