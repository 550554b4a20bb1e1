package io.kmspolicy.lint.lockout;

import io.kmspolicy.lint.lockout.LockoutVerdict.Open;
import io.kmspolicy.lint.lockout.LockoutVerdict.Refused;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.problem.Problem;
import io.kmspolicy.model.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** What KMS requires of the text of a key policy, whoever sets it (rules 1.6 to 1.12). */
final class PolicyTextRules {

  private static final int MAX_BYTES = 32_768;
  private static final int LAST_CHARACTER = 0xff;

  private PolicyTextRules() {}

  /** The refusals for the size and the characters of a text; empty if there are none. */
  static List<Refused> refusals(String text) {
    List<Refused> refusals = new ArrayList<>();
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      refusals.add(
          new Refused(
              "the policy has " + bytes + " bytes; the limit is " + MAX_BYTES,
              "",
              "combine statements, or move permissions to IAM policies"));
    }
    OptionalInt other = text.chars().filter(c -> !isAccepted(c)).findFirst();
    if (other.isPresent()) {
      refusals.add(
          new Refused(
              String.format(
                  "the policy contains the character U+%04X, which a key policy cannot contain",
                  other.getAsInt()),
              "",
              "use characters up to U+00FF only"));
    }
    return refusals;
  }

  private static boolean isAccepted(int c) {
    return (c >= ' ' && c <= LAST_CHARACTER) || c == '\t' || c == '\n' || c == '\r';
  }

  /**
   * The verdict on a text that the reader rejects: refused if a problem violates AWS's documented
   * grammar. For the other problems it is not documented whether KMS accepts the text.
   */
  static LockoutVerdict rejected(PolicySyntaxException rejection) {
    for (Problem problem : rejection.problems()) {
      if (isDocumented(problem.code())) {
        return new Refused(problem.toString(), "", "correct the text");
      }
    }
    return new Open(
        "AWS does not document whether KMS accepts the text",
        List.of(),
        List.of(),
        rejection.problems().stream().map(Problem::toString).toList());
  }

  private static boolean isDocumented(ProblemCode code) {
    return switch (code) {
      case MALFORMED_JSON,
          TRAILING_CONTENT,
          WRONG_TYPE,
          NULL_VALUE,
          DUPLICATE_MEMBER,
          MISSING_MEMBER,
          CONFLICTING_MEMBERS,
          ELEMENT_NOT_ALLOWED,
          INVALID_VERSION,
          INVALID_EFFECT,
          INVALID_PRINCIPAL ->
          true;
      case INVALID_ENCODING,
          LIMIT_EXCEEDED,
          EMPTY_VALUE,
          UNKNOWN_MEMBER,
          INVALID_ACTION,
          UNKNOWN_OPERATOR,
          INVALID_NAME,
          INVALID_VALUE,
          INCOMPLETE_LIST ->
          false;
    };
  }

  /** What is not known about whether KMS accepts the principals of a document. */
  static List<String> questions(PolicyDocument document) {
    List<String> questions = new ArrayList<>();
    for (Statement statement : document.statements()) {
      if (statement.principal() instanceof PrincipalElement.NotPrincipal) {
        questions.add("whether KMS accepts `NotPrincipal` in a key policy (rule 1.10)");
      }
      for (PrincipalName name : PolicyPrincipals.of(statement)) {
        if (name instanceof PrincipalName.DeletedIdentity) {
          questions.add(
              "whether `"
                  + name.text()
                  + "` still exists; KMS refuses the id of a deleted user or"
                  + " role (rule 1.8)");
        }
      }
    }
    return questions.stream().distinct().toList();
  }
}
