export * from './endpoint';
export * from './manifest-index';
export * from './meta';
export * from './shuffle-service';
export * from './spark-defaults';
export * from './status';
export * from './store-layout';
