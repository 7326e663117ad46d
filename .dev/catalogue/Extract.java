// What the class files of one Spark say about its settings, as JSON on stdout:
//   java -cp JARS:asm:slf4j-api Extract.java FOLDER-OF-JARS
// Three witnesses: the ConfigEntry objects (made, and asked), calls such as conf.getInt("spark.x", 5), and every
// string constant that is a name.
import java.io.File;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.network.util.MapConfigProvider;
import org.apache.spark.network.util.TransportConf;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

public class Extract {
  static final Pattern NAME = Pattern.compile("spark(\\.[A-Za-z][A-Za-z0-9_-]*)+\\.?");
  static final String ENTRIES = "org/apache/spark/internal/config/";

  /** Name of a setting to the classes that hold it as a constant. */
  static final Map<String, TreeSet<String>> constants = new TreeMap<>();
  /** Name to how it is read where no entry is: `getInt 5`. */
  static final Map<String, TreeSet<String>> reads = new TreeMap<>();
  /** `class.method` that gives an entry, to the classes that call it. */
  static final Map<String, TreeSet<String>> callers = new TreeMap<>();
  static final TreeSet<String> holders = new TreeSet<>();
  static final Map<String, Map<String, Object>> entries = new TreeMap<>();
  static final List<String> unmade = new ArrayList<>();

  public static void main(String[] args) throws Exception {
    PrintStream out = System.out;
    System.setOut(System.err);
    File[] jars = new File(args[0]).listFiles((folder, name) -> name.startsWith("spark-"));
    Arrays.sort(jars);
    for (File jar : jars) {
      try (JarFile file = new JarFile(jar)) {
        for (var entry : Collections.list(file.entries())) {
          if (!entry.getName().matches("org/apache/spark/.*\\.class")) continue;
          new ClassReader(file.getInputStream(entry).readAllBytes())
              .accept(new Classes(), ClassReader.SKIP_FRAMES);
        }
      }
    }
    for (String holder : holders) makeEntries(holder);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("entries", entries);
    all.put("reads", reads);
    all.put("constants", constants);
    all.put("transport", transport());
    all.put("deprecated", table("deprecatedConfigs"));
    all.put("alternatives", table("configsWithAlternatives"));
    all.put("unmade", unmade);
    out.println(json(all));
    out.flush();
  }

  // ---- class files

  static class Classes extends ClassVisitor {
    String name;

    Classes() {
      super(Opcodes.ASM9);
    }

    @Override
    public void visit(int v, int access, String name, String signature, String parent, String[] interfaces) {
      this.name = name;
    }

    @Override
    public MethodVisitor visitMethod(int access, String method, String desc, String sig, String[] thrown) {
      if (name.endsWith("$") && isEntryGetter(desc)) holders.add(name);
      return new Calls(name);
    }
  }

  static boolean isEntryGetter(String desc) {
    return desc.startsWith("()L" + ENTRIES) && desc.endsWith("ConfigEntry;");
  }

  /** The constants that were pushed one after the other, and what is called with them. */
  static class Calls extends MethodVisitor {
    final String owner;
    final List<Object> pushed = new ArrayList<>();

    Calls(String owner) {
      super(Opcodes.ASM9);
      this.owner = owner;
    }

    @Override
    public void visitLdcInsn(Object value) {
      pushed.add(value);
      if (value instanceof String text && NAME.matcher(text).matches())
        constants.computeIfAbsent(text, k -> new TreeSet<>()).add(owner);
    }

    @Override
    public void visitInsn(int code) {
      if (code >= Opcodes.ICONST_M1 && code <= Opcodes.ICONST_5) pushed.add(code - Opcodes.ICONST_0);
      else if (code == Opcodes.LCONST_0 || code == Opcodes.LCONST_1) pushed.add((long) code - Opcodes.LCONST_0);
      else if (code == Opcodes.DCONST_0 || code == Opcodes.DCONST_1) pushed.add((double) code - Opcodes.DCONST_0);
      else pushed.clear();
    }

    @Override
    public void visitIntInsn(int code, int value) {
      if (code == Opcodes.BIPUSH || code == Opcodes.SIPUSH) pushed.add(value);
      else pushed.clear();
    }

    @Override
    public void visitMethodInsn(int code, String type, String method, String desc, boolean isInterface) {
      if (isEntryGetter(desc) && !type.equals(owner))
        callers.computeIfAbsent(type + "." + method, k -> new TreeSet<>()).add(owner);
      boolean conf = type.matches("org/apache/spark/(SparkConf|network/util/\\w*ConfigProvider)");
      Type[] wanted = Type.getArgumentTypes(desc);
      if (conf && method.matches("get.*|contains") && wanted.length > 0 && desc.startsWith("(Ljava/lang/String;")) {
        int n = wanted.length;
        if (pushed.size() >= n && pushed.get(pushed.size() - n) instanceof String key && NAME.matcher(key).matches()) {
          Object value = n == 2 ? pushed.get(pushed.size() - 1) : null;
          if (method.equals("getBoolean") && value instanceof Integer flag) value = flag == 1;
          read(key, method, value);
        } else if (n == 2 && pushed.size() == 1 && pushed.get(0) instanceof String key && NAME.matcher(key).matches()) {
          read(key, method, null);
        }
      }
      pushed.clear();
    }

