package io.kmspolicy.cli.lint;

import io.kmspolicy.lint.document.PolicyText;
import java.io.IOException;
import java.util.List;

/** Writes the result of a run in an output format. */
interface Renderer {

  /** Writes the findings in these documents. */
  void render(List<PolicyText> texts, Baseline.Comparison compared, Appendable out)
      throws IOException;
}
