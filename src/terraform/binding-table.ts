/** How a resource type puts groups on network interfaces. */
export interface BindingPaths {
  /** Arguments that hold group ids, a list or one; a dot leads into nested blocks. */
  readonly groups: readonly string[];
  /** Attributes of state that hold the ids of the interfaces, a list or one. */
  readonly interfaces?: readonly string[];
}

const AT_TOP = { groups: ['security_group_ids'] };
const NAMED_GROUPS = { groups: ['security_groups'] };
const VPC_GROUPS = { groups: ['vpc_security_group_ids'] };
const IN_VPC_CONFIG = { groups: ['vpc_config.security_group_ids'] };
const IN_VPC_OPTIONS = { groups: ['vpc_options.security_group_ids'] };
const IN_VPC_CONFIGURATION = { groups: ['vpc_configuration.security_group_ids'] };
const OPSWORKS_LAYER = { groups: ['custom_security_group_ids'] };
const INSTANCE = {
  groups: ['vpc_security_group_ids', 'security_groups'],
  interfaces: ['primary_network_interface_id'],
};

/**
 * The resource types that put security groups on network interfaces, after the schema of the AWS provider.
 * A test holds every entry against that schema.
 */
export const BINDING_TABLE: Readonly<Record<string, BindingPaths>> = {
  // Interfaces themselves
  aws_network_interface: { ...NAMED_GROUPS, interfaces: ['id'] },
  aws_network_interface_sg_attachment: {
    groups: ['security_group_id'],
    interfaces: ['network_interface_id'],
  },

  // Compute
  aws_instance: INSTANCE,
  aws_spot_instance_request: INSTANCE,
  aws_spot_fleet_request: { groups: ['launch_specification.vpc_security_group_ids'] },
  aws_launch_template: { groups: ['vpc_security_group_ids', 'network_interfaces.security_groups'] },
  aws_launch_configuration: NAMED_GROUPS,
  aws_imagebuilder_infrastructure_configuration: AT_TOP,
  aws_batch_compute_environment: { groups: ['compute_resources.security_group_ids'] },
  aws_lambda_function: {
    groups: ['vpc_config.security_group_ids', 'replacement_security_group_ids'],
  },
  aws_apprunner_vpc_connector: NAMED_GROUPS,
  aws_ec2_instance_connect_endpoint: { ...AT_TOP, interfaces: ['network_interface_ids'] },
  aws_drs_replication_configuration_template: {
    groups: ['replication_servers_security_groups_ids'],
  },
  aws_m2_environment: AT_TOP,
  aws_opsworks_instance: AT_TOP,
  aws_opsworks_custom_layer: OPSWORKS_LAYER,
  aws_opsworks_ecs_cluster_layer: OPSWORKS_LAYER,
  aws_opsworks_ganglia_layer: OPSWORKS_LAYER,
  aws_opsworks_haproxy_layer: OPSWORKS_LAYER,
  aws_opsworks_java_app_layer: OPSWORKS_LAYER,
  aws_opsworks_memcached_layer: OPSWORKS_LAYER,
  aws_opsworks_mysql_layer: OPSWORKS_LAYER,
  aws_opsworks_nodejs_app_layer: OPSWORKS_LAYER,
  aws_opsworks_php_app_layer: OPSWORKS_LAYER,
  aws_opsworks_rails_app_layer: OPSWORKS_LAYER,
  aws_opsworks_static_web_layer: OPSWORKS_LAYER,

  // Containers
  aws_ecs_service: { groups: ['network_configuration.security_groups'] },
  aws_ecs_task_set: { groups: ['network_configuration.security_groups'] },
  aws_eks_cluster: IN_VPC_CONFIG,
  aws_scheduler_schedule: {
    groups: ['target.ecs_parameters.network_configuration.security_groups'],
  },
  aws_cloudwatch_event_target: {
    groups: ['ecs_target.network_configuration.security_groups'],
  },
  aws_pipes_pipe: {
    groups: [
      'source_parameters.self_managed_kafka_parameters.vpc.security_groups',
      'target_parameters.ecs_task_parameters.network_configuration.aws_vpc_configuration.security_groups',
    ],
  },

  // Load balancing and networking
  aws_lb: NAMED_GROUPS,
  aws_alb: NAMED_GROUPS,
  aws_elb: NAMED_GROUPS,
  aws_vpc_endpoint: { ...AT_TOP, interfaces: ['network_interface_ids'] },
  aws_vpc_endpoint_security_group_association: { groups: ['security_group_id'] },
  aws_apigatewayv2_vpc_link: AT_TOP,
  aws_ec2_client_vpn_endpoint: AT_TOP,
  aws_route53_resolver_endpoint: AT_TOP,
  aws_verifiedaccess_endpoint: AT_TOP,
  aws_vpclattice_service_network_vpc_association: AT_TOP,
  aws_vpclattice_resource_gateway: AT_TOP,
  aws_s3outposts_endpoint: { groups: ['security_group_id'] },

  // Databases and caches
  aws_db_instance: VPC_GROUPS,
  aws_rds_cluster: VPC_GROUPS,
  aws_db_proxy: VPC_GROUPS,
  aws_db_proxy_endpoint: VPC_GROUPS,
  aws_docdb_cluster: VPC_GROUPS,
  aws_docdbelastic_cluster: VPC_GROUPS,
  aws_neptune_cluster: VPC_GROUPS,
  aws_timestreaminfluxdb_db_instance: VPC_GROUPS,
  aws_dax_cluster: AT_TOP,
  aws_elasticache_cluster: AT_TOP,
  aws_elasticache_replication_group: AT_TOP,
  aws_elasticache_serverless_cache: AT_TOP,
  aws_memorydb_cluster: AT_TOP,
  aws_redshift_cluster: VPC_GROUPS,
  aws_redshift_endpoint_access: VPC_GROUPS,
  aws_redshiftserverless_workgroup: AT_TOP,
  aws_redshiftserverless_endpoint_access: VPC_GROUPS,
  aws_dms_replication_instance: VPC_GROUPS,
  aws_dms_replication_config: { groups: ['compute_config.vpc_security_group_ids'] },

  // Search
  aws_opensearch_domain: IN_VPC_OPTIONS,
  aws_opensearch_vpc_endpoint: IN_VPC_OPTIONS,
  aws_opensearchserverless_vpc_endpoint: AT_TOP,
  aws_elasticsearch_domain: IN_VPC_OPTIONS,
  aws_elasticsearch_vpc_endpoint: IN_VPC_OPTIONS,
  aws_osis_pipeline: IN_VPC_OPTIONS,

  // Queues and streams
  aws_mq_broker: NAMED_GROUPS,
  aws_msk_cluster: { groups: ['broker_node_group_info.security_groups'] },
  aws_msk_serverless_cluster: IN_VPC_CONFIG,
  aws_msk_vpc_connection: NAMED_GROUPS,
  aws_msk_replicator: { groups: ['kafka_cluster.vpc_config.security_groups_ids'] },
  aws_mskconnect_connector: {
    groups: ['kafka_cluster.apache_kafka_cluster.vpc.security_groups'],
  },
  aws_kinesisanalyticsv2_application: {
    groups: ['application_configuration.vpc_configuration.security_group_ids'],
  },
  aws_kinesis_firehose_delivery_stream: {
    groups: [
      'elasticsearch_configuration.vpc_config.security_group_ids',
      'opensearch_configuration.vpc_config.security_group_ids',
      'opensearchserverless_configuration.vpc_config.security_group_ids',
    ],
  },
  aws_iot_topic_rule_destination: { groups: ['vpc_configuration.security_groups'] },

  // Files
  aws_efs_mount_target: { ...NAMED_GROUPS, interfaces: ['network_interface_id'] },
  aws_fsx_file_cache: { ...AT_TOP, interfaces: ['network_interface_ids'] },
  aws_fsx_lustre_file_system: { ...AT_TOP, interfaces: ['network_interface_ids'] },
  aws_fsx_ontap_file_system: { ...AT_TOP, interfaces: ['network_interface_ids'] },
  aws_fsx_openzfs_file_system: { ...AT_TOP, interfaces: ['network_interface_ids'] },
  aws_fsx_windows_file_system: { ...AT_TOP, interfaces: ['network_interface_ids'] },
  aws_transfer_server: { groups: ['endpoint_details.security_group_ids'] },
  aws_datasync_agent: { groups: ['security_group_arns'] },
  aws_datasync_location_efs: { groups: ['ec2_config.security_group_arns'] },
  aws_datasync_location_fsx_lustre_file_system: { groups: ['security_group_arns'] },
  aws_datasync_location_fsx_ontap_file_system: { groups: ['security_group_arns'] },
  aws_datasync_location_fsx_openzfs_file_system: { groups: ['security_group_arns'] },
  aws_datasync_location_fsx_windows_file_system: { groups: ['security_group_arns'] },

  // Data and machine learning
  aws_emr_cluster: {
    groups: [
      'ec2_attributes.emr_managed_master_security_group',
      'ec2_attributes.emr_managed_slave_security_group',
      'ec2_attributes.service_access_security_group',
      'ec2_attributes.additional_master_security_groups',
      'ec2_attributes.additional_slave_security_groups',
    ],
  },
  aws_emr_studio: { groups: ['engine_security_group_id', 'workspace_security_group_id'] },
  aws_emrserverless_application: { groups: ['network_configuration.security_group_ids'] },
  aws_glue_connection: {
    groups: ['physical_connection_requirements.security_group_id_list'],
  },
  aws_glue_dev_endpoint: AT_TOP,
  aws_mwaa_environment: { groups: ['network_configuration.security_group_ids'] },
  aws_quicksight_vpc_connection: AT_TOP,
  aws_grafana_workspace: IN_VPC_CONFIGURATION,
  aws_prometheus_scraper: { groups: ['source.eks.security_group_ids'] },
  aws_finspace_kx_cluster: IN_VPC_CONFIGURATION,
  aws_bedrock_custom_model: IN_VPC_CONFIG,
  aws_comprehend_document_classifier: IN_VPC_CONFIG,
  aws_comprehend_entity_recognizer: IN_VPC_CONFIG,
  aws_sagemaker_domain: {
    groups: [
      'default_user_settings.security_groups',
      'default_space_settings.security_groups',
      'domain_settings.security_group_ids',
    ],
  },
  aws_sagemaker_user_profile: { groups: ['user_settings.security_groups'] },
  aws_sagemaker_model: IN_VPC_CONFIG,
  aws_sagemaker_notebook_instance: {
    ...NAMED_GROUPS,
    interfaces: ['network_interface_id'],
  },
  aws_sagemaker_data_quality_job_definition: {
    groups: ['network_config.vpc_config.security_group_ids'],
  },
  aws_sagemaker_workforce: { groups: ['workforce_vpc_config.security_group_ids'] },

  // Builds, desktops and media
  aws_codebuild_project: IN_VPC_CONFIG,
  aws_codebuild_fleet: IN_VPC_CONFIG,
  aws_codeconnections_host: IN_VPC_CONFIGURATION,
  aws_codestarconnections_host: IN_VPC_CONFIGURATION,
  aws_synthetics_canary: IN_VPC_CONFIG,
  aws_devicefarm_test_grid_project: IN_VPC_CONFIG,
  aws_appstream_fleet: IN_VPC_CONFIG,
  aws_appstream_image_builder: IN_VPC_CONFIG,
  aws_workspaces_directory: {
    groups: ['workspace_creation_properties.custom_security_group_id'],
  },
  aws_workspacesweb_network_settings: AT_TOP,
  aws_worklink_fleet: { groups: ['network.security_group_ids'] },
  aws_medialive_channel: { groups: ['vpc.security_group_ids'] },
  aws_medialive_input: { groups: ['vpc.security_group_ids'] },

  // Options that join an instance's groups
  aws_db_option_group: { groups: ['option.vpc_security_group_memberships'] },
};
