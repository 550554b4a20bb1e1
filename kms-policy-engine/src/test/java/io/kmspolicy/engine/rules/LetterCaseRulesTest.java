package io.kmspolicy.engine.rules;

import static io.kmspolicy.engine.rules.Ask.ALICE;
import static io.kmspolicy.engine.rules.Ask.decrypt;
import static io.kmspolicy.engine.rules.GrantOf.grant;
import static io.kmspolicy.engine.rules.Says.allow;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rules 3.2 and 3.10 beyond ASCII: letter case is the same on every Java, and indeterminate where
 * versions of Unicode differ.
 */
class LetterCaseRulesTest {

  private static final String PAIR = "kms:EncryptionContext:";

  private static Ask compare(String operator, String value, String policy) {
    return decrypt()
        .keyPolicy(allow("kms:Decrypt").to(ALICE).when(operator, "x:key", policy))
        .with("x:key", value);
  }

  private static void isOpen(String value, String policy) {
    compare("StringEqualsIgnoreCase", value, policy).isIndeterminate();
    compare("StringNotEqualsIgnoreCase", value, policy).isIndeterminate();
    compare("ForAnyValue:StringEqualsIgnoreCase", value, policy).isIndeterminate();
    compare("StringEqualsIgnoreCase", policy, value).isIndeterminate();
  }

  private static void areEqual(String value, String policy) {
    compare("StringEqualsIgnoreCase", value, policy).isAllowed();
    compare("StringNotEqualsIgnoreCase", value, policy).isImplicitlyDenied();
    compare("StringEqualsIgnoreCase", policy, value).isAllowed();
  }

  private static void differ(String value, String policy) {
    compare("StringEqualsIgnoreCase", value, policy).isImplicitlyDenied();
    compare("StringNotEqualsIgnoreCase", value, policy).isAllowed();
    compare("StringEqualsIgnoreCase", policy, value).isImplicitlyDenied();
  }

  @ParameterizedTest
  @CsvSource({
    "\u00c9TAT, \u00e9tat",
    "\u03a3\u0391\u03a3, \u03c3\u03b1\u03c2",
    "\u212aelvin, kelvin",
    "\u017fecret, SECRET",
    "\u0416, \u0436",
    "\u01c5, \u01c6",
    "\u1e9e, \u00df",
    "\u0130\u0131, ii",
    "\uff21, \uff41"
  })
  @DisplayName("3.10: letters that all versions of Unicode since 6.2 pair are equal")
  void letters_pairedByAllVersions_areEqual(String value, String policy) {
    areEqual(value, policy);
  }

