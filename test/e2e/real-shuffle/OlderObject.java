import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;

/**
 * Writes the class file of java.lang.Object as it is, but with the number that those of Java 8 have, into a folder for
 * `--patch-module`. Spark 2 reads class files of closures, and of what they extend, by a library that refuses any
 * newer number (ASM 5 and 6); nothing else of Java's own does it read.
 */
public class OlderObject {
  public static void main(String[] arguments) throws Exception {
    String name = "java/lang/Object.class";
    byte[] content = Files.readAllBytes(FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules/java.base", name));
    content[7] = 52;
    Path target = Paths.get(arguments[0], name);
    Files.createDirectories(target.getParent());
    Files.write(target, content);
  }
}
