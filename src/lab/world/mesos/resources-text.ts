import type { Portion } from './portions';

/** As the master prints resources in its messages: `cpus:3; ports(reservations: [(STATIC,shuffle)]):[7337-7339]`. */
export function resourcesText(portions: readonly Portion[]): string {
  return portions
    .map((portion) => `${portion.name}${reservationText(portion)}:${valueText(portion)}`)
    .join('; ');
}

function reservationText({ role, dynamic }: Portion): string {
  if (dynamic === undefined) return role === '*' ? '' : `(reservations: [(STATIC,${role})])`;
  const principal = dynamic.principal === undefined ? '' : `,${dynamic.principal}`;
  return `(reservations: [(DYNAMIC,${role}${principal})])`;
}

function valueText(portion: Portion): string {
  switch (portion.type) {
    case 'SCALAR':
      return String(portion.value);
    case 'RANGES':
      return `[${portion.ranges
        .toArray()
        .map(([begin, end]) => `${begin}-${end}`)
        .join(', ')}]`;
    case 'SET':
      return `{${portion.items.join(', ')}}`;
  }
}