  @ParameterizedTest
  @CsvSource({
    "kelv\u2c2fn, KELV\u2c5fN",
    "\ua7c0istanbul, \ua7c1istanbul",
    "\ua7cb, \u0264",
    "\ua7dc, \u019b",
    "\u1c89, \u1c8a",
    "\u1c90\u1c91, \u10d0\u10d1",
    "\u13a0, \uab70",
    "\u1c80, \u0432",
    "\u0390, \u1fd3",
    "\ufb05, \ufb06",
    "\ud801\udc00x, \ud801\udc28X",
    "\ud83a\udd00, \ud83a\udd22"
  })
  @DisplayName("3.10: letters that only some versions of Unicode pair are perhaps equal")
  void letters_pairedBySomeVersions_areOpen(String value, String policy) {
    isOpen(value, policy);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u2c2f", "\ua7c1", "\ud801\udc00", "\u10d0x", "\u13a0\uab70"})
  @DisplayName("3.10: equal texts are equal in every version")
  void letters_equalTexts_areEqual(String text) {
    areEqual(text, text);
  }

  @ParameterizedTest
  @CsvSource({
    "\u2c2f, \u2c5e",
    "\u2c2fa, \u2c5fb",
    "\ua7c0, \ua7c0x",
    "\ud83d\ude00, \ud83d\ude20",
    "\ud801\udc00, \ud801\udc29",
    "\ud802\udc00, \ud802\udc28",
    "\u00df, ss",
    "\u00b2, 2"
  })
  @DisplayName("3.10: letters that no version of Unicode pairs are different")
  void letters_pairedByNoVersion_differ(String value, String policy) {
    differ(value, policy);
  }

  @Test
  @DisplayName("3.10: without IgnoreCase a letter equals itself only")
  void letters_exactOperators_compareExactly() {
    compare("StringEquals", "\u2c2f", "\u2c5f").isImplicitlyDenied();
    compare("StringNotEquals", "\u2c2f", "\u2c5f").isAllowed();
    compare("StringLike", "a\u2c2fb", "a?b").isAllowed();
    compare("StringLike", "a\u2c2f", "a\u2c5f*").isImplicitlyDenied();
  }

  @Test
  @DisplayName("3.10: a variable with such a letter is perhaps equal")
  void letters_variable_isOpen() {
    compare("StringEqualsIgnoreCase", "\u2c2f", "${aws:PrincipalTag/t}")
        .with("aws:PrincipalTag/t", "\u2c5f")
        .isIndeterminate();
    compare("StringEqualsIgnoreCase", "\u2c2f", "${aws:PrincipalTag/t}")
        .with("aws:PrincipalTag/t", "\u2c2f")
        .isAllowed();
  }

  @Test
  @DisplayName("3.10, 6.13: no value of an unknown key counts as two letters in one version only")
  void letters_unknownKey_isNotCertain() {
    decrypt()
        .keyPolicy(
            allow("kms:Decrypt")
                .to(ALICE)
                .when("StringEqualsIgnoreCase", "kms:ViaService", "\u2c2f"),
            allow("kms:Decrypt")
                .to(ALICE)
                .when("StringNotEqualsIgnoreCase", "kms:ViaService", "\u2c5f"))
        .unknown("kms:ViaService")
        .isIndeterminate();
    decrypt()
        .keyPolicy(
            allow("kms:Decrypt")
                .to(ALICE)
                .when("StringEqualsIgnoreCase", "kms:ViaService", "\u00c9"),
            allow("kms:Decrypt")
                .to(ALICE)
                .when("StringNotEqualsIgnoreCase", "kms:ViaService", "\u00e9"))
        .unknown("kms:ViaService")
        .isAllowed();
  }

  private static Ask named(String inPolicy, String operator, String value, String inRequest) {
    return decrypt()
        .keyPolicy(allow("kms:Decrypt").to(ALICE).when(operator, PAIR + inPolicy, value))
        .with(PAIR + inRequest, "v");
  }

  @Test
  @DisplayName("3.2: names with letters that all versions pair are one key")
  void names_pairedByAllVersions_areOneKey() {
    named("\u00c9tat", "StringEquals", "v", "\u00e9tat").isAllowed();
    named("\u212aey", "StringEquals", "v", "key").isAllowed();
    named("\u0416", "Null", "true", "\u0436").isImplicitlyDenied();
  }

  @ParameterizedTest
  @CsvSource({"\u2c2f, \u2c5f", "\u13a0, \uab70", "\u03c2x, \u03c3X", "\ud801\udc00, \ud801\udc28"})
  @DisplayName("3.2: names with letters that only some versions pair are perhaps one key")
  void names_pairedBySomeVersions_arePerhapsOneKey(String one, String other) {
    named(one, "StringEquals", "v", other).isIndeterminate();
    named(other, "StringEquals", "v", one).isIndeterminate();
    named(one, "Null", "true", other).isIndeterminate();
    named(one, "StringEquals", "v", one).isAllowed();
    named(one, "StringEquals", "w", one).isImplicitlyDenied();
    named(one, "Null", "true", one).isImplicitlyDenied();
    named(one + "x", "StringEquals", "v", other).isImplicitlyDenied();
    named(one, "StringEquals", "v", one).with(PAIR + other, "w").isIndeterminate();
    named(one, "Null", "false", one).with(PAIR + other, "w").isAllowed();
  }

  @Test
  @DisplayName("3.2, 5.9: the name of a grant's pair is perhaps that of the request")
  void names_grant_arePerhapsEqual() {
    inContext(grant("Decrypt").forAtLeast("\u2c2f", "1"), "\u2c5f").isIndeterminate();
    inContext(grant("Decrypt").forExactly("\u2c2f", "1"), "\u2c5f").isIndeterminate();
    inContext(grant("Decrypt").forExactly("\u2c2f", "1"), "\u2c2f").isAllowed();
    inContext(grant("Decrypt").forExactly("\u2c2f", "2"), "\u2c2f").isImplicitlyDenied();
    inContext(grant("Decrypt").forExactly("\u2c2f", "1"), "\u2c5e").isImplicitlyDenied();
    inContext(grant("Decrypt").forExactly("\u00c9", "1"), "\u00e9").isIndeterminate();
  }

  private static Ask inContext(GrantOf grant, String name) {
    return decrypt()
        .keyPolicy(allow("kms:Decrypt").to(Ask.BOB))
        .grant(grant.to(ALICE))
        .with(PAIR + name, "1")
        .with("kms:EncryptionContextKeys", name);
  }
}
