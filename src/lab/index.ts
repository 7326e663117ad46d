export type { Endpoint } from './http/connection';
export type { LabFetch } from './http/lab-fetch';
export {
  type Address,
  createLab,
  type Lab,
  type LabAddresses,
  type LabAgent,
  type LabOptions,
} from './lab';
export { type RunningLab, type StartOptions, startLab } from './start';
export type { Fault, FaultKind, FaultRule } from './world/faults';
