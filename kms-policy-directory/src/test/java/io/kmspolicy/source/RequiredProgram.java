package io.kmspolicy.source;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * A program that tests start. Where it is missing, the tests that need it are skipped, with the
 * reason; in continuous integration (environment variable {@code CI}) they fail.
 */
public enum RequiredProgram {
  /** The server of the AWS stand-in moto, whichever Python comes first on the path. */
  MOTO("/usr/bin/moto_server", "Debian packages python3-moto and python3-flask-cors"),
  /** The browser in which pages are tested. */
  CHROMIUM("chromium", "Debian package chromium"),
  /** What drives the browser. */
  CHROMEDRIVER("chromedriver", "Debian package chromium-driver"),
  /** The shell of a system such as Linux or macOS. */
  SHELL("/bin/sh", "every POSIX system has it"),
  /** The shell of the scripts. */
  BASH("bash", "Debian package bash"),
  /** Git. */
  GIT("git", "Debian package git");

  private final String file;
  private final String origin;

  RequiredProgram(String file, String origin) {
    this.file = file;
    this.origin = origin;
  }

  /** The program's file. */
  public Path path() {
    return found(file, System.getenv().getOrDefault("PATH", ""))
        .orElseThrow(() -> missing("is not installed"));
  }

  /** What the tests throw if the program is there and cannot be used. */
  RuntimeException missing(String why) {
    return missing(file + " " + why + " (" + origin + ")", System.getenv("CI"));
  }

  static RuntimeException missing(String reason, String ci) {
    if (ci == null || ci.isEmpty() || ci.equals("false")) {
      return new TestAbortedException("skipped: " + reason);
    }
    throw new AssertionError(reason + "; nothing is skipped with CI=" + ci);
  }

  /** The executable file of a name, or of an absolute path, in the folders of a search path. */
  static Optional<Path> found(String name, String searchPath) {
    return Stream.of(searchPath.split(":"))
        .map(folder -> Path.of(folder).resolve(name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }
}
