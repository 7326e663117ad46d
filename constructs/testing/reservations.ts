import { RESOURCE_TEMPLATE } from '../../src/domain/agent/resources-boot';
import { Ranges } from '../../src/domain/core/ranges';
import { Size } from '../../src/domain/core/size';
import { userDataOf } from './stack-texts';
import type { SynthesizedStack } from './synthesized-stack';

/** Figures of a reservation, written as in `StaticReservation.forRole`. */
export interface Reserved {
  readonly cpus?: number;
  readonly memory?: string;
  readonly disk?: string;
  readonly ports?: string;
}

interface Resource {
  readonly name: string;
  readonly role: string;
  readonly scalar?: { readonly value: number | null };
  readonly ranges?: { readonly range: readonly { readonly begin: number; readonly end: number }[] };
}

/** What the agents of each group set aside for a role, as it stands in their user data. */
export function reservationsOf(stack: SynthesizedStack): readonly (Reserved & { readonly role: string })[] {
  return Object.values(stack.resources('aws_launch_template')).flatMap(({ user_data: attribute }) => {
    const files = userDataOf(stack, attribute)?.files ?? [];
    const template = files.find((file) => file.path === RESOURCE_TEMPLATE)?.content ?? '';
    const resources = template.split('\n').filter(Boolean).map(readResource);
    // What is left to the owner has no figure yet; every other role is a reservation.
    const owners = resources.filter(({ scalar }) => scalar?.value === null).map(({ role }) => role);
    const roles = [...new Set(resources.map(({ role }) => role))].filter((role) => !owners.includes(role));
    return roles.map((role) =>
      figuresOf(
        role,
        resources.filter((one) => one.role === role),
      ),
    );
  });
}

/** Whether `found` has every figure of `wanted`, however it is spelled. */
export function sameFigures(found: Reserved, wanted: Reserved): boolean {
  const size = (text: string | undefined) => (text === undefined ? undefined : Size.parse(text).toBytes());
  return (
    (wanted.cpus === undefined || found.cpus === wanted.cpus) &&
    (wanted.memory === undefined || size(found.memory) === size(wanted.memory)) &&
    (wanted.disk === undefined || size(found.disk) === size(wanted.disk)) &&
    (wanted.ports === undefined ||
      Ranges.parse(found.ports ?? '').toString() === Ranges.parse(wanted.ports).toString())
  );
}

function readResource(line: string): Resource {
  return JSON.parse(line.replace(/@[A-Z_]+@/, 'null'));
}

function figuresOf(role: string, resources: readonly Resource[]): Reserved & { readonly role: string } {
  const scalar = (name: string) => resources.find((one) => one.name === name)?.scalar?.value ?? undefined;
  const ranges = resources.find((one) => one.name === 'ports')?.ranges?.range ?? [];
  const size = (mib: number | undefined) => (mib === undefined ? undefined : Size.mebibytes(mib).toJvm());
  const [cpus, memory, disk] = [scalar('cpus'), size(scalar('mem')), size(scalar('disk'))];
  return {
    role,
    ...(cpus === undefined ? {} : { cpus }),
    ...(memory === undefined ? {} : { memory }),
    ...(disk === undefined ? {} : { disk }),
    ...(ranges.length === 0
      ? {}
      : { ports: Ranges.of(...ranges.map(({ begin, end }) => [begin, end] as const)).toString() }),
  };
}