    void read(String key, String method, Object value) {
      reads.computeIfAbsent(key, k -> new TreeSet<>()).add(value == null ? method : method + " " + value);
    }

    // A name whose default is worked out: the name stays the last constant while that happens.
    @Override
    public void visitVarInsn(int code, int index) {
      if (code >= Opcodes.ISTORE) pushed.clear();
    }

    @Override
    public void visitFieldInsn(int code, String type, String name, String desc) {
      pushed.clear();
    }

    @Override
    public void visitTypeInsn(int code, String type) {
      pushed.clear();
    }

    @Override
    public void visitJumpInsn(int code, Label label) {
      pushed.clear();
    }

    @Override
    public void visitInvokeDynamicInsn(String name, String desc, Handle handle, Object... arguments) {
      pushed.clear();
    }
  }

  // ---- entries

  static void makeEntries(String holder) {
    Object module;
    Class<?> type;
    try {
      type = Class.forName(holder.replace('/', '.'));
      module = type.getField("MODULE$").get(null);
    } catch (Throwable broken) {
      unmade.add(holder + ": " + root(broken));
      return;
    }
    for (Method getter : type.getMethods()) {
      if (getter.getParameterCount() != 0 || !isEntryGetter(Type.getMethodDescriptor(getter))) continue;
      try {
        getter.setAccessible(true);
        Object entry = getter.invoke(module);
        String key = (String) call(entry, "key");
        TreeSet<String> readers = callers.getOrDefault(holder + "." + getter.getName(), new TreeSet<>());
        describe(key, entry, readers);
      } catch (Throwable broken) {
        unmade.add(holder + "." + getter.getName());
      }
    }
  }

  static void describe(String key, Object entry, TreeSet<String> readers) throws Exception {
    Map<String, Object> said = new TreeMap<>();
    String value = (String) call(entry, "defaultValueString");
    if (!value.equals("<undefined>")) said.put("default", value);
    said.putAll(typeOf(entry));
    if (!(Boolean) call(entry, "isPublic")) said.put("internal", true);
    Object since = callOr(entry, "version");
    if (since instanceof String text && !text.isEmpty()) said.put("since", text);
    List<String> others = texts(callOr(entry, "alternatives"));
    if (!others.isEmpty()) said.put("alternatives", others);
    @SuppressWarnings("unchecked")
    Map<String, Object> old = entries.get(key);
    if (old != null) readers.addAll((List<String>) old.get("readers"));
    said.put("readers", new ArrayList<>(readers));
    entries.put(key, said);
  }

  /** By what its converter makes of sample values. */
  static Map<String, Object> typeOf(Object entry) throws Exception {
    Object converter = call(entry, "valueConverter");
    Object flag = convert(converter, "true");
    if (flag instanceof Boolean) return Map.of("type", "bool");
    for (int hours = 1; hours <= 3; hours++) {
      if (convert(converter, hours + "h") instanceof Long n) {
        long unit = n / hours;
        String name = unit == 3600000 ? "ms" : unit == 3600 ? "s" : unit == 60 ? "min" : unit == 1 ? "h" : "ns";
        return Map.of("type", "duration", "unit", name);
      }
    }
    for (String size : List.of("1m", "64m", "1024m", "3m")) {
      if (convert(converter, size) instanceof Long n) {
        long unit = n / Long.parseLong(size.replace("m", ""));
        return Map.of("type", "size", "unit", unit == 1 ? "m" : unit == 1024 ? "k" : "b");
      }
    }
    for (String number : List.of("15", "1", "2048", "0", "100000", "-1", "7337")) {
      Object n = convert(converter, number);
      if (n instanceof Integer || n instanceof Long) return Map.of("type", "int");
      if (n instanceof Double) return Map.of("type", "double");
    }
    for (String number : List.of("0.5", "0.9", "1.5")) {
      if (convert(converter, number) instanceof Double) return Map.of("type", "double");
    }
    Object text = convert(converter, "nothing-of-the-kind");
    if (text instanceof Failed failed) {
      Matcher words = Pattern.compile("should be one of ([^;]+?),? but was").matcher(failed.message);
      if (words.find()) return Map.of("type", "enum", "of", Arrays.asList(words.group(1).split(", ")));
    }
    Object list = convert(converter, "a,b");
    if (list != null && !(list instanceof String) && !(list instanceof Failed) && isSequence(list))
      return Map.of("type", "list");
    return Map.of("type", "string");
  }

