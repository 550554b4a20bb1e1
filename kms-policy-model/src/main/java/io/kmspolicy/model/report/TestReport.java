package io.kmspolicy.model.report;

import io.kmspolicy.model.text.Quoting;
import java.util.List;
import java.util.stream.Collectors;

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
              + escapeLines(fault.text()));
      line("</" + element + ">");
    }
    line("    </testcase>");
  }

  /** The whole text, after which nothing can be added. */
  public String end() {
    line("</testsuites>");
    return xml.toString();
  }

  /**
   * A name on one line, with references for what XML gives a meaning, and without the two other
   * characters that it cannot have.
   */
  private static String escape(String name) {
    return Quoting.escape(name)
        .replace('\uFFFE', '\uFFFD')
        .replace('\uFFFF', '\uFFFD')
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static String escapeLines(String text) {
    return text.lines().map(TestReport::escape).collect(Collectors.joining("\n"));
  }

  private void line(String line) {
    xml.append(line).append('\n');
  }
}
