import type { LabClient } from './lab-client';

type Fields = Readonly<Record<string, unknown>>;

/** Longer than an election. */
const SECONDS = 3;
const STEP = 0.1;

/** What a step says of a process, which the lab has only as somebody who answers or refuses. */
export const ENDED = /^(the process of the old leader ended|ended with status 103)$/;

/** The distinct answers to `GET /v2/leader`, in order: of a standby until it leads, else of the process that ends. */
export async function answerDifferences(
  expected: readonly Fields[],
  client: LabClient,
): Promise<readonly string[]> {
  const seen: Fields[] = [];
  for (let passed = 0; passed < SECONDS; passed += STEP) {
    const answer = await leaderAnswer(client);
    if (JSON.stringify(answer) !== JSON.stringify(seen.at(-1))) seen.push(answer);
    client.advance(STEP);
  }
  const shown = seen.map((answer, i) =>
    Object.fromEntries(Object.keys(expected[i] ?? answer).map((key) => [key, answer[key]])),
  );
  return JSON.stringify(shown) === JSON.stringify(expected)
    ? []
    : [`answers ${JSON.stringify(seen)}, recorded ${JSON.stringify(expected)}`];
}

async function leaderAnswer(client: LabClient): Promise<Fields> {
  const to = client.hasStandby ? { to: 'standby' as const } : {};
  try {
    const { status, body, headers } = await client.marathon({ method: 'GET', path: '/v2/leader', ...to });
    const { leader } = body as { readonly leader?: string };
    return { status, leader, 'X-Marathon-Leader': headers.get('x-marathon-leader') };
  } catch {
    return { connection: 'refused or reset' };
  }
}

/** The first process answers no more. */
export async function endedDifferences(client: LabClient): Promise<readonly string[]> {
  try {
    const { status } = await client.marathon({ method: 'GET', path: '/ping' });
    return [`the process answers ${status}`];
  } catch {
    return [];
  }
}