  static boolean isSequence(Object value) {
    for (Class<?> c : allTypes(value.getClass(), new ArrayList<>())) if (c.getName().equals("scala.collection.Seq")) return true;
    return false;
  }

  static List<Class<?>> allTypes(Class<?> type, List<Class<?>> into) {
    if (type == null) return into;
    into.add(type);
    for (Class<?> one : type.getInterfaces()) allTypes(one, into);
    return allTypes(type.getSuperclass(), into);
  }

  static final class Failed {
    final String message;

    Failed(String message) {
      this.message = message;
    }
  }

  static Object convert(Object converter, String text) {
    try {
      Method apply = Class.forName("scala.Function1").getMethod("apply", Object.class);
      Object value = apply.invoke(converter, text);
      return value != null && value.getClass().getName().equals("scala.Some") ? call(value, "get") : value;
    } catch (Throwable thrown) {
      Throwable cause = thrown.getCause() == null ? thrown : thrown.getCause();
      return new Failed(String.valueOf(cause.getMessage()));
    }
  }

  // ---- tables of SparkConf, and what a TransportConf asks for

  /** Name to what stands in a table of old names. */
  static Map<String, Object> table(String name) throws Exception {
    Class<?> type = Class.forName("org.apache.spark.SparkConf$");
    Object module = type.getField("MODULE$").get(null);
    Map<String, Object> result = new TreeMap<>();
    for (Field field : type.getDeclaredFields()) {
      if (!field.getName().endsWith(name)) continue;
      field.setAccessible(true);
      Object pairs = call(field.get(module), "iterator");
      while ((Boolean) call(pairs, "hasNext")) {
        Object pair = call(pairs, "next");
        result.put((String) call(pair, "_1"), told(call(pair, "_2")));
      }
    }
    return result;
  }

  static Object told(Object value) throws Exception {
    if (!isSequence(value)) return Map.of("version", call(value, "version"), "message", call(value, "deprecationMessage"));
    List<Object> all = new ArrayList<>();
    Object items = call(value, "iterator");
    while ((Boolean) call(items, "hasNext")) {
      Object item = call(items, "next");
      all.add(Map.of("key", call(item, "key"), "version", call(item, "version")));
    }
    return all;
  }

  static Map<String, Object> transport() {
    Map<String, Object> asked = new TreeMap<>();
    MapConfigProvider provider = new MapConfigProvider(new java.util.HashMap<>()) {
      @Override
      public String get(String name) {
        asked.putIfAbsent(name, "");
        return super.get(name);
      }

      @Override
      public String get(String name, String value) {
        asked.put(name, value == null ? "" : value);
        return value;
      }
    };
    TransportConf conf = new TransportConf("shuffle", provider);
    for (Method getter : TransportConf.class.getDeclaredMethods()) {
      if (getter.getParameterCount() != 0 || !java.lang.reflect.Modifier.isPublic(getter.getModifiers())) continue;
      try {
        getter.invoke(conf);
      } catch (Throwable missing) {
        // What it asked for is noted all the same.
      }
    }
    return asked;
  }

  // ---- helpers

  static Throwable root(Throwable thrown) {
    return thrown.getCause() == null ? thrown : root(thrown.getCause());
  }

  static Object call(Object on, String name) throws Exception {
    for (Class<?> c : allTypes(on.getClass(), new ArrayList<>())) {
      try {
        Method method = c.getMethod(name);
        method.setAccessible(true);
        return method.invoke(on);
      } catch (NoSuchMethodException | java.lang.reflect.InaccessibleObjectException next) {
        // Another type of it may have it.
      }
    }
    throw new NoSuchMethodException(on.getClass() + "." + name);
  }

  static Object callOr(Object on, String name) {
    try {
      return call(on, name);
    } catch (Throwable missing) {
      return null;
    }
  }

  static List<String> texts(Object sequence) throws Exception {
    List<String> result = new ArrayList<>();
    if (sequence == null) return result;
    Object items = call(sequence, "iterator");
    while ((Boolean) call(items, "hasNext")) result.add((String) call(items, "next"));
    return result;
  }

  static String json(Object value) {
    if (value instanceof Map<?, ?> map) {
      List<String> members = new ArrayList<>();
      for (var member : new TreeMap<>(map).entrySet())
        members.add(json(member.getKey().toString()) + ":" + json(member.getValue()));
      return "{" + String.join(",", members) + "}";
    }
    if (value instanceof Iterable<?> items) {
      List<String> all = new ArrayList<>();
      for (Object item : items) all.add(json(item));
      return "[" + String.join(",", all) + "]";
    }
    if (value instanceof Boolean) return value.toString();
    StringBuilder text = new StringBuilder("\"");
    for (char c : value.toString().toCharArray()) {
      if (c == '"' || c == '\\') text.append('\\').append(c);
      else if (c < ' ' || c > '~') text.append(String.format("\\u%04x", (int) c));
      else text.append(c);
    }
    return text.append('"').toString();
  }
}
