package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.AwsManagedPolicies;
import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.document.TextOrigin;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.text.Quoting;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reports policies that are too large, and invalid statement ids (rule 1.12). What AWS returned, it
 * has accepted.
 */
final class TextCheck implements PolicyCheck {

  private static final int KEY_POLICY_BYTES = 32_768;
  private static final int ENDPOINT_CHARACTERS = 20_480;
  private static final int MANAGED_CHARACTERS = 6_144;
  private static final int ROLE_INLINE_CHARACTERS = 10_240;
  private static final int SESSION_CHARACTERS = 2_048;

  /** Since May 2026; resource control policies kept the older limit (rule 1.12). */
  private static final int SERVICE_CONTROL_CHARACTERS = 10_240;

  private static final int RESOURCE_CONTROL_CHARACTERS = 5_120;

  @Override
  public List<LintRule> rules() {
    return List.of(LintRule.TOO_LARGE, LintRule.SID);
  }

  @Override
  public void check(LintedPolicy policy, Report report) {
    if (policy.text().origin() == TextOrigin.AWS) {
      return;
    }
    // AWS's own policies have no quota.
    if (!AwsManagedPolicies.isNameOf(policy.text().source())) {
      checkSize(policy, report);
    }
    if (!policy.type().namesPrincipals()) {
      checkSids(policy, report);
    }
  }

  private static void checkSize(LintedPolicy policy, Report report) {
    String text = policy.text().text();
    int written = text.codePointCount(0, text.length());
    int dense = (int) text.codePoints().filter(c -> !Character.isWhitespace(c)).count();
    switch (policy.type()) {
      case KEY -> {
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        checkLimit(policy, report, bytes, KEY_POLICY_BYTES, "bytes", "a key policy");
      }
      case VPC_ENDPOINT ->
          checkLimit(
              policy, report, written, ENDPOINT_CHARACTERS, "characters", "an endpoint policy");
      case SESSION ->
          checkLimit(policy, report, dense, SESSION_CHARACTERS, "characters", "a session policy");
      case SERVICE_CONTROL ->
          checkLimit(
              policy,
              report,
              written,
              SERVICE_CONTROL_CHARACTERS,
              "characters",
              "a service control policy");
      case RESOURCE_CONTROL ->
          checkLimit(
              policy,
              report,
              written,
              RESOURCE_CONTROL_CHARACTERS,
              "characters",
              "a resource control policy");
      case IDENTITY, PERMISSIONS_BOUNDARY -> checkIdentity(policy, report, dense);
    }
  }

  private static void checkIdentity(LintedPolicy policy, Report report, int dense) {
    boolean inline = policy.type() == PolicyType.IDENTITY;
    int limit =
        inline && dense > ROLE_INLINE_CHARACTERS ? ROLE_INLINE_CHARACTERS : MANAGED_CHARACTERS;
    String what =
        !inline
            ? "a permissions boundary"
            : dense > ROLE_INLINE_CHARACTERS
                ? "any IAM policy"
                : "a managed policy; the inline policies of a role may have more";
    checkLimit(policy, report, dense, limit, "characters without white space", what);
  }

  private static void checkLimit(
      LintedPolicy policy, Report report, int size, int limit, String unit, String what) {
    if (size > limit) {
      report.add(
          LintRule.TOO_LARGE,
          what.contains(";") ? Severity.WARNING : Severity.ERROR,
          policy.start(),
          "the policy has " + size + " " + unit + "; the limit is " + limit + " for " + what,
          "split the policy, or combine statements");
    }
  }

  private static void checkSids(LintedPolicy policy, Report report) {
    Set<String> seen = new HashSet<>();
    for (StatementView view : policy.statements()) {
      String sid = view.statement().sid().orElse("");
      SourceLocation place = view.at("Sid");
      if (!sid.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c))) {
        report.add(
            LintRule.SID,
            view,
            place,
            "the statement id " + Quoting.quote(sid) + " has characters that IAM rejects",
            "use ASCII letters and digits only");
      } else if (!sid.isEmpty() && !seen.add(sid)) {
        report.add(
            LintRule.SID,
            view,
            place,
            "the statement id " + Quoting.quote(sid) + " is used twice, which IAM rejects",
            "give each statement a different id");
      }
    }
  }
}
