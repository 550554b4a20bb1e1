package io.kmspolicy.cli.lint;

import io.kmspolicy.lint.LintResult;
import io.kmspolicy.lint.document.PolicyText;
import java.io.IOException;
import java.util.List;

/** Writes a result in one of the formats. */
interface Renderer {

  /** Writes what was found in these texts. */
  void render(List<PolicyText> texts, LintResult result, Appendable out) throws IOException;
}
