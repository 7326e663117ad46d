import type { Verb } from './verb';

// `require` and not `import()`: the package is CommonJS, and only `require` works alike from sources
// (tsx), in tests, in the built package and inside a bundle, each time loading the file when it is called.
export const verbs: readonly Verb[] = [
  {
    name: 'operator',
    summary: 'keep a cluster equal to the manifests',
    load: () => (require('./commands/operator') as typeof import('./commands/operator')).registerOperator,
  },
  {
    name: 'get',
    summary: 'list what is declared and how it is, or agents, frameworks and tasks',
    load: () => (require('./commands/get') as typeof import('./commands/get')).registerGet,
  },
  {
    name: 'describe',
    summary: 'say everything that is known of one manifest, or of one agent',
    load: () => (require('./commands/describe') as typeof import('./commands/describe')).registerDescribe,
  },
  {
    name: 'status',
    summary: 'one screen: who leads, how each service is, what waits or failed and because of what',
    load: () => (require('./commands/status') as typeof import('./commands/status')).registerStatus,
  },
  {
    name: 'master',
    summary: 'say which Mesos master leads, which Marathon, and which operator holds the lease',
    load: () => (require('./commands/master') as typeof import('./commands/master')).registerMaster,
  },
  {
    name: 'explain',
    summary: 'say what a field of a manifest means, its type and its default',
    load: () => (require('./commands/explain') as typeof import('./commands/explain')).registerExplain,
  },
  {
    name: 'validate',
    summary: 'say what is wrong with manifests, or what a Mesos agent would make of a value',
    load: () => (require('./commands/validate') as typeof import('./commands/validate')).registerValidate,
  },
  {
    name: 'render',
    summary: 'print what the operator would make of a manifest',
    load: () => (require('./commands/render') as typeof import('./commands/render')).registerRender,
  },
  {
    name: 'diff',
    summary: 'say what apply would change',
    load: () => (require('./commands/diff') as typeof import('./commands/diff')).registerDiff,
  },
  {
    name: 'apply',
    summary: 'declare manifests beside those of Terraform',
    load: () => (require('./commands/apply') as typeof import('./commands/apply')).registerApply,
  },
  {
    name: 'delete',
    summary: 'take back what apply has declared',
    load: () => (require('./commands/delete') as typeof import('./commands/delete')).registerDelete,
  },
  {
    name: 'drain',
    summary: 'take an agent out of service, and wait for those who need its files',
    load: () => (require('./commands/drain') as typeof import('./commands/drain')).registerDrain,
  },
  {
    name: 'uncordon',
    summary: 'take a drain back: the agent is offered and covered again',
    load: () => (require('./commands/uncordon') as typeof import('./commands/uncordon')).registerUncordon,
  },
  {
    name: 'pause',
    summary: 'keep the operator from writing for one manifest, or for all',
    load: () => (require('./commands/pause') as typeof import('./commands/pause')).registerPause,
  },
  {
    name: 'resume',
    summary: 'let the operator write again for what pause holds',
    load: () => (require('./commands/resume') as typeof import('./commands/resume')).registerResume,
  },
  {
    name: 'teardown',
    summary: 'end a framework of Mesos with all its tasks',
    load: () => (require('./commands/teardown') as typeof import('./commands/teardown')).registerTeardown,
  },
  {
    name: 'forget-agent',
    summary: 'tell the Mesos master that an agent never comes back',
    load: () =>
      (require('./commands/forget-agent') as typeof import('./commands/forget-agent')).registerForgetAgent,
  },
  {
    name: 'verify',
    summary: 'run a real shuffle through the shuffle services and judge it',
    load: () => (require('./commands/verify') as typeof import('./commands/verify')).registerVerify,
  },
  {
    name: 'doctor',
    summary: 'look for every known trap in a cluster that is there',
    load: () => (require('./commands/doctor') as typeof import('./commands/doctor')).registerDoctor,
  },
  {
    name: 'logs',
    summary: "read Spark's logs for what they say of the shuffle",
    load: () => (require('./commands/logs') as typeof import('./commands/logs')).registerLogs,
  },
  {
    name: 'submit',
    summary: 'build, check and run the right spark-submit',
    load: () => (require('./commands/submit') as typeof import('./commands/submit')).registerSubmit,
  },
  {
    name: 'shell',
    summary: "build, check and run the right one of Spark's shells",
    load: () => (require('./commands/shell') as typeof import('./commands/shell')).registerShell,
  },
  {
    name: 'spark-defaults',
    summary: 'print or write the Spark properties that the operator publishes',
    load: () =>
      (require('./commands/spark-defaults') as typeof import('./commands/spark-defaults'))
        .registerSparkDefaults,
  },
  {
    name: 'install',
    summary: 'install Spark, libmesos, jars and settings on an edge node or agent',
    load: () => (require('./commands/install') as typeof import('./commands/install')).registerInstall,
  },
  {
    name: 'import',
    summary: 'turn a hand-made Marathon app of a shuffle service into a manifest',
    load: () => (require('./commands/import') as typeof import('./commands/import')).registerImport,
  },
  {
    name: 'image',
    summary: 'print or run the script that makes an image for agents',
    load: () => (require('./commands/image') as typeof import('./commands/image')).registerImage,
  },
  {
    name: 'monitoring',
    summary: 'print alert rules for Prometheus and a dashboard for Grafana',
    load: () =>
      (require('./commands/monitoring') as typeof import('./commands/monitoring')).registerMonitoring,
  },
  {
    name: 'lab',
    summary: 'run a simulated Mesos master and Marathon on 127.0.0.1',
    load: () => (require('./commands/lab') as typeof import('./commands/lab')).registerLab,
  },
  {
    name: 'completion',
    summary: 'print what makes bash, zsh or fish complete commands and options',
    load: () =>
      (require('./commands/completion') as typeof import('./commands/completion')).registerCompletion(verbs),
  },
];
