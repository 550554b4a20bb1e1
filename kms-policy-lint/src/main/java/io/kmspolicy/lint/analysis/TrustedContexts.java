package io.kmspolicy.lint.analysis;

import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Deny statements for the contexts that conditions name and that strangers do not have: an
 * organization, a network, a range of addresses, a session, a resource of a named account. If the
 * statements together with these Deny statements allow nothing, they allow strangers nothing.
 */
final class TrustedContexts {

  /** A range with a shorter prefix includes addresses of everybody. */
  private static final int SHORT_PREFIX = 8;

  private static final ResourceElement EVERY_KEY =
      new ResourceElement.Resource(List.of(ResourcePattern.of("*")));

  /**
   * What a test names without a variable: the organization, network or account of this id, or
   * nobody's, where the text is no id.
   */
  private static final Pattern LITERAL = Pattern.compile("[^$]+");

  private static final Pattern PATHS = Pattern.compile("[^*?$/]+/[^$]*");
  private static final Pattern UNIQUE_ID = Pattern.compile("(A[A-Z0-9]{15,}|[0-9]{12})(:[^$]*)?");
  private static final Pattern OWNED_ARN =
      Pattern.compile("arn:[^:$]*:[^:$]*:[^:$]*:[0-9]{12}:[^$]*");
  private static final Pattern RANGE = Pattern.compile("[0-9A-Fa-f.:]+(/[0-9]{1,3})?");

  private static final ConditionOperator EQUALS = plain(Comparison.STRING_EQUALS);
  private static final ConditionOperator LIKE = plain(Comparison.STRING_LIKE);
  private static final ConditionOperator ARN_LIKE = plain(Comparison.ARN_LIKE);
  private static final ConditionOperator ANY_LIKE =
      new ConditionOperator(Quantifier.FOR_ANY_VALUE, Comparison.STRING_LIKE, false);

  /**
   * A key whose values can name what belongs to somebody.
   *
   * @param operator the test that a trusted value fulfils
   * @param named whether a value of a policy names an owner
   */
  private record OwnedKey(String key, ConditionOperator operator, Predicate<String> named) {

    /** Whether the key says to which organization the caller belongs. */
    boolean isOfPrincipal() {
      return key.startsWith("aws:PrincipalOrg");
    }
  }

  private static final List<OwnedKey> KEYS =
      List.of(
          new OwnedKey(DerivedKey.PRINCIPAL_ORG_ID.spelling(), EQUALS, matches(LITERAL)),
          new OwnedKey("aws:VpceOrgID", EQUALS, matches(LITERAL)),
          new OwnedKey(DerivedKey.PRINCIPAL_ORG_PATHS.spelling(), ANY_LIKE, matches(PATHS)),
          new OwnedKey("aws:VpceOrgPaths", ANY_LIKE, matches(PATHS)),
          new OwnedKey("aws:SourceVpce", EQUALS, matches(LITERAL)),
          new OwnedKey("aws:SourceVpc", EQUALS, matches(LITERAL)),
          new OwnedKey("aws:VpceAccount", EQUALS, matches(LITERAL)),
          new OwnedKey("aws:SourceVpcArn", ARN_LIKE, matches(OWNED_ARN)),
          new OwnedKey("aws:FederatedProvider", ARN_LIKE, matches(OWNED_ARN)),
          new OwnedKey("lambda:SourceFunctionArn", ARN_LIKE, matches(OWNED_ARN)),
          new OwnedKey("ec2:SourceInstanceArn", ARN_LIKE, matches(OWNED_ARN)),
          new OwnedKey("ssm:SourceInstanceArn", ARN_LIKE, matches(OWNED_ARN)),
          new OwnedKey(DerivedKey.USER_ID.keyName(), LIKE, matches(UNIQUE_ID)),
          new OwnedKey(
              "aws:SourceIp", plain(Comparison.IP_ADDRESS), TrustedContexts::isNarrowRange));

  /** The keys that only the requests of AWS services have (rules 4.13 and 4.14). */
  private static final List<String> OF_SERVICES =
      List.of(
          "aws:SourceArn",
          "aws:SourceAccount",
          "aws:SourceOrgID",
          "aws:SourceOrgPaths",
          "aws:PrincipalServiceNamesList");

  private TrustedContexts() {}

  private static ConditionOperator plain(Comparison comparison) {
    return ConditionOperator.plain(comparison);
  }

  private static Predicate<String> matches(Pattern pattern) {
    return text -> pattern.matcher(text).matches();
  }

  private static boolean isNarrowRange(String range) {
    if (!RANGE.matcher(range).matches()) {
      return false;
    }
    int slash = range.indexOf('/');
    return slash < 0 || Integer.parseInt(range.substring(slash + 1)) >= SHORT_PREFIX;
  }

  /** The Deny statements for the contexts that these statements name. */
  static List<Statement> of(List<Statement> statements) {
    return of(KEYS, statements);
  }

  /** The Deny statements for callers of the organizations that these statements name. */
  static List<Statement> ofOrganizations(List<Statement> statements) {
    return of(KEYS.stream().filter(OwnedKey::isOfPrincipal).toList(), statements);
  }

  private static List<Statement> of(List<OwnedKey> keys, List<Statement> statements) {
    List<Statement> denies = new ArrayList<>();
    for (OwnedKey owned : keys) {
      List<ConditionValue> values =
          StatementNames.valuesOf(statements, owned.key()).stream()
              .filter(owned.named())
              .map(ConditionValue::of)
              .toList();
      if (!values.isEmpty()) {
        denies.add(deny(owned.operator(), owned.key(), values));
      }
    }
    return denies;
  }

  /** The Deny statements for keys that callers of accounts never have. */
  static List<Statement> neverOfAccounts(List<Statement> statements) {
    return OF_SERVICES.stream()
        .filter(key -> StatementNames.testsOf(statements, key).findAny().isPresent())
        .map(key -> deny(plain(Comparison.NULL), key, List.of(ConditionValue.of("false"))))
        .toList();
  }

  /** The statement with {@code *} as its resource. */
  static Statement onEveryKey(Statement statement) {
    return statement.withResource(EVERY_KEY);
  }

  private static Statement deny(
      ConditionOperator operator, String key, List<ConditionValue> values) {
    Condition test = new Condition(operator, key, values, SourceLocation.nowhere());
    return new Statement(
        Label.absent(),
        Effect.DENY,
        new PrincipalElement.Principal(List.of(new PrincipalName.Everyone())),
        new ActionElement.Action(List.of(ActionPattern.of("*"))),
        EVERY_KEY,
        new ConditionBlock(List.of(test)),
        SourceLocation.nowhere());
  }
}
