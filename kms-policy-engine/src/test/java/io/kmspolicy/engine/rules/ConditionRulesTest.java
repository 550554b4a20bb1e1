package io.kmspolicy.engine.rules;

import static io.kmspolicy.engine.rules.Ask.ALICE;
import static io.kmspolicy.engine.rules.Ask.decrypt;
import static io.kmspolicy.engine.rules.Says.allow;
import static io.kmspolicy.engine.rules.Says.deny;

import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Comparison.Family;
import io.kmspolicy.model.request.Decision;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Section 3, rules 3.1-3.9: combination of conditions; missing, empty and multiple values. */
class ConditionRulesTest {

  private static final String VIA = "kms:ViaService";
  private static final String KEYS = "kms:EncryptionContextKeys";

  /** Allows alice to decrypt if the test holds. */
  private static Ask when(String operator, String key, String... values) {
    return decrypt().keyPolicy(allow("kms:Decrypt").to(ALICE).when(operator, key, values));
  }

  @Test
  @DisplayName("3.1: operators and keys must all hold, one of the values is enough")
  void condition_severalTests_mustAllHold() {
    Says both =
        allow("kms:*")
            .to(ALICE)
            .when("StringEquals", VIA, "a", "b")
            .when("StringEquals", "aws:SourceVpc", "v")
            .when("Bool", "aws:SecureTransport", "true");
    Ask asked = decrypt().keyPolicy(both).with(VIA, "b").with("aws:SecureTransport", "true");

    asked.isImplicitlyDenied();
    asked.with("aws:SourceVpc", "v").isAllowed();
    asked.with("aws:SecureTransport", "false").isImplicitlyDenied();
  }

  @Test
  @DisplayName("3.1: a negated operator holds if no value matches")
  void condition_negatedWithSeveralValues_isNor() {
    when("StringNotEquals", VIA, "a", "b").with(VIA, "b").isImplicitlyDenied();
    when("StringNotEquals", VIA, "a", "b").with(VIA, "c").isAllowed();
  }

  @Test
  @DisplayName("3.1: the condition of a Deny must hold for it to deny")
  void condition_ofDeny_mustHold() {
    Says unless = deny("kms:*").to(ALICE).when("StringNotEquals", VIA, "s3");
    Says allow = allow("kms:*").to(ALICE);

    decrypt().keyPolicy(allow, unless).with(VIA, "s3").isAllowed();
    decrypt().keyPolicy(allow, unless).with(VIA, "ec2").isExplicitlyDenied();
  }

  @Test
  @DisplayName("3.2: names of keys are case-insensitive to the end")
  void key_otherCase_isTheSame() {
    when("StringEquals", "kms:EncryptionContext:AppName", "x")
        .with("kms:EncryptionContext:appname", "x")
        .isAllowed();
    when("StringEquals", "aws:PrincipalTag/Team", "x")
        .with("aws:principaltag/team", "x")
        .isAllowed();
  }

  private static Ask twice(String operator, String value) {
    return when(operator, "kms:EncryptionContext:a", value)
        .with("kms:EncryptionContext:a", "x")
        .with("kms:EncryptionContext:A", "y");
  }

  @Test
  @DisplayName("3.2: [U] of two entries that differ in case either may be the one compared")
  void key_twoSpellings_isOpenWhereOnePasses() {
    twice("StringEquals", "x").isIndeterminate();
    twice("StringEquals", "y").isIndeterminate();
    twice("StringEquals", "z").isImplicitlyDenied();
    twice("StringNotEquals", "x").isIndeterminate();
  }

  /** An operator family, with or without a negated form. */
  static List<Comparison> comparisons() {
    return Arrays.stream(Comparison.values()).filter(one -> one.family() != Family.NULL).toList();
  }

  @ParameterizedTest
  @MethodSource("comparisons")
  @DisplayName("3.3: the table of what an absent key means to each operator")
  void absentKey_everyOperator_followsTheTable(Comparison comparison) {
    String value =
        switch (comparison.family()) {
          case NUMERIC, DATE -> "5";
          case IP_ADDRESS -> "10.0.0.1";
          case BOOL -> "true";
          case BINARY -> "QUI=";
          case ARN -> "arn:aws:sns:::x";
          case STRING, NULL -> "x";
        };
    String operator = comparison.text();
    Decision plain = comparison.negated() ? Decision.ALLOWED : Decision.IMPLICIT_DENY;

    when(operator, "x:key", value).is(plain);
    when(operator + "IfExists", "x:key", value).isAllowed();
    boolean disputed = comparison == Comparison.STRING_NOT_LIKE;
    Decision all = disputed ? Decision.INDETERMINATE : Decision.ALLOWED;
    when("ForAllValues:" + operator, "x:key", value).is(all);
    when("ForAllValues:" + operator + "IfExists", "x:key", value).is(all);
    when("ForAnyValue:" + operator, "x:key", value).isImplicitlyDenied();
    when("ForAnyValue:" + operator + "IfExists", "x:key", value).isIndeterminate();
  }

