package io.kmspolicy.testing.batch;

import io.kmspolicy.model.text.Quoting;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints the comparison of decisions with labels: a table with one row per file, and the first
 * differences.
 */
public final class CheckReport {

  static final List<String> COLUMNS =
      List.of("n", "right", "wrong", "imprecise", "unlabelled", "unreadable");

  private static final String TOTAL = "total";

  private CheckReport() {}

  /** Prints the table and the differences. */
  public static void print(List<Tally> tallies, PrintWriter err) {
    int width = TOTAL.length();
    for (Tally tally : tallies) {
      width = Math.max(width, Quoting.escape(tally.file()).length());
    }
    row(err, width, "file", COLUMNS);
    List<Integer> totals = new ArrayList<>(List.of(0, 0, 0, 0, 0, 0));
    for (Tally tally : tallies) {
      row(err, width, Quoting.escape(tally.file()), tally.counts());
      for (int i = 0; i < totals.size(); i++) {
        totals.set(i, totals.get(i) + tally.counts().get(i));
      }
    }
    if (tallies.size() > 1) {
      row(err, width, TOTAL, totals);
    }
    tallies.stream()
        .flatMap(tally -> tally.differences().stream())
        .limit(Tally.MAX_DIFFERENCES)
        .map(Quoting::escape)
        .forEach(err::println);
    err.flush();
  }

  private static void row(PrintWriter err, int width, String file, List<?> cells) {
    StringBuilder row = new StringBuilder(file);
    row.append(" ".repeat(width - file.length()));
    for (int i = 0; i < cells.size(); i++) {
      int cellWidth = Math.max(COLUMNS.get(i).length(), 7);
      row.append(String.format(Locale.ROOT, "  %" + cellWidth + "s", cells.get(i)));
    }
    err.println(row);
  }
}
