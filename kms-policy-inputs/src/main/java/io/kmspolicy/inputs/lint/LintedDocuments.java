package io.kmspolicy.inputs.lint;

import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.Finding;
import java.util.List;

/**
 * The documents that a run of the linter has read.
 *
 * @param texts the documents as the linter reads them
 * @param embedded those of them that stand in files of other forms
 * @param unreadable the findings about files that are of no known form or not UTF-8
 */
public record LintedDocuments(
    List<PolicyText> texts, EmbeddedPolicies embedded, List<Finding> unreadable) {

  /** Copies the lists. */
  public LintedDocuments {
    texts = List.copyOf(texts);
    unreadable = List.copyOf(unreadable);
  }

  /** The documents as the reports show them: embedded policies as the files that hold them. */
  public List<PolicyText> shown() {
    return embedded.shown(texts);
  }
}
