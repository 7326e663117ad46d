import { canonicalJson } from '../../render/json';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Options whose value is a secret itself; those of DC/OS that end in `_secret` are paths in the secret store. */
const SECRET = /(password|passwd|keytab|base64|krb5conf)$/i;

/** What stands here is stored in clear text: in the manifest, in Terraform's state, and in a label in Marathon. */
export function packageOptionProblems(
  options: Fields,
  path: readonly string[] = [],
): readonly { readonly path: readonly string[]; readonly message: string }[] {
  return Object.entries(options).flatMap(([key, value]) => {
    if (isFields(value)) return packageOptionProblems(value, [...path, key]);
    if (!SECRET.test(key) || value === '' || value === null) return [];
    return [
      {
        path: [...path, key],
        message: 'nothing: it would be stored in clear text; name a secret of the secret store',
      },
    ];
  });
}

/** The id of the app that the package makes: `service.name`, or the package's own name (universe/marathon.json). */
export function packageAppId(packageName: string, options: Fields): string {
  const service = options['service'];
  const name = isFields(service) && typeof service['name'] === 'string' ? service['name'] : packageName;
  return name.startsWith('/') ? name : `/${name}`;
}

export interface OptionDifference {
  /** `service.cpus`. */
  readonly path: string;
  /** Undefined where it is left to the package's default. */
  readonly wanted: unknown;
  readonly found: unknown;
}

/** What was asked for against what is asked for now; an empty group is as none. */
export function optionDifferences(wanted: Fields, found: Fields, at = ''): readonly OptionDifference[] {
  const keys = [...new Set([...Object.keys(wanted), ...Object.keys(found)])].sort();
  return keys.flatMap((key): readonly OptionDifference[] => {
    const path = at === '' ? key : `${at}.${key}`;
    const [mine, theirs] = [wanted[key], found[key]];
    if ((isFields(mine) || mine === undefined) && (isFields(theirs) || theirs === undefined)) {
      return optionDifferences(mine ?? {}, theirs ?? {}, path);
    }
    const same = canonicalJson(mine ?? null) === canonicalJson(theirs ?? null);
    return same && (mine === undefined) === (theirs === undefined)
      ? []
      : [{ path, wanted: mine, found: theirs }];
  });
}

/** For status and log. What somebody has installed by hand may hold secrets: texts are told by their names alone. */
export function optionDifferencesText(differences: readonly OptionDifference[]): string {
  const plain = (value: unknown) => ['number', 'boolean', 'undefined'].includes(typeof value);
  const text = (value: unknown) => (value === undefined ? 'the default' : JSON.stringify(value));
  return differences
    .map(({ path, wanted, found }) =>
      plain(wanted) && plain(found)
        ? `${path}: ${text(wanted)} instead of ${text(found)}`
        : `${path} (not shown)`,
    )
    .join('; ');
}
