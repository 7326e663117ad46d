import type { MesosRelease } from './mesos-release';

/** How a flag's value is written and checked. An array lists the words that are allowed. */
export type FlagKind =
  | 'boolean'
  | 'count'
  | 'duration'
  | 'fraction'
  | 'json'
  | 'list'
  | 'port'
  /** A file that holds a secret: only its path is ever a flag. */
  | 'secret'
  | 'size'
  | 'text'
  | readonly string[];

export interface FlagFact {
  /** As on the command line; the environment has `MESOS_` and the name in capitals. */
  readonly name: string;
  readonly is: FlagKind;
  /** What mesos-agent uses where the flag is not set. */
  readonly default?: string;
  readonly deprecated?: true;
  /**
   * The first Mesos that has it, from 1.2 on: `add(&Flags::…)` in src/slave/flags.cpp and src/logging/flags.cpp at
   * the tags 1.1.0 to 1.11.0. None of the flags below has gone since.
   * @default - Mesos 1.1 has it already
   */
  readonly since?: MesosRelease;
}

/** Every flag of mesos-agent 1.12.0 (development head, c1b42f79d) as it lists them itself. */
export const agentFlagFacts = [
  { name: 'acls', is: 'json' },
  { name: 'advertise_ip', is: 'text' },
  { name: 'advertise_port', is: 'port' },
  { name: 'agent_features', is: 'json', since: '1.5' },
  { name: 'agent_subsystems', is: 'list' },
  { name: 'allowed_devices', is: 'json', since: '1.3' },
  { name: 'appc_simple_discovery_uri_prefix', is: 'text', default: 'http://' },
  { name: 'appc_store_dir', is: 'text', default: '/tmp/mesos/store/appc' },
  { name: 'attributes', is: 'text' },
  { name: 'authenticate_http_executors', is: 'boolean', default: 'false', since: '1.3' },
  { name: 'authenticate_http_readonly', is: 'boolean', default: 'false' },
  { name: 'authenticate_http_readwrite', is: 'boolean', default: 'false' },
  { name: 'authenticatee', is: 'text', default: 'crammd5' },
  { name: 'authentication_backoff_factor', is: 'duration', default: '1secs' },
  { name: 'authentication_timeout_max', is: 'duration', default: '1mins', since: '1.7' },
  { name: 'authentication_timeout_min', is: 'duration', default: '5secs', since: '1.7' },
  { name: 'authorizer', is: 'text', default: 'local' },
  { name: 'bounding_capabilities', is: 'json', since: '1.4' },
  { name: 'cgroups_cpu_enable_pids_and_tids_count', is: 'boolean', default: 'false' },
  { name: 'cgroups_destroy_timeout', is: 'duration', default: '1mins', since: '1.7' },
  { name: 'cgroups_enable_cfs', is: 'boolean', default: 'false' },
  { name: 'cgroups_hierarchy', is: 'text', default: '/sys/fs/cgroup' },
  { name: 'cgroups_limit_swap', is: 'boolean', default: 'false' },
  { name: 'cgroups_net_cls_primary_handle', is: 'text' },
  { name: 'cgroups_net_cls_secondary_handles', is: 'text' },
  { name: 'cgroups_root', is: 'text', default: 'mesos' },
  { name: 'container_disk_watch_interval', is: 'duration', default: '15secs' },
  { name: 'container_logger', is: 'text' },
  { name: 'containerizers', is: 'list', default: 'mesos' },
  { name: 'credential', is: 'secret' },
  { name: 'csi_plugin_config_dir', is: 'text', since: '1.11' },
  { name: 'default_container_dns', is: 'json', since: '1.4' },
  { name: 'default_container_info', is: 'json' },
  { name: 'default_container_shm_size', is: 'size', since: '1.9' },
  { name: 'default_role', is: 'text', default: '*' },
  { name: 'disallow_sharing_agent_ipc_namespace', is: 'boolean', default: 'false', since: '1.9' },
  { name: 'disallow_sharing_agent_pid_namespace', is: 'boolean', default: 'false', since: '1.4' },
  { name: 'disk_profile_adaptor', is: 'text', since: '1.5' },
  { name: 'disk_watch_interval', is: 'duration', default: '1mins' },
  { name: 'docker', is: 'text', default: 'docker' },
  { name: 'docker_config', is: 'secret' },
  { name: 'docker_ignore_runtime', is: 'boolean', default: 'false', since: '1.9' },
  { name: 'docker_kill_orphans', is: 'boolean', default: 'true' },
  { name: 'docker_mesos_image', is: 'text' },
  { name: 'docker_registry', is: 'text', default: 'https://registry-1.docker.io' },
  { name: 'docker_remove_delay', is: 'duration', default: '6hrs' },
  { name: 'docker_socket', is: 'text', default: '/var/run/docker.sock' },
  { name: 'docker_stop_timeout', is: 'duration', default: '0ns', deprecated: true },
  { name: 'docker_store_dir', is: 'text', default: '/tmp/mesos/store/docker' },
  { name: 'docker_volume_checkpoint_dir', is: 'text', default: '/var/run/mesos/isolators/docker/volume' },
  { name: 'docker_volume_chown', is: 'boolean', default: 'false', since: '1.9' },
  { name: 'domain', is: 'json', since: '1.4' },
  { name: 'domain_socket_location', is: 'text', since: '1.10' },
  { name: 'effective_capabilities', is: 'json', since: '1.4' },
  { name: 'enforce_container_disk_quota', is: 'boolean', default: 'false' },
  { name: 'executor_environment_variables', is: 'json' },
  { name: 'executor_registration_timeout', is: 'duration', default: '1mins' },
  { name: 'executor_reregistration_retry_interval', is: 'duration', since: '1.4' },
  { name: 'executor_reregistration_timeout', is: 'duration', default: '2secs', since: '1.4' },
  { name: 'executor_shutdown_grace_period', is: 'duration', default: '5secs' },
  { name: 'external_log_file', is: 'text' },
  { name: 'fetcher_cache_dir', is: 'text', default: '/tmp/mesos/fetch' },
  { name: 'fetcher_cache_size', is: 'size', default: '2GB' },
  { name: 'fetcher_stall_timeout', is: 'duration', default: '1mins', since: '1.6' },
  { name: 'firewall_rules', is: 'json' },
  { name: 'frameworks_home', is: 'text', default: '' },
  { name: 'gc_delay', is: 'duration', default: '1weeks' },
  { name: 'gc_disk_headroom', is: 'fraction', default: '0.1' },
  { name: 'gc_non_executor_container_sandboxes', is: 'boolean', default: 'false', since: '1.7' },
  { name: 'hadoop_home', is: 'text' },
  { name: 'help', is: 'boolean', default: 'false' },
  { name: 'hooks', is: 'list' },
  { name: 'host_path_volume_force_creation', is: 'text', since: '1.8' },
  { name: 'hostname', is: 'text' },
  { name: 'hostname_lookup', is: 'boolean', default: 'true' },
  { name: 'http_authenticators', is: 'list' },
  { name: 'http_command_executor', is: 'boolean', default: 'false' },
  { name: 'http_credentials', is: 'secret' },
  { name: 'http_executor_domain_sockets', is: 'boolean', default: 'false', since: '1.10' },
  { name: 'http_heartbeat_interval', is: 'duration', default: '30secs', since: '1.2' },
  { name: 'image_gc_config', is: 'json', since: '1.5' },
  { name: 'image_providers', is: 'list' },
  { name: 'image_provisioner_backend', is: 'text' },
  { name: 'initialize_driver_logging', is: 'boolean', default: 'true' },
  { name: 'ip', is: 'text' },
  { name: 'ip6', is: 'text', since: '1.4' },
  { name: 'ip6_discovery_command', is: 'text', since: '1.4' },
  { name: 'ip_discovery_command', is: 'text' },
  { name: 'isolation', is: 'list', default: 'posix/cpu,posix/mem' },
  { name: 'jwt_secret_key', is: 'secret', since: '1.5' },
  { name: 'launcher', is: ['linux', 'posix'], default: 'linux' },
  { name: 'launcher_dir', is: 'text', default: '/usr/libexec/mesos' },
  { name: 'log_dir', is: 'text' },
  { name: 'logbufsecs', is: 'count', default: '0' },
  { name: 'logging_level', is: ['INFO', 'WARNING', 'ERROR'], default: 'INFO' },
  { name: 'master', is: 'text' },
  { name: 'master_detector', is: 'text' },
  { name: 'max_completed_executors_per_framework', is: 'count', default: '150' },
  { name: 'memory_profiling', is: 'boolean', default: 'false', since: '1.6' },
  { name: 'modules', is: 'json' },
  { name: 'modules_dir', is: 'text' },
  { name: 'network_cni_config_dir', is: 'text' },
  { name: 'network_cni_metrics', is: 'boolean', default: 'true', since: '1.7' },
  { name: 'network_cni_plugins_dir', is: 'text' },
  { name: 'network_cni_root_dir_persist', is: 'boolean', default: 'false', since: '1.8' },
  { name: 'nvidia_gpu_devices', is: 'list' },
  { name: 'oversubscribed_resources_interval', is: 'duration', default: '15secs' },
  { name: 'perf_duration', is: 'duration', default: '10secs' },
  { name: 'perf_events', is: 'list' },
  { name: 'perf_interval', is: 'duration', default: '1mins' },
  { name: 'port', is: 'port', default: '5051' },
  { name: 'qos_controller', is: 'text' },
  { name: 'qos_correction_interval_min', is: 'duration', default: '0ns' },
  { name: 'quiet', is: 'boolean', default: 'false' },
  { name: 'reconfiguration_policy', is: ['equal', 'additive'], default: 'equal', since: '1.5' },
  { name: 'recover', is: ['reconnect', 'cleanup'], default: 'reconnect' },
  { name: 'recovery_timeout', is: 'duration', default: '15mins' },
  { name: 'registration_backoff_factor', is: 'duration', default: '1secs' },
  { name: 'resource_estimator', is: 'text' },
  { name: 'resource_provider_config_dir', is: 'text', since: '1.4' },
  { name: 'resources', is: 'text' },
  { name: 'revocable_cpu_low_priority', is: 'boolean', default: 'true' },
  { name: 'runtime_dir', is: 'text', default: '/var/run/mesos' },
  { name: 'sandbox_directory', is: 'text', default: '/mnt/mesos/sandbox' },
  { name: 'seccomp_config_dir', is: 'text', since: '1.8' },
  { name: 'seccomp_profile_name', is: 'text', since: '1.8' },
  { name: 'secret_resolver', is: 'text', since: '1.4' },
  { name: 'strict', is: 'boolean', default: 'true' },
  { name: 'switch_user', is: 'boolean', default: 'true' },
  { name: 'systemd_enable_support', is: 'boolean', default: 'true' },
  { name: 'systemd_runtime_directory', is: 'text', default: '/run/systemd/system' },
  { name: 'version', is: 'boolean', default: 'false' },
  { name: 'volume_gid_range', is: 'text', since: '1.8' },
  { name: 'work_dir', is: 'text', default: '' },
  { name: 'zk_session_timeout', is: 'duration', default: '10secs', since: '1.5' },
] as const satisfies readonly FlagFact[];
