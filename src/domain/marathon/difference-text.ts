import { type Difference, differenceText } from './diff';

/** Fields that nobody keeps a secret in. Commands, environment, URLs and the like may hold one, in a hand-made app above all. */
const SHOWN = [
  ...[
    'acceptedResourceRoles',
    'constraints',
    'executor',
    'killSelection',
    'networks',
    'portDefinitions',
    'role',
  ],
  ...['unreachableStrategy', 'upgradeStrategy', 'user'],
];

/** For status and log: values only where they cannot be a secret. */
export function differencesText(differences: readonly Difference[]): string {
  return differences
    .map((one) => (isShown(one) ? differenceText(one) : `${one.path} (not shown)`))
    .join('; ');
}

function isShown({ path, wanted, found }: Difference): boolean {
  const [field = ''] = path.split(/[.[]/);
  return SHOWN.includes(field) || path === 'container.docker.image' || (isPlain(wanted) && isPlain(found));
}

const isPlain = (value: unknown) => ['number', 'boolean', 'undefined'].includes(typeof value);
