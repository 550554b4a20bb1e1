package io.kmspolicy.model.reader;

import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.SourceLocation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everybody whom a name with opaque parts may name: everybody, under tests of what is known of the
 * name.
 *
 * @param element the principals
 * @param tests tests that every such caller passes
 */
record OpaquePrincipal(PrincipalElement element, List<Condition> tests) {

  private static final int FIELDS = 6;
  private static final int ACCOUNT = 4;

  /** Copies the list. */
  OpaquePrincipal {
    tests = List.copyOf(tests);
  }

  /** Whom a name may name; empty if nobody. */
  static Optional<OpaquePrincipal> of(OpaqueElements.Name name, SourceLocation location) {
    List<Condition> tests = new ArrayList<>();
    String widest = OpaqueElements.widest(name.text());
    switch (name.member()) {
      case "CanonicalUser" -> {
        return Optional.empty(); // It matches no caller of KMS (rule 1.7).
      }
      case "Service" ->
          tests.add(test(Comparison.STRING_LIKE, "aws:PrincipalServiceName", location, widest));
      case "AWS" -> addOfArn(name.text(), tests, location);
      default -> {
        // Nothing is known of the callers that an identity provider, or anything, may stand for.
      }
    }
    return Optional.of(
        new OpaquePrincipal(
            new PrincipalElement.Principal(List.of(new PrincipalName.Everyone())), tests));
  }

  /** The tests of an ARN, as far as its fields are known. */
  private static void addOfArn(String text, List<Condition> tests, SourceLocation location) {
    String[] fields = OpaqueElements.widest(text).split(":", FIELDS);
    if (fields.length < FIELDS
        || !OpaqueConditions.hasKnownFields(text)
        || !fields[0].equals("arn")) {
      return;
    }
    String resource = fields[FIELDS - 1];
    boolean isIdentity = fields[2].equals("iam") || fields[2].equals("sts");
    if (isIdentity && !fields[ACCOUNT].contains("*")) {
      tests.add(test(Comparison.STRING_EQUALS, "aws:PrincipalAccount", location, fields[ACCOUNT]));
    }
    if (fields[2].equals("iam") && resource.startsWith("role/")) {
      tests.add(test(Comparison.ARN_LIKE, "aws:PrincipalArn", location, String.join(":", fields)));
    } else if (fields[2].equals("iam") && resource.startsWith("user/")) {
      // A federated session may have the permissions of its user (rule 4.12).
      String sessions = "arn:" + fields[1] + ":sts::" + fields[ACCOUNT] + ":federated-user/*";
      String users = String.join(":", fields);
      tests.add(test(Comparison.ARN_LIKE, "aws:PrincipalArn", location, users, sessions));
    }
  }

  private static Condition test(
      Comparison comparison, String key, SourceLocation location, String... values) {
    return new Condition(
        ConditionOperator.plain(comparison),
        key,
        Stream.of(values).map(ConditionValue::of).toList(),
        location);
  }
}
