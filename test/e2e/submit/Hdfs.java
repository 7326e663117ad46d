import java.io.File;
import java.io.FileWriter;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.MiniDFSNNTopology;

/** A real HDFS: two NameNodes of the name service "hdfs", the second of which is active, and a DataNode. */
public class Hdfs {
  public static void main(String[] args) throws Exception {
    File folder = new File(args[0]);
    Configuration conf = new Configuration();
    conf.set("hdfs.minidfs.basedir", new File(folder, "dfs").getPath());
    conf.set("dfs.permissions.enabled", "false");
    MiniDFSNNTopology topology = MiniDFSNNTopology.simpleHATopology();
    MiniDFSCluster cluster = new MiniDFSCluster.Builder(conf).nnTopology(topology).numDataNodes(1).build();
    cluster.waitActive();
    cluster.transitionToActive(1);
    cluster.waitActive();
    StringBuilder site = new StringBuilder("<configuration>");
    property(site, "dfs.nameservices", "hdfs");
    property(site, "dfs.ha.namenodes.hdfs", "nn0,nn1");
    for (int i = 0; i < 2; i++) {
      property(site, "dfs.namenode.rpc-address.hdfs.nn" + i, "127.0.0.1:" + cluster.getNameNodePort(i));
      property(site, "dfs.namenode.http-address.hdfs.nn" + i, "127.0.0.1:" + cluster.getNameNode(i).getHttpAddress().getPort());
    }
    property(site, "dfs.client.failover.proxy.provider.hdfs",
        "org.apache.hadoop.hdfs.server.namenode.ha.ConfiguredFailoverProxyProvider");
    write(new File(folder, "hdfs-site.xml"), site.append("</configuration>\n").toString());
    StringBuilder core = new StringBuilder("<configuration>");
    property(core, "fs.defaultFS", "hdfs://hdfs");
    write(new File(folder, "core-site.xml"), core.append("</configuration>\n").toString());
    System.out.println("ready");
    while (System.in.read() >= 0) { }
    cluster.shutdown(true);
    System.exit(0);
  }

  private static void property(StringBuilder text, String name, String value) {
    text.append("<property><name>").append(name).append("</name><value>").append(value).append("</value></property>");
  }

  private static void write(File file, String text) throws Exception {
    try (FileWriter writer = new FileWriter(file)) { writer.write(text); }
  }
}
