package io.kmspolicy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The support matrix claims nothing that no command runs. */
class SupportMatrixTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9.-]+)` \\|(.*)$");

  private static final Pattern RESULT =
      Pattern.compile(".*\\| (20\\d\\d-\\d\\d-\\d\\d \\| passed.*|- \\| not run.*) \\|");

  private static String text(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }

  @Test
  @DisplayName("The lines of the document are those of the script")
  void lines_document_areThoseOfTheScript() throws IOException {
    List<String> documented = new ArrayList<>();
    Matcher row = ROW.matcher(text("docs/support.md"));
    while (row.find()) {
      documented.add(row.group(1));
    }
    String script = text("scripts/try-matrix");
    int begin = script.indexOf("lines=(") + "lines=(".length();
    List<String> run =
        List.of(script.substring(begin, script.indexOf(')', begin)).strip().split("\\s+"));
    assertThat(documented).isEqualTo(run).hasSizeGreaterThan(10);
  }

  @Test
  @DisplayName("Each line has a date and a result, or says that it was not run")
  void lines_document_haveAResult() throws IOException {
    Matcher row = ROW.matcher(text("docs/support.md"));
    while (row.find()) {
      assertThat(row.group(2)).as(row.group(1)).matches(RESULT);
    }
  }
}
