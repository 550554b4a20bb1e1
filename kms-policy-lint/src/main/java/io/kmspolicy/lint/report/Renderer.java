package io.kmspolicy.lint.report;

import java.io.IOException;

/** Writes the report of a run in an output format. */
public interface Renderer {

  /** Writes a report. */
  void render(LintReport report, Appendable out) throws IOException;
}
