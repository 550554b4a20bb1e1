package io.kmspolicy.cli.check;

import io.kmspolicy.inputs.InputException;
import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.lint.document.DocumentType;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.text.LetterCase;
import org.jspecify.annotations.Nullable;

/**
 * Whether a policy says anything of KMS. An identity policy of which no statement does neither
 * allows nor denies a call of KMS, also where it is attached as a permissions boundary: it allows
 * none there, before the change and after it.
 */
final class KmsStatements {

  private static final String PREFIX = "kms:";
  private static final int FIRST_BEYOND_ASCII = 0x80;

  private KmsStatements() {}

  /**
   * Whether a policy may matter for KMS; a policy that cannot be read may.
   *
   * @param text the policy; null if there is none
   */
  static boolean mayMatter(@Nullable PolicyText text) {
    if (text == null) {
      return false;
    }
    if (!isIdentity(text)) {
      return true;
    }
    try {
      return text.reader(PolicyType.IDENTITY).read(text.text()).statements().stream()
          .anyMatch(KmsStatements::mayMatter);
    } catch (PolicySyntaxException malformed) {
      return true; // The part about lint names the mistake.
    }
  }

  /** What of a policy may matter for KMS, as text; equal texts say the same of it. */
  static String part(PolicyText text) {
    if (!isIdentity(text)) {
      return text.text();
    }
    try {
      return PolicyInputs.kmsPart(text.text());
    } catch (InputException malformed) {
      return text.text(); // The part about lint names the mistake.
    }
  }

  private static boolean isIdentity(PolicyText text) {
    return text.type() instanceof DocumentType.Policy policy
        && policy.type() == PolicyType.IDENTITY;
  }

  /** Whether a statement may matter for KMS. */
  static boolean mayMatter(Statement statement) {
    if (statement.action() instanceof ActionElement.Action action) {
      return action.patterns().stream().anyMatch(pattern -> mayName(pattern.text()));
    }
    return !(statement.action() instanceof ActionElement.Absent);
  }

  /** Whether a pattern may match the name of an action of KMS, also one that is not known yet. */
  private static boolean mayName(String pattern) {
    int end = 0;
    while (end < pattern.length() && isLiteral(pattern.charAt(end))) {
      end++;
    }
    String start = LetterCase.lowerCase(pattern.substring(0, end));
    return start.startsWith(PREFIX) || (end < pattern.length() && PREFIX.startsWith(start));
  }

  private static boolean isLiteral(char character) {
    return "*?$".indexOf(character) < 0 && character < FIRST_BEYOND_ASCII;
  }
}
