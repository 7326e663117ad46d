import type { Hono } from 'hono';
import { FAULT_KINDS, FAULTY_SERVERS, type FaultRule, type Faults, type FaultyServer } from '../world/faults';
import type { BodyReader } from './body-reader';
import { absent, reader } from './control-context';

export interface FaultPathsProps {
  readonly faults: Faults;
  readonly cutStreams: (server: FaultyServer) => void;
}

/** What goes wrong on the way to the servers; `/lab` itself never fails. */
export function faultPaths(app: Hono, { faults, cutStreams }: FaultPathsProps): void {
  app.get('/faults', (context) => context.json({ faults: faults.all() }));
  app.post('/faults', async (context) => {
    const rule = readRule(await reader(context));
    return context.json(faults.add(rule), 201);
  });
  app.delete('/faults', (context) => {
    faults.remove();
    return context.json({ faults: faults.all() });
  });
  app.delete('/faults/:id', (context) => {
    const { id } = context.req.param();
    return faults.remove(id) ? context.json({ faults: faults.all() }) : absent(context, `fault ${id}`);
  });
  app.post('/streams/cut', async (context) => {
    const body = await reader(context);
    const server = body.oneOf('server', FAULTY_SERVERS);
    body.finish();
    for (const one of server === undefined ? FAULTY_SERVERS : [server]) cutStreams(one);
    return context.json({});
  });
}

function readRule(body: BodyReader): FaultRule {
  const given = {
    kind: body.required('kind', body.oneOf('kind', FAULT_KINDS)),
    server: body.oneOf('server', FAULTY_SERVERS),
    method: body.text('method'),
    path: body.read('path', 'a regular expression over path and query', (value) =>
      typeof value === 'string' && isPattern(value) ? value : undefined,
    ),
    status: body.read('status', 'a status from 200 to 599', (value) =>
      Number.isInteger(value) && Number(value) >= 200 && Number(value) <= 599 ? Number(value) : undefined,
    ),
    body: body.read('body', 'anything', (value) => value),
    seconds: body.numberFrom('seconds', 0),
    chance: body.read('chance', 'a number from 0 to 1', (value) =>
      typeof value === 'number' && value >= 0 && value <= 1 ? value : undefined,
    ),
    times: body.numberFrom('times', 1),
  };
  body.finish();
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as unknown as FaultRule;
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}
