/** A service that has no business on the open internet. */
export interface SensitivePort {
  readonly port: number;
  readonly name: string;
}

/** Ports by which machines are administered. */
export const ADMIN_PORTS: readonly SensitivePort[] = [
  { port: 22, name: 'SSH' },
  { port: 23, name: 'Telnet' },
  { port: 135, name: 'Windows RPC' },
  { port: 139, name: 'NetBIOS' },
  { port: 445, name: 'SMB' },
  { port: 512, name: 'rexec' },
  { port: 513, name: 'rlogin' },
  { port: 514, name: 'rsh' },
  { port: 623, name: 'IPMI' },
  { port: 873, name: 'rsync' },
  { port: 2375, name: 'Docker' },
  { port: 2376, name: 'Docker TLS' },
  { port: 2379, name: 'etcd' },
  { port: 3389, name: 'RDP' },
  { port: 5900, name: 'VNC' },
  { port: 5985, name: 'WinRM' },
  { port: 5986, name: 'WinRM TLS' },
  { port: 6443, name: 'Kubernetes API' },
  { port: 8291, name: 'WinBox' },
  { port: 10250, name: 'kubelet' },
];

/** Ports by which data stores are read. */
export const DATA_PORTS: readonly SensitivePort[] = [
  { port: 111, name: 'portmapper' },
  { port: 389, name: 'LDAP' },
  { port: 1433, name: 'SQL Server' },
  { port: 1434, name: 'SQL Server Browser' },
  { port: 1521, name: 'Oracle' },
  { port: 2049, name: 'NFS' },
  { port: 2181, name: 'ZooKeeper' },
  { port: 3306, name: 'MySQL' },
  { port: 5432, name: 'PostgreSQL' },
  { port: 5439, name: 'Redshift' },
  { port: 5601, name: 'Kibana' },
  { port: 5672, name: 'RabbitMQ' },
  { port: 5984, name: 'CouchDB' },
  { port: 6379, name: 'Redis' },
  { port: 7000, name: 'Cassandra' },
  { port: 8086, name: 'InfluxDB' },
  { port: 9042, name: 'Cassandra CQL' },
  { port: 9092, name: 'Kafka' },
  { port: 9200, name: 'Elasticsearch' },
  { port: 9300, name: 'Elasticsearch transport' },
  { port: 11211, name: 'Memcached' },
  { port: 15672, name: 'RabbitMQ management' },
  { port: 27017, name: 'MongoDB' },
  { port: 50070, name: 'HDFS' },
];
