import { withoutLate } from '../src/domain/core/late';
import { type Problem, shown } from '../src/domain/core/problem';
import { appIdProblems } from '../src/domain/marathon/app-id';
import { placeProblems } from './cluster-checks';
import type { Credentials } from './credentials';
import type { DedicatedMarathon } from './dedicated-marathon';
import { unknownProblems } from './known';

/** Which Marathon a service is on, and which of its apps it begins with. */
interface MarathonFacts {
  readonly marathon?: DedicatedMarathon | string;
  readonly marathonCredentials?: Credentials;
  readonly adopt?: string;
  readonly reservation: { readonly role: string };
}

/** As the manifest has it; undefined for the cluster's own. */
export function marathonAddress(marathon: DedicatedMarathon | string | undefined): string | undefined {
  return typeof marathon === 'object' ? marathon.marathonUrl : marathon;
}

/** As the manifest has them. */
export function credentialsPart(credentials: Credentials | undefined) {
  if (credentials === undefined) return {};
  return { marathonCredentials: { kind: credentials.kind, secret: credentials.secretArn } };
}

export function marathonProblems(facts: MarathonFacts): readonly Problem[] {
  const { marathon, marathonCredentials, adopt, reservation } = facts;
  return [
    ...(marathonCredentials !== undefined && marathon === undefined ? [NO_MARATHON] : []),
    ...(typeof marathon === 'object' ? roleProblems(marathon, reservation.role) : []),
    ...addressProblems(marathonAddress(marathon)),
    ...(adopt === undefined ? [] : adoptProblems(adopt)),
  ];
}

const NO_MARATHON: Problem = {
  at: 'marathonCredentials',
  found: 'credentials, and no marathon',
  wanted: 'the Marathon that they are for',
  fix: "say marathon; what the cluster's own is shown is said by the cluster and the Operator",
};

/** Agents offer what is reserved to frameworks of the role only. */
function roleProblems({ name, role }: DedicatedMarathon, wanted: string): readonly Problem[] {
  if (role === wanted) return [];
  return [
    {
      at: 'marathon.role',
      found: `${shown(role)}, of ${shown(name)}`,
      wanted: `${shown(wanted)}, as the reservation`,
      fix: 'no other Marathon is offered what is reserved; give the service one of its role',
    },
  ];
}

/** A manifest is read as it stands: what it begins with has to be known, a host or port may be late. */
function addressProblems(address: string | undefined): readonly Problem[] {
  if (address === undefined) return [];
  const at = 'marathon';
  const plain = withoutLate(address);
  const problems = placeProblems(at, plain);
  if (problems.length === 0 || plain === address) return problems;
  const fix = 'write http:// or https:// before the value that Terraform will know';
  return problems.map((problem) => ({ ...problem, found: shown(address), fix }));
}

function adoptProblems(adopt: string): readonly Problem[] {
  const unknown = unknownProblems('adopt', adopt);
  if (unknown.length > 0) return unknown;
  return appIdProblems(adopt).map((problem) => ({ ...problem, at: 'adopt' }));
}
