package io.kmspolicy.benchmarks.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The runnable jar of the command line, below the directory of the project. */
final class CommandLineJar {

  static final Path JAR = Path.of("kms-policy-cli", "target", "kms-policy.jar");

  private CommandLineJar() {}

  /**
   * The words that run the command line.
   *
   * @param options options of the JVM
   * @param arguments the command and its arguments
   * @throws IOException if the jar is not there
   */
  static List<String> command(List<String> options, List<String> arguments) throws IOException {
    if (!Files.exists(JAR)) {
      throw new IOException("needs `" + JAR + "` below the working directory; run `mvn package`");
    }
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(options);
    words.add("-jar");
    words.add(JAR.toString());
    words.addAll(arguments);
    return words;
  }
}