  @Test
  @DisplayName("3.3: Null is true for an absent key and false for a present one")
  void null_absentOrPresent_tells() {
    when("Null", VIA, "true").isAllowed();
    when("Null", VIA, "false").isImplicitlyDenied();
    when("Null", VIA, "true").with(VIA, "x").isImplicitlyDenied();
    when("Null", VIA, "FALSE").with(VIA, "x").isAllowed();
    when("Null", VIA, "true", "false").isAllowed();
    when("Null", VIA, "yes").isImplicitlyDenied();
  }

  @Test
  @DisplayName("3.3: [U] Null with a set prefix is open where AWS does not say what it tests")
  void null_setForms_areOpenInTwoCells() {
    when("ForAllValues:Null", VIA, "true").isAllowed();
    when("ForAllValues:Null", VIA, "false").isAllowed();
    when("ForAllValues:Null", VIA, "false").with(VIA, "x").isAllowed();
    when("ForAllValues:Null", VIA, "true").with(VIA, "x").isIndeterminate();
    when("ForAnyValue:Null", VIA, "true").isImplicitlyDenied();
    when("ForAnyValue:Null", VIA, "false").isImplicitlyDenied();
    when("ForAnyValue:Null", VIA, "true").with(VIA, "x").isImplicitlyDenied();
    when("forAnyValue:null", VIA, "false").with(VIA, "x").isIndeterminate();
    when("ForAllValues:Null", VIA, "true").withSome(VIA).isIndeterminate();
    when("ForAnyValue:Null", VIA, "true").withSome(VIA).isImplicitlyDenied();
  }

  @Test
  @DisplayName("3.4: there is no IfExists form of Null, with a set prefix or without")
  void null_ifExists_isRefused() {
    when("NullIfExists", VIA, "true").isRefused("`NullIfExists`");
    when("ForAnyValue:NullIfExists", VIA, "true").isRefused("`ForAnyValue:NullIfExists`");
  }

  @Test
  @DisplayName("3.4: IfExists holds without the key and compares with it")
  void ifExists_present_compares() {
    when("StringEqualsIfExists", VIA, "s3").isAllowed();
    when("StringEqualsIfExists", VIA, "s3").with(VIA, "ec2").isImplicitlyDenied();
    when("stringequalsifexists", VIA, "s3").with(VIA, "s3").isAllowed();
  }

  @Test
  @DisplayName("3.4: a Deny with a negated IfExists denies when the key is absent")
  void ifExists_negatedInDenyWithoutKey_denies() {
    decrypt()
        .keyPolicy(
            allow("kms:*").to(ALICE),
            deny("kms:*").to(ALICE).when("StringNotEqualsIfExists", VIA, "s3"))
        .isExplicitlyDenied();
  }

  @Test
  @DisplayName("3.5: no value, or only the empty one, is a null set to the set operators")
  void emptySet_setOperators_isNull() {
    for (String[] empty : new String[][] {{}, {""}, {"", ""}}) {
      when("ForAllValues:StringEquals", KEYS, "a").with(KEYS, empty).isAllowed();
      when("ForAllValues:StringNotEquals", KEYS, "").with(KEYS, empty).isAllowed();
      when("ForAnyValue:StringEquals", KEYS, "").with(KEYS, empty).isImplicitlyDenied();
      when("ForAnyValue:StringNotEquals", KEYS, "a").with(KEYS, empty).isImplicitlyDenied();
      when("ForAnyValue:StringEqualsIfExists", KEYS, "").with(KEYS, empty).isImplicitlyDenied();
    }
    when("ForAllValues:StringEquals", KEYS, "a").with(KEYS, "", "b").isImplicitlyDenied();
    when("ForAnyValue:StringEquals", KEYS, "").with(KEYS, "", "b").isAllowed();
  }

  @Test
  @DisplayName("3.5: to plain operators an empty list is an absent key, an empty text a value")
  void emptyList_plainOperators_isAbsent() {
    when("StringEquals", VIA, "").with(VIA).isImplicitlyDenied();
    when("StringNotEquals", VIA, "x").with(VIA).isAllowed();
    when("StringEqualsIfExists", VIA, "x").with(VIA).isAllowed();
    when("StringEquals", VIA, "").with(VIA, "").isAllowed();
    when("StringNotEquals", VIA, "").with(VIA, "").isImplicitlyDenied();
  }

  @Test
  @DisplayName("3.5: [U] whether Null takes an empty text for null is open")
  void emptyText_null_isOpen() {
    when("Null", VIA, "true").with(VIA, "").isIndeterminate();
    when("Null", VIA, "false").with(VIA, "").isIndeterminate();
    when("Null", VIA, "true").with(VIA, "", "").isIndeterminate();
    when("Null", VIA, "true").with(VIA, "", "b").isImplicitlyDenied();
  }

