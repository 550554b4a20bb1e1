package io.kmspolicy.lint.sarif;

import io.kmspolicy.model.problem.BadInputException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The names of linted files as URI references, relative to the root of the repository. */
final class SourceUris {

  /** The name that code scanning services know for the root of the repository. */
  static final String BASE = "%SRCROOT%";

  private final Path directory;
  private final @Nullable Path root;

  /** The names of files that are relative to a directory. */
  SourceUris(Path directory) {
    this.directory = directory;
    Path at = directory;
    while (at != null && !Files.exists(at.resolve(".git"))) {
      at = at.getParent();
    }
    this.root = at;
  }

  /** The root of the repository that contains the directory, as a URI that ends with a slash. */
  Optional<String> root() {
    return Optional.ofNullable(root)
        .map(path -> path.toUri().toString())
        .map(uri -> uri.endsWith("/") ? uri : uri + "/");
  }

  /** Whether the file is in the repository. */
  boolean isInRoot(String source) {
    return root != null && !source.startsWith("<") && absolute(source).startsWith(root);
  }

  private Path absolute(String source) {
    return directory.resolve(source).normalize();
  }

  /** The reference; characters that a URI cannot contain are percent-encoded. */
  String of(String source) {
    String name =
        root != null && isInRoot(source) ? root.relativize(absolute(source)).toString() : source;
    try {
      String path = name.replace('\\', '/');
      String relative = path.indexOf(':') >= 0 && !path.startsWith("/") ? "./" + path : path;
      return new URI(null, null, relative, null).toASCIIString();
    } catch (URISyntaxException e) {
      throw new BadInputException("the name " + source + " is not a path");
    }
  }
}
