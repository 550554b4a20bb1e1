package io.kmspolicy.cli.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Help.Ansi;

/** Determines whether standard error is a terminal. */
final class Terminal {

  /** On Linux, a symbolic link to the target of standard error. */
  private static final Path ERROR_OUTPUT = Path.of("/proc/self/fd/2");

  private Terminal() {}

  static boolean isErrorOutput() {
    if (Files.isSymbolicLink(ERROR_OUTPUT)) {
      try {
        String target = Files.readSymbolicLink(ERROR_OUTPUT).toString();
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
      } catch (IOException unreadable) {
        return false;
      }
    }
    return Ansi.AUTO.enabled();
  }
}
