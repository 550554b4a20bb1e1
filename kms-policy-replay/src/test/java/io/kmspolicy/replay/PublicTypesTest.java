package io.kmspolicy.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The types that users of the module see are few, and each is listed. */
class PublicTypesTest {

  private static final Path SOURCES = Path.of("src", "main", "java");
  private static final int MAX = 15;

  @Test
  @DisplayName("Every public type of an exported package is listed in replay-public-types.txt")
  void exportedTypes_areListedAndFew() throws IOException {
    List<String> found = new ArrayList<>();
    Matcher exported =
        Pattern.compile("exports ([\\w.]+)").matcher(read(SOURCES.resolve("module-info.java")));
    while (exported.find()) {
      Path folder = SOURCES.resolve(exported.group(1).replace('.', '/'));
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          if (Pattern.compile("^public ", Pattern.MULTILINE).matcher(read(file)).find()) {
            String name = String.valueOf(file.getFileName());
            found.add(exported.group(1) + "." + name.replace(".java", ""));
          }
        }
      }
    }

    assertThat(found.stream().sorted().toList())
        .hasSizeLessThanOrEqualTo(MAX)
        .isEqualTo(Files.readAllLines(Path.of("src/test/resources/replay-public-types.txt")));
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file);
  }
}
