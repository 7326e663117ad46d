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
export { type RunningZeppelin, type StartZeppelinOptions, startZeppelin } from './start-zeppelin';
export type { Fault, FaultKind, FaultRule } from './world/faults';
export type {
  LabInterpreter,
  LabNote,
  LabParagraph,
  ZeppelinOptions,
  ZeppelinUser,
} from './world/zeppelin/zeppelin';
export { Zeppelin } from './world/zeppelin/zeppelin';
