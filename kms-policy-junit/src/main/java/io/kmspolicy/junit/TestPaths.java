package io.kmspolicy.junit;

import io.kmspolicy.testing.TestInputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the files that annotations name. */
final class TestPaths {

  private TestPaths() {}

  /** The path from the working directory, or else the file of a resource on the class path. */
  static Path resolve(String name, Class<?> test) {
    Path path = Path.of(name);
    if (Files.exists(path)) {
      return path;
    }
    URL resource = test.getResource(name.startsWith("/") ? name : "/" + name);
    if (resource != null && resource.getProtocol().equals("file")) {
      return Path.of(uri(resource));
    }
    throw new TestInputException(
        name
            + ": there is no such file under "
            + Path.of("").toAbsolutePath()
            + ", and no such resource in a folder of the class path");
  }

  private static URI uri(URL resource) {
    try {
      return resource.toURI();
    } catch (URISyntaxException invalid) {
      throw new TestInputException(resource + " is no path: " + invalid.getMessage());
    }
  }
}
