import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;
import org.apache.mesos.Protos;
import org.apache.mesos.SchedulerDriver;
import org.apache.spark.SecurityManager;
import org.apache.spark.SecurityManager$;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.mesos.ui.MesosClusterUI;
import org.apache.spark.deploy.rest.mesos.MesosRestServer;
import org.apache.spark.scheduler.cluster.mesos.BlackHoleMesosClusterPersistenceEngineFactory;
import org.apache.spark.scheduler.cluster.mesos.MesosClusterScheduler;

/**
 * Spark's own dispatcher: its REST server and its scheduler, with this program in the place of libmesos. It does as
 * a master would what it reads: "register", "offer", "status TASK STATE", "labels TASK"; and says on its output
 * what the dispatcher asks of the master.
 */
public class RealDispatcher {
  private static final java.util.Map<String, Protos.TaskInfo> tasks = new java.util.TreeMap<>();

  public static void main(String[] args) throws Exception {
    SparkConf conf = new SparkConf(false)
        .set("spark.master", "zk://master:2181/mesos")
        .set("spark.app.name", "Spark Cluster")
        .set("spark.mesos.maxDrivers", System.getProperty("maxDrivers", "200"));
    MesosClusterScheduler scheduler =
        new MesosClusterScheduler(new BlackHoleMesosClusterPersistenceEngineFactory(), conf);
    scheduler.frameworkUrl_$eq("http://127.0.0.1:8081");
    MesosRestServer server = new MesosRestServer("127.0.0.1", 0, conf, scheduler);
    say("port " + server.start());
    MesosClusterUI ui = new MesosClusterUI(
        new SecurityManager(conf, scala.Option.empty(), SecurityManager$.MODULE$.$lessinit$greater$default$3()),
        0, conf, "127.0.0.1", scheduler);
    ui.bind();
    say("ui " + ui.boundPort());
    SchedulerDriver driver = (SchedulerDriver) Proxy.newProxyInstance(
        RealDispatcher.class.getClassLoader(), new Class<?>[] {SchedulerDriver.class}, RealDispatcher::asked);
    Method registered = MesosClusterScheduler.class.getMethod(
        "registered", SchedulerDriver.class, Protos.FrameworkID.class, Protos.MasterInfo.class);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ");
      switch (words[0]) {
        case "register":
          registered.invoke(scheduler, driver,
              Protos.FrameworkID.newBuilder().setValue("fw-0001").build(),
              Protos.MasterInfo.newBuilder().setId("m").setIp(1).setPort(5050).build());
          scheduler.ready_$eq(true);
          say("registered");
          break;
        case "offer":
          scheduler.resourceOffers(driver, List.of(offer()));
          say("offered");
          break;
        case "status":
          scheduler.statusUpdate(driver, status(words[1], words[2]));
          say("told");
          break;
        default:
          throw new IllegalArgumentException(line);
      }
    }
  }

  private static Object asked(Object proxy, Method method, Object[] args) {
    if (method.getName().equals("launchTasks")) {
      for (Object one : (Collection<?>) args[1]) {
        Protos.TaskInfo task = (Protos.TaskInfo) one;
        tasks.put(task.getTaskId().getValue(), task);
        StringBuilder labels = new StringBuilder();
        for (Protos.Label label : task.getLabels().getLabelsList()) {
          labels.append(' ').append(label.getKey()).append('=').append(label.getValue());
        }
        String frameworkId = "";
        for (Protos.Environment.Variable one1 : task.getCommand().getEnvironment().getVariablesList()) {
          if (one1.getName().equals("SPARK_SUBMIT_OPTS")) frameworkId = one1.getValue().trim();
        }
        say("launch " + task.getTaskId().getValue() + " [" + task.getName() + "]" + labels + " " + frameworkId);
        byte[] command = task.getCommand().getValue().getBytes(java.nio.charset.StandardCharsets.UTF_8);
        say("command " + java.util.Base64.getEncoder().encodeToString(command));
      }
    } else if (method.getName().equals("killTask")) {
      say("kill " + ((Protos.TaskID) args[0]).getValue());
    }
    return Protos.Status.DRIVER_RUNNING;
  }

  private static Protos.Offer offer() {
    return Protos.Offer.newBuilder()
        .setId(Protos.OfferID.newBuilder().setValue("o"))
        .setFrameworkId(Protos.FrameworkID.newBuilder().setValue("fw-0001"))
        .setSlaveId(Protos.SlaveID.newBuilder().setValue("agent-S1"))
        .setHostname("agent-1")
        .addResources(scalar("cpus", 8))
        .addResources(scalar("mem", 15360))
        .build();
  }

  private static Protos.Resource scalar(String name, double value) {
    return Protos.Resource.newBuilder().setName(name).setType(Protos.Value.Type.SCALAR).setRole("*")
        .setScalar(Protos.Value.Scalar.newBuilder().setValue(value)).build();
  }

  private static Protos.TaskStatus status(String task, String state) {
    return Protos.TaskStatus.newBuilder()
        .setTaskId(Protos.TaskID.newBuilder().setValue(task))
        .setState(Protos.TaskState.valueOf(state))
        .setMessage("as told")
        .setSlaveId(Protos.SlaveID.newBuilder().setValue("agent-S1"))
        .setTimestamp(1767225600)
        .build();
  }

  private static void say(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
