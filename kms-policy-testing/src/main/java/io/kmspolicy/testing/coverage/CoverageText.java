package io.kmspolicy.testing.coverage;

import io.kmspolicy.testing.coverage.PolicyPart.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Writes coverage as text: the counts, then what no answer needs. */
public final class CoverageText {

  static final Set<Kind> STATEMENTS = EnumSet.of(Kind.STATEMENT);
  static final Set<Kind> CONDITIONS = EnumSet.of(Kind.CONDITION);
  static final Set<Kind> ELEMENTS =
      EnumSet.of(Kind.PRINCIPAL, Kind.ACTION, Kind.RESOURCE, Kind.VALUE);
  static final Set<Kind> GRANTS = EnumSet.of(Kind.GRANT, Kind.OPERATION, Kind.CONSTRAINTS);

  private CoverageText() {}

  /** The summary of a report. */
  public static String of(CoverageReport report) {
    StringBuilder text = new StringBuilder();
    text.append("policy coverage: ").append(report.needed()).append(" of ");
    text.append(report.parts().size()).append(" parts are needed by ").append(report.answers());
    text.append(report.answers() == 1 ? " expected answer (" : " expected answers (");
    text.append(report.percent()).append(" %)\n  ");
    text.append(counts(report, "statements", STATEMENTS));
    text.append(", ").append(counts(report, "conditions", CONDITIONS));
    text.append(", ").append(counts(report, "values in lists", ELEMENTS));
    if (report.count(GRANTS) > 0) {
      text.append(", ").append(counts(report, "parts of grants", GRANTS));
    }
    return text.append('\n').append(untested(report)).toString();
  }

  private static String counts(CoverageReport report, String name, Set<Kind> kinds) {
    return name + " " + report.needed(kinds) + " of " + report.count(kinds);
  }

  /** One line for each part that no answer needs, or for a statement that has no needed part. */
  static String untested(CoverageReport report) {
    StringBuilder text = new StringBuilder();
    List<CoveredPart> parts = report.parts();
    for (int i = 0; i < parts.size(); i++) {
      CoveredPart part = parts.get(i);
      if (part.isNeeded()) {
        continue;
      }
      int end = i + 1;
      while (part.part().kind().isWhole() && end < parts.size() && isUnneededPart(parts.get(end))) {
        end++;
      }
      boolean whole = end == parts.size() || parts.get(end).part().kind().isWhole();
      text.append(line(part, whole ? end - i - 1 : 0));
      i = whole ? end - 1 : i;
    }
    return text.isEmpty() ? "" : "not needed by any expected answer:\n" + text;
  }

  private static boolean isUnneededPart(CoveredPart part) {
    return !part.part().kind().isWhole() && !part.isNeeded();
  }

  private static String line(CoveredPart covered, int others) {
    PolicyPart part = covered.part();
    StringBuilder line = new StringBuilder("  ").append(part.place()).append(": ");
    line.append(part.kind().word()).append(' ').append(part.text());
    if (!part.kind().isWhole()) {
      line.append(" of ").append(part.owner());
    } else if (others > 0) {
      line.append(others == 1 ? " and its other part" : " and its " + others + " other parts");
    }
    if (covered.use() == CoveredPart.Use.NOT_REACHED) {
      line.append(" (applies to no request)");
    }
    return line.append('\n').toString();
  }
}
