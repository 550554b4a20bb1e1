package io.kmspolicy.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The table of {@code docs/operations.md}, for the tests that make its rows. */
public final class OperationsTable {

  private static final Pattern SIGN = Pattern.compile("`([^`]+)`");

  private OperationsTable() {}

  /** The rows, each a line. */
  public static List<String> rows() {
    Path page = Path.of("..", "docs", "operations.md");
    try {
      String text = Files.readString(page);
      return text.substring(text.indexOf("| what you see |"), text.indexOf("## Words"))
          .lines()
          .filter(line -> line.startsWith("| "))
          .skip(2)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first column of the row that has a meaning in its second. */
  public static String seen(String meaning) {
    String behind = " | " + meaning;
    return rows().stream()
        .filter(row -> row.contains(behind))
        .map(row -> row.substring(0, row.indexOf(behind)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no row for: " + meaning));
  }

  /** What is between back-ticks. */
  public static List<String> signs(String seen) {
    return SIGN.matcher(seen).results().map((MatchResult sign) -> sign.group(1)).toList();
  }
}
