package io.kmspolicy.model.report;

import java.util.List;

/** A report in the XML format of JUnit. */
public final class TestReport {

  private final StringBuilder xml = new StringBuilder();

  /** What is wrong about a case. */
  public enum Kind {
    /** It was decided, and the answer is not the wanted one. */
    FAILURE("failure"),
    /** It could not be decided. */
    ERROR("error");

    private final String element;

    Kind(String element) {
      this.element = element;
    }
  }

  /**
   * What is wrong about a case.
   *
   * @param message one line
   * @param text what a reader needs to know
   */
  public record Fault(Kind kind, String message, String text) {}

  /**
   * A case.
   *
   * @param faults what is wrong; empty if it passes
   */
  public record Case(String name, List<Fault> faults) {
    /** Copies the list. */
    public Case {
      faults = List.copyOf(faults);
    }

    private boolean has(Kind kind) {
      return faults.stream().anyMatch(fault -> fault.kind() == kind);
    }
  }

  /** A report without suites. */
  public TestReport() {
    line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    line("<testsuites name=\"kms-policy\">");
  }

  /** Adds a suite. */
  public void add(String suite, List<Case> cases) {
    line(
        "  <testsuite name=\""
            + escape(suite)
            + "\" tests=\""
            + cases.size()
            + "\" failures=\""
            + cases.stream().filter(one -> one.has(Kind.FAILURE)).count()
            + "\" errors=\""
            + cases.stream().filter(one -> one.has(Kind.ERROR)).count()
            + "\" skipped=\"0\">");
    cases.forEach(one -> add(suite, one));
    line("  </testsuite>");
  }

  private void add(String suite, Case one) {
    String start = "    <testcase classname=\"" + escape(suite) + "\" name=\"" + escape(one.name());
    if (one.faults().isEmpty()) {
      line(start + "\"/>");
      return;
    }
    line(start + "\">");
    for (Fault fault : one.faults()) {
      String element = fault.kind().element;
      line(
          "      <"
              + element
              + " message=\""
              + escape(fault.message())
              + "\">"
              + escape(fault.text()));
      line("</" + element + ">");
    }
    line("    </testcase>");
  }

  /** The whole text, after which nothing can be added. */
  public String end() {
    line("</testsuites>");
    return xml.toString();
  }

  /** The text with references for what XML gives a meaning, and without what XML cannot have. */
  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints().forEach(c -> escape(c, escaped));
    return escaped.toString();
  }

  private static void escape(int c, StringBuilder escaped) {
    switch (c) {
      case '&' -> escaped.append("&amp;");
      case '<' -> escaped.append("&lt;");
      case '>' -> escaped.append("&gt;");
      case '"' -> escaped.append("&quot;");
      case '\n', '\t' -> escaped.appendCodePoint(c);
      default -> {
        boolean legal = c >= ' ' && c != 0xFFFE && c != 0xFFFF && (c < 0xD800 || c > 0xDFFF);
        escaped.appendCodePoint(legal ? c : '\uFFFD');
      }
    }
  }

  private void line(String line) {
    xml.append(line).append('\n');
  }
}
