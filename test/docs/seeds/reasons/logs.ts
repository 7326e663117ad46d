/** Lines of the logs that say nothing of the shuffle, by the class that logs, with what they are. */
export const SILENT: Readonly<Record<string, string>> = {
  'CoarseGrainedExecutorBackend: Got assigned task 189': 'each task, in each Spark',
  'Executor: Running task 85.0 in stage 1.0 (TID 189)': 'each task, in each Spark',
  'Executor: Finished task 85.0 in stage 1.0 (TID 189). 1219 bytes result sent to driver':
    'each task that ends well; whether the job did, the driver knows',
};
