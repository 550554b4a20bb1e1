package io.kmspolicy.engine.rules;

import static io.kmspolicy.engine.rules.Ask.A;
import static io.kmspolicy.engine.rules.Ask.ALICE;
import static io.kmspolicy.engine.rules.Ask.BOB;
import static io.kmspolicy.engine.rules.Ask.action;
import static io.kmspolicy.engine.rules.Ask.decrypt;
import static io.kmspolicy.engine.rules.GrantOf.grant;
import static io.kmspolicy.engine.rules.Says.allow;
import static io.kmspolicy.engine.rules.Says.deny;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicyEvaluator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Rule 6.13 for grants that depend on unknown keys. In each test, a statement allows all values
 * except those with a prefix, and a grant requires exactly that prefix. Longer values are covered
 * by neither, and the analysis must find them.
 */
class GrantAnalysisTest {

  private static final String PAIR = "kms:EncryptionContext:a";
  private static final String PAIR_NAMES = "kms:EncryptionContextKeys";
  private static final String OPERATIONS = "kms:GrantOperations";
  private static final String BACKUP = "backup.amazonaws.com";
  private static final String SNAPSHOT = "arn:aws:ec2:us-west-2:111122223333:snapshot/1234";
  private static final String TYPE = "kms:GrantConstraintType";

  private static GrantOf given(String... operations) {
    return grant(operations).to(ALICE).issuedBy(A);
  }

  private static Says unless(String operator, String key, String pattern) {
    return allow("kms:*").to(ALICE).when(operator, key, pattern);
  }

  @Test
  @DisplayName(
      "6.13, 5.9: the value of an unknown pair that a grant asks for is a class of its own")
  void pair_value_isSeen() {
    decrypt()
        .keyPolicy(unless("StringNotLike", PAIR, "x*"))
        .grant(given("Decrypt").forAtLeast("a", "x"))
        .unknown(PAIR)
        .isIndeterminate();
    decrypt()
        .keyPolicy(unless("StringNotEquals", PAIR, "x"))
        .grant(given("Decrypt").forAtLeast("a", "x"))
        .unknown(PAIR)
        .isAllowed();
  }

