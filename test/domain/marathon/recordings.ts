import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { MarathonApp } from '../../../src/domain/marathon/app';

interface Step {
  readonly do: string;
  readonly request?: { readonly method: string; readonly path: string; readonly body?: unknown };
  readonly response?: { readonly status: number; readonly body?: unknown };
}

/** The steps of a recording of a real Marathon 1.11.24. */
export function steps(name: string): readonly Step[] {
  const file = path.join(__dirname, '../../contract/recordings/marathon', `${name}.json`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { steps: Step[] }).steps;
}

function stepOf(name: string, does: string): Step {
  const step = steps(name).find((s) => s.do === does);
  if (!step) throw new Error(`${name} has no step "${does}"`);
  return step;
}

/** The app that was sent in a step. */
export function sent(name: string, does: string): MarathonApp {
  return stepOf(name, does).request?.body as MarathonApp;
}

/** The app, or the part of it that was recorded, that Marathon gave back in a step. */
export function answered(name: string, does: string): MarathonApp {
  const body = stepOf(name, does).response?.body as { app?: MarathonApp };
  return body.app ?? (body as MarathonApp);
}