  @Test
  @DisplayName("3.5: AWS reads an empty text one way throughout, whichever it is")
  void emptyText_askedTwice_isReadOneWay() {
    decrypt()
        .keyPolicy(
            allow("kms:*").to(ALICE).when("Null", VIA, "true"),
            allow("kms:*").to(ALICE).when("Null", VIA, "false"))
        .with(VIA, "")
        .isAllowed();
  }

  @Test
  @DisplayName("3.6: ForAllValues wants every value of the request to match some value")
  void forAllValues_everyValue_mustPass() {
    when("ForAllValues:StringEquals", KEYS, "a", "b").with(KEYS, "a", "b").isAllowed();
    when("ForAllValues:StringEquals", KEYS, "a", "b").with(KEYS, "a", "c").isImplicitlyDenied();
    when("ForAllValues:StringNotEquals", KEYS, "a", "b").with(KEYS, "c", "d").isAllowed();
    when("ForAllValues:StringNotEquals", KEYS, "a").with(KEYS, "a", "c").isImplicitlyDenied();
  }

  @Test
  @DisplayName("3.6: ForAnyValue wants one value of the request to match, or to differ from all")
  void forAnyValue_oneValue_mustPass() {
    String operations = "kms:GrantOperations";
    when("ForAnyValue:StringEquals", KEYS, "a", "b").with(KEYS, "c", "b").isAllowed();
    when("ForAnyValue:StringEquals", KEYS, "a", "b").with(KEYS, "c", "d").isImplicitlyDenied();
    when("ForAnyValue:StringNotEquals", operations, "Decrypt")
        .with(operations, "Decrypt", "Encrypt")
        .isAllowed();
    when("ForAnyValue:StringNotEquals", operations, "Decrypt")
        .with(operations, "Decrypt")
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("3.7: set operators match patterns value by value")
  void forAnyValue_pattern_matchesOneOfSeveral() {
    when("ForAnyValue:StringLike", "aws:TagKeys", "r*").with("aws:TagKeys", "x", "r1").isAllowed();
  }

  @Test
  @DisplayName("3.8: to a set operator a single value is a set of one")
  void setOperator_singleValue_isASetOfOne() {
    when("ForAllValues:StringEquals", "aws:PrincipalTag/p", "x").isAllowed();
    when("ForAllValues:StringEquals", "aws:PrincipalTag/p", "x")
        .with("aws:PrincipalTag/p", "x")
        .isAllowed();
    when("ForAllValues:StringEquals", "aws:PrincipalTag/p", "x")
        .with("aws:PrincipalTag/p", "y")
        .isImplicitlyDenied();
    when("ForAnyValue:StringEquals", "aws:PrincipalTag/p", "x")
        .with("aws:PrincipalTag/p", "x")
        .isAllowed();
  }

  @Test
  @DisplayName("3.9: [U] a plain operator on a key of several values fails if no value matches")
  void plainOperator_severalValues_isOpenWhereOneMatches() {
    when("StringEquals", KEYS, "a").with(KEYS, "a", "b").isIndeterminate();
    when("StringEquals", KEYS, "a").with(KEYS, "c", "b").isImplicitlyDenied();
    when("StringEqualsIfExists", KEYS, "a").with(KEYS, "a", "a").isIndeterminate();
    when("StringEqualsIfExists", KEYS, "a").with(KEYS, "b", "c").isImplicitlyDenied();
    when("StringEquals", KEYS, "a").with(KEYS, "a").isIndeterminate();
    when("StringEquals", KEYS, "a").with(KEYS, "b").isImplicitlyDenied();
    when("StringEquals", KEYS, "a").isImplicitlyDenied();
    when("StringEquals", KEYS, "").with(KEYS, "").isIndeterminate();
    when("StringEquals", "x:key", "a").with("x:key", "a", "b").isIndeterminate();
    when("StringEquals", "x:key", "a").with("x:key", "a").isAllowed();
  }

  @Test
  @DisplayName("3.9: [U] a negated plain operator on one fails if every value is a policy value")
  void plainOperator_negatedWithSeveralValues_isOpenUnlessAllMatch() {
    when("StringNotEquals", KEYS, "a").with(KEYS, "a", "b").isIndeterminate();
    when("StringNotEquals", KEYS, "a").with(KEYS, "c", "b").isIndeterminate();
    when("StringNotEquals", KEYS, "a", "b").with(KEYS, "b", "a").isImplicitlyDenied();
    when("StringNotLike", KEYS, "a*").with(KEYS, "b").isIndeterminate();
    when("StringNotLike", KEYS, "a*").with(KEYS, "a1").isImplicitlyDenied();
    when("StringNotEquals", KEYS, "a").isAllowed();
  }
}