  @Test
  @DisplayName("6.13, 5.9: the names that a grant asks for are a class among the unknown names")
  void pairNames_name_isSeen() {
    decrypt()
        .keyPolicy(
            unless("ForAnyValue:StringNotLike", PAIR_NAMES, "a*"),
            unless("ForAllValues:StringEquals", PAIR_NAMES, ""))
        .grant(given("Decrypt").forExactly("a", "x"))
        .with(PAIR, "x")
        .unknown(PAIR_NAMES)
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.13, 5.16: the operations of the parent are a class among the unknown operations")
  void operations_name_isSeen() {
    action("kms:CreateGrant")
        .keyPolicy(unless("ForAnyValue:StringNotLike", OPERATIONS, "Decrypt*"))
        .grant(given("CreateGrant", "Decrypt"))
        .withSome(OPERATIONS)
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.13, 5.16: the types of constraints are classes of their own")
  void constraintType_name_isSeen() {
    action("kms:CreateGrant")
        .keyPolicy(unless("StringNotLike", TYPE, "EncryptionContextEquals*"))
        .grant(given("CreateGrant", "Decrypt").forExactly("a", "x"))
        .with(OPERATIONS, "Decrypt")
        .with(PAIR, "x")
        .with(PAIR_NAMES, "a")
        .unknown(TYPE)
        .isIndeterminate();
    action("kms:CreateGrant")
        .keyPolicy(unless("StringNotLike", TYPE, "EncryptionContextSubset*"))
        .grant(given("CreateGrant", "Decrypt").forAtLeast("a", "x"))
        .with(OPERATIONS, "Decrypt")
        .with(PAIR, "x")
        .with(PAIR_NAMES, "a")
        .unknown(TYPE)
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.13, 5.9: pairs of many grants are unknown apart from each other")
  void pair_amongManyGrants_isAClassOfItsOwn() {
    Ask question = decrypt().keyPolicy(unless("StringNotEquals", "kms:EncryptionContext:p0", "v"));
    Ask open = decrypt().keyPolicy(unless("StringNotEquals", "kms:EncryptionContext:q", "v"));
    for (int i = 0; i < 30; i++) {
      question.grant(given("Decrypt").forAtLeast("p" + i, "v"));
      open.grant(given("Decrypt").forAtLeast("p" + i, "v"));
    }

    question.unknown("kms:EncryptionContext:*").isAllowed();
    open.unknown("kms:EncryptionContext:*").isIndeterminate();
    assertThat(open.explain(PolicyEvaluator.tables()).missingInformation().get(0).context())
        .hasSize(31)
        .contains("kms:EncryptionContext:q", "kms:EncryptionContext:p29");
  }

  @Test
  @DisplayName("6.13: what a grant asks for tells nothing apart where nobody asks the grant")
  void grantThatCannotCount_isNotLookedAt() {
    neverThroughEndpoint().grant(given("Encrypt").forExactly("a", "a")).isImplicitlyDenied();
    neverThroughEndpoint()
        .grant(grant("Decrypt").to(BOB).issuedBy(A).forExactly("a", "a"))
        .isImplicitlyDenied();
    neverThroughEndpoint()
        .onUnknownKey()
        .grant(given("Decrypt").forExactly("a", "a"))
        .isDenied(); // the policy of that key may deny too
  }

  /** The two tests of the endpoint policy never hold together. */
  private static Ask neverThroughEndpoint() {
    return decrypt()
        .unknown("kms:EncryptionContext:*")
        .endpoint(
            allow("*")
                .to("*")
                .when("StringEqualsIfExists", PAIR_NAMES)
                .when("BinaryEquals", PAIR_NAMES, "QUI="));
  }

  @Test
  @DisplayName("5.9: the list of names decides over a pair's spelling where it names the pair")
  void pair_spelling_isThatOfTheList() {
    decrypt()
        .grant(given("Decrypt").forAtLeast("App", "x"))
        .with("kms:EncryptionContext:App", "x")
        .with(PAIR_NAMES, "app")
        .isIndeterminate();
    decrypt()
        .grant(given("Decrypt").forAtLeast("App", "x"))
        .with("kms:EncryptionContext:app", "x")
        .with(PAIR_NAMES, "App")
        .isAllowed();
    decrypt()
        .grant(given("Decrypt").forAtLeast("App", "x"))
        .with("kms:EncryptionContext:App", "x")
        .with(PAIR_NAMES, "other")
        .isAllowed();
  }

  @Test
  @DisplayName("6.13, 5.9: the source that a grant asks for is a class of its own")
  void source_ofAGrant_isSeen() {
    fromOtherSource(SNAPSHOT).isIndeterminate();
    fromOtherSource(SNAPSHOT.replace("1234", "*")).isIndeterminate();
    fromOtherSource("no ARN").isDenied();
  }

  /** A grant to a service for one source, with an unknown source; another source is denied. */
  private static Ask fromOtherSource(String granted) {
    return decrypt()
        .by(BACKUP)
        .keyPolicy(deny("kms:*").to("*").when("ArnEquals", "aws:SourceArn", SNAPSHOT + "5"))
        .grant(grant("Decrypt").toService(BACKUP).issuedBy(A).forSource(granted))
        .unknown("aws:SourceArn");
  }

  @Test
  @DisplayName("6.13, 5.9: the list of names may have the names of a grant in another letter case")
  void pairNames_otherCase_isSeen() {
    Ask named =
        decrypt()
            .keyPolicy(deny("kms:*").to(ALICE).when("ForAnyValue:StringEquals", PAIR_NAMES, "App"))
            .unknown("kms:EncryptionContext:*")
            .withSome(PAIR_NAMES);
    named.grant(given("Decrypt").forExactly("App", "x")).isIndeterminate();
  }
}
