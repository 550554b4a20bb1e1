package io.kmspolicy.lint;

import io.kmspolicy.lint.analysis.EffectProofs;
import io.kmspolicy.lint.analysis.StatedAccounts;
import io.kmspolicy.lint.document.PolicyLayout;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.model.policy.SourceLocation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a linter found in documents and proved, so that a second run, on documents of which few
 * differ, checks only those. Not thread-safe.
 */
public final class LintMemory {

  private final EffectProofs effects;
  private final Map<Document, List<Finding>> known = new HashMap<>();

  /**
   * Everything on which the findings in a document alone depend.
   *
   * @param text the document without the name of its source
   * @param layout what the name of its source says
   * @param accounts the stated accounts
   */
  private record Document(PolicyText text, PolicyLayout layout, StatedAccounts accounts) {}

  /** Remembers nothing yet. */
  public LintMemory() {
    this(new EffectProofs());
  }

  /** Remembers proofs. */
  LintMemory(EffectProofs effects) {
    this.effects = effects;
  }

  /** The proofs so far. */
  EffectProofs effects() {
    return effects;
  }

  /** The number of different documents that were checked. */
  public int checkedDocuments() {
    return known.size();
  }

  /**
   * The findings in a document alone, in their places in it.
   *
   * @param check checks the document, if no equal one was
   */
  List<Finding> findings(PolicyText text, StatedAccounts accounts, Supplier<List<Finding>> check) {
    Document document = new Document(text.withSource(""), PolicyLayout.of(text.source()), accounts);
    List<Finding> found = known.get(document);
    if (found == null) {
      found = List.copyOf(check.get());
      known.put(document, found);
      return found;
    }
    return found.stream().map(finding -> in(text.source(), finding)).toList();
  }

  private static Finding in(String source, Finding finding) {
    SourceLocation at = finding.location();
    return at.source().equals(source)
        ? finding
        : finding.at(SourceLocation.at(source, at.pointer(), at.line(), at.column()));
  }
}
