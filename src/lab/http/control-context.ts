import type { Context } from 'hono';
import { BodyReader } from './body-reader';

export async function reader(context: Context): Promise<BodyReader> {
  return new BodyReader(await context.req.text());
}

export function absent(context: Context, what: string): Response {
  return context.json({ message: `there is no ${what}` }, 404);
}
