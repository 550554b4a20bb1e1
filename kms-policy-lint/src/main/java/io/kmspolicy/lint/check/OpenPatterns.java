package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.AwsManagedPolicies;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.model.text.Quoting;
import java.util.regex.Pattern;

/** Reports resource patterns of which AWS's pages leave open whether they match a key. */
final class OpenPatterns {

  private static final String VARIABLE = "${";
  private static final int ARN_FIELDS = 6;
  private static final int SERVICE = 2;
  private static final int ACCOUNT = 4;
  private static final String KEY = "key/";

  private static final Pattern WILD = Pattern.compile(".*[*?$].*");

  /** The ids that AWS documents, of keys of one Region and of multi-Region keys. */
  private static final Pattern KEY_ID =
      Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32}");

  private OpenPatterns() {}

  static void check(StatementView view, ResourcePattern pattern, Report report) {
    if (AwsManagedPolicies.isNameOf(view.policy().text().source())) {
      return;
    }
    String[] fields = pattern.text().split(":", ARN_FIELDS);
    if (hasEarlyVariable(view, pattern)) {
      boolean account = fieldOfVariable(pattern) == ACCOUNT && !ResourceCheck.excludes(view);
      add(
          view,
          pattern,
          "AWS documents policy variables after the fifth colon of an ARN only",
          account
              ? "use `*` in this field, with `StringEquals` on `aws:ResourceAccount`"
              : "write the value in this field",
          report);
    } else if (isInAnotherCase(fields[0], "arn")
        || (fields.length > SERVICE && isInAnotherCase(fields[SERVICE], "kms"))) {
      add(
          view,
          pattern,
          "AWS does not document whether the case of letters counts before the fifth colon of an"
              + " ARN",
          "write `arn` and `kms` in lower case",
          report);
    } else if (fields.length > SERVICE && WILD.matcher(fields[SERVICE]).matches()) {
      add(
          view,
          pattern,
          "AWS documents no wildcard for the service in an ARN",
          "write `kms` as the third part",
          report);
    } else if (fields.length == ARN_FIELDS && isUnusualKey(fields[ARN_FIELDS - 1])) {
      add(
          view,
          pattern,
          "the key ids that AWS documents are UUIDs in lower case, or `mrk-` and 32 hexadecimal"
              + " digits",
          "copy the ARN of the key",
          report);
    }
  }

  /** Whether a pattern has a variable where AWS does not document variables (rule 2.10). */
  private static boolean hasEarlyVariable(StatementView view, ResourcePattern pattern) {
    return view.policy().document().version().hasVariables()
        && pattern.text().contains(VARIABLE)
        && fieldOfVariable(pattern) <= ACCOUNT;
  }

  private static int fieldOfVariable(ResourcePattern pattern) {
    String before = pattern.text().substring(0, pattern.text().indexOf(VARIABLE));
    return (int) before.chars().filter(c -> c == ':').count();
  }

  /** Rule 2.4. */
  private static boolean isInAnotherCase(String field, String usual) {
    return LetterCase.areSameName(field, usual) && !field.equals(usual);
  }

  private static boolean isUnusualKey(String resource) {
    return resource.startsWith(KEY)
        && !WILD.matcher(resource).matches()
        && !KEY_ID.matcher(resource.substring(KEY.length())).matches();
  }

  private static void add(
      StatementView view, ResourcePattern pattern, String why, String fix, Report report) {
    report.add(
        LintRule.RESOURCE_MATCHES_NOTHING,
        Severity.WARNING,
        pattern.location(),
        view.name(),
        why + "; whether " + Quoting.quote(pattern.text()) + " matches a key is not documented",
        fix);
  }
}
