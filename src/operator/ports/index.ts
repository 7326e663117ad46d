export * from './agent-health';
export * from './clock';
export * from './digest';
export * from './log';
export * from './marathon';
export * from './mesos-master';
export * from './object-store';
export * from './wake';
