package io.kmspolicy.cli.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Help.Ansi;

/** Determines whether standard output and standard error are terminals. */
final class Terminal {

  /** On Linux, symbolic links to the targets of standard output and standard error. */
  private static final Path OUTPUT = Path.of("/proc/self/fd/1");

  private static final Path ERROR_OUTPUT = Path.of("/proc/self/fd/2");

  private static final int USUAL_WIDTH = 100;

  private Terminal() {}

  static boolean isErrorOutput() {
    return isTerminal(ERROR_OUTPUT);
  }

  /** The width of standard output in characters; 0 if it is no terminal. */
  static int width() {
    if (!isTerminal(OUTPUT)) {
      return 0;
    }
    String columns = System.getenv().getOrDefault("COLUMNS", "");
    return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : USUAL_WIDTH;
  }

  private static boolean isTerminal(Path output) {
    if (Files.isSymbolicLink(output)) {
      try {
        String target = Files.readSymbolicLink(output).toString();
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
      } catch (IOException unreadable) {
        return false;
      }
    }
    return Ansi.AUTO.enabled();
  }
}
