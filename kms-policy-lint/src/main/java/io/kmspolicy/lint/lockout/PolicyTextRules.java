package io.kmspolicy.lint.lockout;

import io.kmspolicy.lint.lockout.LockoutVerdict.Indeterminate;
import io.kmspolicy.lint.lockout.LockoutVerdict.Refused;
import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.problem.Problem;
import io.kmspolicy.model.problem.ProblemCode;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.model.text.Quoting;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** What KMS requires of a key policy, whoever sets it (rules 1.3, 1.6 to 1.12, 3.3). */
final class PolicyTextRules {

  private static final int MAX_BYTES = 32_768;
  private static final int LAST_CHARACTER = 0xff;

  /** AWS's longest ARNs have this many characters. */
  private static final String LONGEST = "x".repeat(2048);

  /** KMS knows which keys of these prefixes a request has, and each has one value. */
  private static final List<String> SINGLE_VALUED =
      List.of("kms:encryptioncontext:", "aws:requesttag/");

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

  /** The refusals for the statements of a policy; empty if there are none. */
  static List<Refused> refusals(PolicyDocument document) {
    List<Refused> refusals = new ArrayList<>();
    if (document.statements().isEmpty()) {
      refusals.add(
          new Refused(
              "the policy has no statement, and a key policy needs at least one (rule 1.3)",
              "",
              "add a statement"));
    }
    for (Statement statement : document.statements()) {
      if (statement.effect() == Effect.ALLOW && !OpaqueReading.isOpen(statement)) {
        overlyPermissive(statement).forEach(test -> refusals.add(overlyPermissive(test)));
      }
    }
    return refusals;
  }

  /**
   * What is not known about the size of a text with opaque parts: each may have as many characters
   * as the longest ARN.
   */
  static List<String> questionsOfSize(String text) {
    String longest = OpaqueText.replaced(text, part -> LONGEST);
    return longest.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES
        ? List.of("whether the policy has at most " + MAX_BYTES + " bytes with all values")
        : List.of();
  }

  private static Refused overlyPermissive(Condition test) {
    return new Refused(
        "KMS does not accept `ForAllValues` with "
            + Quoting.quoteShort(test.key())
            + ", as the condition holds without it (OverlyPermissiveCondition, rule 3.3)",
        "",
        "leave out `ForAllValues`");
  }

  /** The tests of all values of a key that has one value, if it is there at all. */
  private static List<Condition> overlyPermissive(Statement statement) {
    return statement.condition().tests().stream()
        .filter(test -> test.operator().quantifier() == Quantifier.FOR_ALL_VALUES)
        .filter(
            test -> SINGLE_VALUED.stream().anyMatch(LetterCase.lowerCase(test.key())::startsWith))
        .toList();
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
    return new Indeterminate(
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

  /** What is not known about whether KMS accepts of a document. */
  static List<String> questions(PolicyDocument document) {
    List<String> questions = new ArrayList<>();
    for (Statement statement : document.statements()) {
      if (statement.principal() instanceof PrincipalElement.NotPrincipal) {
        questions.add("whether KMS accepts `NotPrincipal` in a key policy (rule 1.10)");
      }
      if (statement.effect() == Effect.DENY && !overlyPermissive(statement).isEmpty()) {
        questions.add("whether KMS accepts such `ForAllValues` in a Deny (rule 3.3)");
      } else if (OpaqueReading.isOpen(statement) && !overlyPermissive(statement).isEmpty()) {
        questions.add("whether KMS accepts such `ForAllValues` with all values (rule 3.3)");
      }
      for (PrincipalName name : PolicyPrincipals.of(statement)) {
        if (name instanceof PrincipalName.CanonicalUser) {
          questions.add("whether KMS accepts `CanonicalUser` in a key policy (rule 1.7)");
        }
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
