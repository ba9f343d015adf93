/** A service that has no business on the open internet. */
export interface SensitivePort {
  readonly port: number;
  /** Empty for a port that the configuration names. */
  readonly name: string;
  readonly protocols: readonly ('tcp' | 'udp')[];
}

/** Ports by which machines are administered. */
export const ADMIN_PORTS: readonly SensitivePort[] = [
  { port: 22, name: 'SSH', protocols: ['tcp'] },
  { port: 23, name: 'Telnet', protocols: ['tcp'] },
  { port: 135, name: 'Windows RPC', protocols: ['tcp'] },
  { port: 139, name: 'NetBIOS', protocols: ['tcp'] },
  { port: 445, name: 'SMB', protocols: ['tcp'] },
  { port: 512, name: 'rexec', protocols: ['tcp'] },
  { port: 513, name: 'rlogin', protocols: ['tcp'] },
  { port: 514, name: 'rsh', protocols: ['tcp'] },
  { port: 623, name: 'IPMI', protocols: ['udp'] },
  { port: 873, name: 'rsync', protocols: ['tcp'] },
  { port: 2375, name: 'Docker', protocols: ['tcp'] },
  { port: 2376, name: 'Docker TLS', protocols: ['tcp'] },
  { port: 2379, name: 'etcd', protocols: ['tcp'] },
  { port: 3389, name: 'RDP', protocols: ['tcp', 'udp'] },
  { port: 5900, name: 'VNC', protocols: ['tcp'] },
  { port: 5985, name: 'WinRM', protocols: ['tcp'] },
  { port: 5986, name: 'WinRM TLS', protocols: ['tcp'] },
  { port: 6443, name: 'Kubernetes API', protocols: ['tcp'] },
  { port: 8291, name: 'WinBox', protocols: ['tcp'] },
  { port: 10250, name: 'kubelet', protocols: ['tcp'] },
];

/** Ports by which data stores are read. */
export const DATA_PORTS: readonly SensitivePort[] = [
  { port: 111, name: 'portmapper', protocols: ['tcp', 'udp'] },
  { port: 389, name: 'LDAP', protocols: ['tcp', 'udp'] },
  { port: 1433, name: 'SQL Server', protocols: ['tcp'] },
  { port: 1434, name: 'SQL Server Browser', protocols: ['udp'] },
  { port: 1521, name: 'Oracle', protocols: ['tcp'] },
  { port: 2049, name: 'NFS', protocols: ['tcp', 'udp'] },
  { port: 2181, name: 'ZooKeeper', protocols: ['tcp'] },
  { port: 3306, name: 'MySQL', protocols: ['tcp'] },
  { port: 5432, name: 'PostgreSQL', protocols: ['tcp'] },
  { port: 5439, name: 'Redshift', protocols: ['tcp'] },
  { port: 5601, name: 'Kibana', protocols: ['tcp'] },
  { port: 5672, name: 'RabbitMQ', protocols: ['tcp'] },
  { port: 5984, name: 'CouchDB', protocols: ['tcp'] },
  { port: 6379, name: 'Redis', protocols: ['tcp'] },
  { port: 7000, name: 'Cassandra', protocols: ['tcp'] },
  { port: 8086, name: 'InfluxDB', protocols: ['tcp'] },
  { port: 9042, name: 'Cassandra CQL', protocols: ['tcp'] },
  { port: 9092, name: 'Kafka', protocols: ['tcp'] },
  { port: 9200, name: 'Elasticsearch', protocols: ['tcp'] },
  { port: 9300, name: 'Elasticsearch transport', protocols: ['tcp'] },
  { port: 11211, name: 'Memcached', protocols: ['tcp', 'udp'] },
  { port: 15672, name: 'RabbitMQ management', protocols: ['tcp'] },
  { port: 27017, name: 'MongoDB', protocols: ['tcp'] },
  { port: 50070, name: 'HDFS', protocols: ['tcp'] },
];
