package io.kmspolicy.cli.lint;

import java.io.IOException;

/** Writes the report of a run in an output format. */
interface Renderer {

  /** Writes a report. */
  void render(LintReport report, Appendable out) throws IOException;
}
