import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Paths;
import java.util.Arrays;

/**
 * What Spark's own dispatcher makes of a submission: the shell command of the driver's task, and what the Mesos
 * fetcher is to fetch. By reflection, so that one class file serves every version of Spark.
 */
public class Dispatcher {
  public static void main(String[] args) throws Exception {
    Class<?> confClass = Class.forName("org.apache.spark.SparkConf");
    Object conf = confClass.getConstructor(boolean.class).newInstance(false);
    Method set = confClass.getMethod("set", String.class, String.class);
    set.invoke(conf, "spark.master", "zk://10.0.0.1:2181/mesos");
    set.invoke(conf, "spark.app.name", "dispatcher");
    for (int i = 1; i < args.length; i += 2) set.invoke(conf, args[i], args[i + 1]);
    String mesos = "org.apache.spark.scheduler.cluster.mesos.";
    Object engine = Class.forName(mesos + "BlackHoleMesosClusterPersistenceEngineFactory").getConstructor().newInstance();
    Class<?> schedulerClass = Class.forName(mesos + "MesosClusterScheduler");
    Object scheduler = schedulerClass.getConstructors()[0].newInstance(engine, conf);
    Class<?> servletClass = Class.forName("org.apache.spark.deploy.rest.mesos.MesosSubmitRequestServlet");
    Object servlet = servletClass.getConstructors()[0].newInstance(scheduler, conf);
    String json = new String(Files.readAllBytes(Paths.get(args[0])), "UTF-8");
    Object request = Class.forName("org.apache.spark.deploy.rest.SubmitRestProtocolMessage")
        .getMethod("fromJson", String.class).invoke(null, json);
    Object driver = method(servletClass, "buildDriverDescription").invoke(servlet, request);
    System.out.println("COMMAND");
    System.out.print(method(schedulerClass, "getDriverCommandValue").invoke(scheduler, driver));
    System.out.print("\0");
    System.out.print(method(schedulerClass, "getDriverUris").invoke(scheduler, driver));
    System.out.print("\0");
    System.out.flush();
    System.exit(0);
  }

  private static Method method(Class<?> owner, String name) {
    for (Method method : owner.getDeclaredMethods()) {
      if (method.getName().equals(name) || method.getName().endsWith("$$" + name)) {
        method.setAccessible(true);
        return method;
      }
    }
    throw new IllegalStateException(owner + " has no " + name + ", only " + Arrays.toString(owner.getDeclaredMethods()));
  }
}
