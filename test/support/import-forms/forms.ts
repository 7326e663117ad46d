// @ts-nocheck: read by the architecture test only, never compiled or run.
import 'm1';
import type { A } from 'm2';

export { B } from 'm3';
export * from 'm4';
export const c: import('m5').C = undefined;
export const d = () => import('m6');
export const e = () => require('m7');
export type F = A;
