export { createLab, type Lab, type LabAddresses, type LabAgent, type LabOptions } from './lab';
export { type RunningLab, type StartOptions, startLab } from './start';
