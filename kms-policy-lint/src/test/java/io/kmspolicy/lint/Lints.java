package io.kmspolicy.lint;

import io.kmspolicy.lint.analysis.EffectProofs;
import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.StatedAccounts;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Runs the linter on texts, for tests. */
final class Lints {

  private Lints() {}

  static List<Finding> identity(String json) {
    return lint(PolicyType.IDENTITY, json);
  }

  static List<Finding> key(String json) {
    return lint(PolicyType.KEY, json);
  }

  static List<Finding> lint(PolicyType type, String json) {
    return new PolicyLinter().lint(List.of(new PolicyText("policy.json", 1, json, type, "")));
  }

  /** A parsed policy, as the lint rules read it. */
  static LintedPolicy policy(PolicyType type, String json) {
    return policy(type, "policy.json", json);
  }

  /** A parsed policy of a file, as the lint rules read it. */
  static LintedPolicy policy(PolicyType type, String source, String json) {
    try {
      return new LintedPolicy(
          new PolicyText(source, 1, json, type, ""),
          type,
          PolicyReader.forType(type).read(json),
          JsonTree.parse(json),
          StatedAccounts.none(),
          new EffectProofs());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The finding as {@code severity rule statement line:column}. */
  static String line(Finding finding) {
    return finding.severity().text()
        + " "
        + finding.rule().id()
        + " "
        + finding.statement()
        + " "
        + finding.location().line()
        + ":"
        + finding.location().column();
  }
}
