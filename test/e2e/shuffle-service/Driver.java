import java.util.Map;
import org.apache.spark.network.shuffle.mesos.MesosExternalBlockStoreClient;
import org.apache.spark.network.shuffle.protocol.ExecutorShuffleInfo;
import org.apache.spark.network.util.MapConfigProvider;
import org.apache.spark.network.util.TransportConf;

/** What a driver on Mesos and its executor say to a shuffle service: arguments are its port and a directory. */
public class Driver {
  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    TransportConf conf = new TransportConf("shuffle", new MapConfigProvider(Map.of()));
    client(conf).registerDriverWithShuffleService("127.0.0.1", port, 15_000, 5000);
    // Of its own, as an executor is another process: it closes its connection.
    client(conf).registerWithShuffleServer("127.0.0.1", port, "1",
        new ExecutorShuffleInfo(new String[] {arguments[1]}, 64, "org.apache.spark.shuffle.sort.SortShuffleManager"));
    Thread.sleep(35_000);
    System.out.println("the driver lived");
    System.exit(0);
  }

  private static MesosExternalBlockStoreClient client(TransportConf conf) {
    MesosExternalBlockStoreClient client = new MesosExternalBlockStoreClient(conf, null, false, 5000);
    client.init("an-application");
    return client;
  }
}
