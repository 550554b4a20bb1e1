package io.kmspolicy.engine.rules;

import static io.kmspolicy.engine.rules.Analysis.KEYS;
import static io.kmspolicy.engine.rules.Analysis.TAG;
import static io.kmspolicy.engine.rules.Analysis.VIA;
import static io.kmspolicy.engine.rules.Analysis.allowed;
import static io.kmspolicy.engine.rules.Analysis.denied;
import static io.kmspolicy.engine.rules.Analysis.policy;
import static io.kmspolicy.engine.rules.Ask.decrypt;
import static io.kmspolicy.engine.rules.Says.allow;
import static io.kmspolicy.engine.rules.Says.deny;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Edge cases of rule 6.13: unusual values that some test distinguishes from all others. In each
 * case one value is allowed; an analysis without that value decides a wrong denial.
 */
@DisplayName("6.13: the analysis overlooks no class of values")
class ExactAnalysisTest {

  @Test
  @DisplayName("6.13, 3.10: a letter with three spellings, of which two are denied")
  void letter_thirdSpelling_isSeen() {
    policy(
            allowed().when("StringEqualsIgnoreCase", TAG, "k"),
            denied().when("StringEquals", TAG, "k", "K"))
        .unknown(TAG)
        .isIndeterminate();
    policy(
            allowed().when("StringEqualsIgnoreCase", TAG, "a"),
            denied().when("StringEquals", TAG, "a", "A"))
        .unknown(TAG)
        .isDenied();
  }

  @Test
  @DisplayName("6.13, 3.11: a number in another spelling than the one that is denied")
  void number_otherSpelling_isSeen() {
    policy(allowed().when("NumericEquals", VIA, "10"), denied().when("StringEquals", VIA, "10"))
        .unknown(VIA)
        .isIndeterminate();
    policy(
            allowed().when("NumericLessThan", VIA, "10"),
            denied().when("StringEquals", VIA, "5", "5.0"))
        .unknown(VIA)
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.13, 3.11: a number below zero")
  void number_negative_isSeen() {
    String days = "kms:ScheduleKeyDeletionPendingWindowInDays";
    policy(allowed().when("NumericLessThan", VIA, "0")).unknown(VIA).isIndeterminate();
    policy(allowed().when("NumericLessThan", days, "0")).unknown(days).isIndeterminate();
    policy(allowed().when("DateLessThan", "aws:TokenIssueTime", "1970-01-01T00:00:00Z"))
        .unknown("aws:TokenIssueTime")
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.13, 3.12: an instant in words, which is no number")
  void instant_inWords_isSeen() {
    policy(
            allowed().when("DateGreaterThan", "aws:CurrentTime", "2020-01-01T00:00:00Z"),
            denied().when("NumericGreaterThan", "aws:CurrentTime", "0"))
        .unknown("aws:CurrentTime")
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.13, 3.15: an address of the range besides the one that is denied by its text")
  void address_besideTheDeniedOne_isSeen() {
    policy(
            allowed().when("IpAddress", "aws:SourceIp", "10.0.0.0/30"),
            denied().when("StringEquals", "aws:SourceIp", "10.0.0.0", "10.0.0.1"))
        .unknown("aws:SourceIp")
        .isIndeterminate();
    policy(
            allowed().when("IpAddress", "aws:SourceIp", "10.0.0.0/31"),
            denied().when("StringEquals", "aws:SourceIp", "10.0.0.0", "10.0.0.1"))
        .unknown("aws:SourceIp")
        .isDenied();
  }

  @Test
  @DisplayName("6.13, 3.14: bytes in another spelling than the one that is denied")
  void bytes_otherSpelling_areSeen() {
    policy(allowed().when("BinaryEquals", VIA, "QUI="), denied().when("StringEquals", VIA, "QUI="))
        .unknown(VIA)
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.13, 6.10: two unknown keys that differ, neither of them empty")
  void linkedKeys_bothUnnamed_areSeen() {
    policy(
            allowed().when("StringNotEquals", VIA, "${" + TAG + "}"),
            denied().when("StringEquals", VIA, ""),
            denied().when("StringEquals", TAG, ""),
            denied().when("Null", TAG, "true"),
            denied().when("Null", VIA, "true"))
        .unknown(TAG, VIA)
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.13, 6.10: two unknown keys that are the same but for their case")
  void linkedKeys_differingInCase_areSeen() {
    policy(
            allowed().when("StringEqualsIgnoreCase", VIA, "${" + TAG + "}"),
            denied().when("StringEquals", VIA, "${" + TAG + "}"))
        .unknown(TAG, VIA)
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.13, 6.10: two unknown keys that are one ARN, or one boolean")
  void linkedKeys_ofAType_areSeen() {
    policy(allowed().when("ArnEquals", "aws:SourceArn", "${" + TAG + "}"))
        .unknown(TAG, "aws:SourceArn")
        .isIndeterminate();
    policy(allowed().when("Bool", "kms:MultiRegion", "${" + TAG + "}"))
        .unknown(TAG, "kms:MultiRegion")
        .isIndeterminate();
    policy(allowed().when("StringEquals", "kms:MultiRegion", "${" + TAG + "}"))
        .unknown(TAG, "kms:MultiRegion")
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.13, 2.10: two unknown keys of no known type under Bool")
  void linkedKeys_underBool_areSeen() {
    policy(allowed(), denied().when("Bool", "aws:PrincipalTag/a", "${" + TAG + "}"))
        .unknown(TAG, "aws:PrincipalTag/a")
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.13, 6.10: two unknown keys that differ although both fit one pattern")
  void linkedKeys_differingWithinAPattern_areSeen() {
    policy(
            allowed().when("StringNotEquals", VIA, "${" + TAG + "}"),
            denied().when("StringNotLike", VIA, "a*"),
            denied().when("StringNotLike", TAG, "a*"))
        .unknown(TAG, VIA)
        .isIndeterminate();
    policy(
            allowed().when("StringNotEquals", VIA, "${" + TAG + "}"),
            denied().when("StringNotEqualsIgnoreCase", VIA, "a"),
            denied().when("StringNotEqualsIgnoreCase", TAG, "a"))
        .unknown(TAG, VIA)
        .isIndeterminate();
    policy(
            allowed()
                .when("NumericEquals", VIA, "10")
                .when("StringNotEquals", VIA, "${" + TAG + "}"),
            denied().when("StringNotEquals", TAG, "10"))
        .unknown(TAG, VIA)
        .isIndeterminate();
    policy(
            allowed().when("StringNotEquals", "aws:SourceArn", "${aws:PrincipalArn}"),
            denied().when("Null", "aws:SourceArn", "true"),
            denied().when("Null", "aws:PrincipalArn", "true"))
        .unknown("aws:PrincipalArn", "aws:SourceArn")
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.13, 2.15: a key whose values are ARNs holds no other text")
  void arnKey_holdsArns() {
    String arn = "aws:PrincipalArn";
    policy(
            denied().when("ArnNotLike", arn, "arn:aws:iam::*:role/breakglass"),
            denied().when("ArnNotLike", arn, "arn:aws:iam::*:role/App"))
        .unknown(arn)
        .isExplicitlyDenied();
    policy(allowed().when("StringEquals", arn, "App")).unknown(arn).isImplicitlyDenied();
    policy(allowed().when("StringNotLikeIfExists", arn, "x*")).unknown(arn).isAllowed();
    policy(allowed().when("StringLikeIfExists", arn, "arn:aws:*")).unknown(arn).isIndeterminate();
    policy(allowed().when("StringLikeIfExists", arn, "arn:*:*:*:*:*:*"))
        .unknown(arn)
        .isIndeterminate();
    policy(allowed().when("ArnNotEquals", arn, "arn:aws:iam::111122223333:root"))
        .unknown(arn)
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.13, 6.10: two unknown keys that are the same, with plain tests beside")
  void linkedKeys_exact_areExact() {
    policy(
            allowed().when("StringEquals", VIA, "${" + TAG + "}"),
            denied().when("StringEquals", VIA, "${" + TAG + "}"))
        .unknown(TAG, VIA)
        .isDenied();
    policy(
            allowed().when("StringEquals", VIA, "${" + TAG + "}"),
            allowed().when("StringNotEquals", VIA, "${" + TAG + "}"))
        .unknown(TAG, VIA)
        .isAllowed();
    policy(
            allowed().when("StringEquals", VIA, "${" + TAG + "}").when("StringEquals", TAG, "a"),
            denied().when("StringEquals", VIA, "a"))
        .unknown(TAG, VIA)
        .isDenied();
    policy(
            allowed().when("StringEquals", VIA, "${" + TAG + ", 'd'}"),
            denied().when("StringEquals", VIA, "d"))
        .unknown(TAG, VIA)
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.13, 6.10: an unknown variable beside a known key, in every text that fits")
  void variable_besideKnownKey_isExact() {
    policy(
            allowed().when("StringEquals", VIA, "a${" + TAG + "}"),
            denied().when("StringEquals", TAG, "bc"))
        .unknown(TAG)
        .with(VIA, "abc")
        .isDenied();
    policy(
            allowed().when("StringLike", VIA, "a${" + TAG + "}*"),
            denied().when("StringEquals", TAG, "bc"))
        .unknown(TAG)
        .with(VIA, "abc")
        .isIndeterminate();
    policy(
            allowed().when("StringEqualsIgnoreCase", VIA, "a${" + TAG + "}"),
            denied().when("StringEquals", TAG, "bc"))
        .unknown(TAG)
        .with(VIA, "abc")
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.13, 3.5: a key of several values that is present without any")
  void severalValues_none_areSeen() {
    policy(
            allowed().when("StringEqualsIfExists", KEYS, "a"),
            denied().when("Null", KEYS, "true"),
            denied().when("ForAnyValue:StringLike", KEYS, "*"))
        .unknown(KEYS)
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.13, 3.5: a key of several values has an empty one only beside others")
  void severalValues_allEmpty_areANullSet() {
    policy(
            allowed().when("ForAnyValue:StringEquals", KEYS, ""),
            denied().when("ForAnyValue:StringNotEquals", KEYS, ""))
        .unknown(KEYS)
        .isDenied();
    policy(allowed().when("ForAnyValue:StringEquals", KEYS, "")).unknown(KEYS).isIndeterminate();
  }

  @Test
  @DisplayName("6.13: sets of values are looked at as sets")
  void severalValues_sets_areExact() {
    policy(
            allowed().when("ForAnyValue:StringEquals", KEYS, "a"),
            denied().when("ForAnyValue:StringEquals", KEYS, "a", "b"))
        .unknown(KEYS)
        .isDenied();
    policy(
            allowed().when("ForAllValues:StringEquals", KEYS, "a"),
            allowed().when("ForAnyValue:StringNotEquals", KEYS, "a"))
        .unknown(KEYS)
        .isAllowed();
    policy(
            allowed().when("ForAnyValue:StringEquals", KEYS, "a"),
            denied().when("ForAnyValue:StringEquals", KEYS, "a"))
        .unknown(KEYS)
        .isDenied();
  }

  @Test
  @DisplayName("6.13: a pattern over numbers cannot be divided and stays open")
  void number_underAPattern_staysOpen() {
    policy(
            allowed().when("NumericLessThan", VIA, "10"),
            denied().when("StringLike", VIA, "*"),
            denied().when("Null", VIA, "true"))
        .unknown(VIA)
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.13: more patterns than the budget takes leave the answer open")
  void patterns_beyondTheBudget_stayOpen() {
    Says[] statements = new Says[13];
    for (int i = 0; i < 12; i++) {
      String letter = String.valueOf((char) ('a' + i));
      statements[i] = allowed().when("StringLike", TAG, "*" + letter + "*");
    }
    statements[12] = denied().when("StringLike", TAG, "*");
    policy(statements).unknown(TAG).isIndeterminate();
  }

  @Test
  @DisplayName("6.13, 3.9: a key of several values that has the same one twice")
  void severalValues_twiceTheSame_areSeen() {
    policy(
            allowed().when("ForAnyValue:StringEquals", KEYS, "a"),
            denied().when("StringEquals", KEYS, "a"),
            denied().when("ForAnyValue:StringNotEquals", KEYS, "a"))
        .unknown(KEYS)
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.13: a key of several values that has one of every class")
  void severalValues_oneOfEveryClass_areSeen() {
    policy(
            allowed()
                .when("ForAnyValue:StringEquals", KEYS, "a")
                .when("ForAnyValue:StringNotEquals", KEYS, "a", "")
                .when("ForAnyValue:StringLike", KEYS, ""))
        .unknown(KEYS)
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.13, 3.5: a key of several values that is absent, or there without any")
  void severalValues_noneUnderPlainOperators_areSeen() {
    policy(
            allowed().when("StringEqualsIfExists", KEYS, "a"),
            denied().when("StringLike", KEYS, "*"),
            denied().when("Null", KEYS, "true"))
        .unknown(KEYS)
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.13, 6.10: an unknown variable that is its default")
  void variable_default_isSeen() {
    policy(
            allowed().when("StringEquals", VIA, "${aws:PrincipalTag/t, 'd'}"),
            denied().when("StringLike", TAG, "*"))
        .unknown(VIA, TAG)
        .isIndeterminate();
  }

  @Test
  @DisplayName(
      "6.13, 6.10: an unknown variable inside the text that an unknown key is compared with")
  void variable_insideText_leavesTheKeyOpen() {
    policy(allowed().when("StringEquals", VIA, "a${aws:PrincipalTag/t}"))
        .unknown(VIA, TAG)
        .isIndeterminate();
    policy(
            allowed().when("StringEquals", VIA, "a${aws:PrincipalTag/t}"),
            denied().when("StringLike", VIA, "a*"))
        .unknown(VIA, TAG)
        .isDenied();
  }

  @Test
  @DisplayName("6.13, 6.10: what one of two equal keys is compared with, the other may be")
  void linkedKeys_valuesOfOne_areValuesOfBoth() {
    policy(
            allowed().when("StringEquals", VIA, "${aws:PrincipalTag/t}"),
            denied().when("StringNotEquals", TAG, "q"))
        .unknown(VIA, TAG)
        .isIndeterminate();
    policy(
            allowed().when("StringEquals", VIA, "${aws:PrincipalTag/t}"),
            denied().when("StringNotEquals", VIA, "q"))
        .unknown(VIA, TAG)
        .isIndeterminate();
    for (String flag : new String[] {"true", "false"}) {
      policy(
              allowed().when("StringEquals", VIA, "${aws:SecureTransport}"),
              denied().when("Bool", "aws:SecureTransport", flag))
          .unknown(VIA, "aws:SecureTransport")
          .isIndeterminate();
    }
  }

  @Test
  @DisplayName("6.13, 2.12: a variable inside a resource pattern stays unknown beside its tests")
  void variable_inResource_staysOpen() {
    decrypt()
        .keyPolicy(allowed())
        .identity(
            deny("kms:*")
                .on("arn:aws:kms:us-west-2:111122223333:key/${aws:PrincipalTag/t}")
                .when("StringNotEquals", TAG, "z"))
        .unknown(TAG)
        .isIndeterminate();
  }

  @Test
  @DisplayName("6.13: a variable in a known text is looked at in 300 texts, and stays open beyond")
  void variable_manyTexts_areBounded() {
    String fits = "abcdefghijklmnopqrstuvw";
    Says[] either = {
      allowed().when("StringLike", VIA, "*${aws:PrincipalTag/t}*"),
      allowed().when("StringNotLike", VIA, "*${aws:PrincipalTag/t}*")
    };
    policy(either).with(VIA, fits).unknown(TAG).isAllowed();
    policy(either).with(VIA, fits + "x").unknown(TAG).isIndeterminate();
  }

  @Test
  @DisplayName("6.13: more worlds than the budget takes leave only the reference's answer open")
  void worlds_beyondTheBudget_stayOpenInTheReference() {
    worlds(4).isAllowed();
    worlds(14).isAllowedByTablesOnly();
    worlds(60).isAllowedByTablesOnly();
  }

  /** An Allow statement and a number of Deny statements that never match, each on its own key. */
  private static Ask worlds(int keys) {
    Says[] statements = new Says[keys + 1];
    String[] unknown = new String[keys];
    statements[keys] = allowed();
    for (int i = 0; i < keys; i++) {
      unknown[i] = "aws:PrincipalTag/t" + i;
      statements[i] =
          denied().when("StringEquals", unknown[i], "a").when("StringNotEquals", unknown[i], "a");
    }
    return policy(statements).unknown(unknown);
  }

  @Test
  @DisplayName("6.13, 6.11: a key that is known to be there has a value, which may be empty")
  void present_unknown_mayBeEmpty() {
    policy(allowed().when("StringLike", TAG, "?*")).withSome(TAG).isIndeterminate();
    policy(allowed().when("StringLike", TAG, "*")).withSome(TAG).isAllowed();
    policy(allowed().when("StringLike", TAG, "*")).unknown(TAG).isIndeterminate();
    policy(allowed().when("StringEquals", TAG, "")).withSome(TAG).isIndeterminate();
  }

  @Test
  @DisplayName("6.11, 3.5: that a key is there settles Null, also beside a test for empty values")
  void present_unknown_settlesNull() {
    policy(
            allowed().when("Null", TAG, "false").when("StringEquals", TAG, ""),
            allowed().when("Null", TAG, "false").when("StringNotEquals", TAG, "x"),
            allowed().when("StringEquals", TAG, "x"))
        .withSome(TAG)
        .isAllowed();
    policy(allowed().when("Null", TAG, "false")).withSome(TAG).isAllowed();
    policy(denied().when("Null", TAG, "false").when("StringLike", TAG, "*"), allowed())
        .withSome(TAG)
        .isExplicitlyDenied();
  }

  @Test
  @DisplayName("6.13: a key of a known type holds nothing else, under operators for text too")
  void typedKey_underTextOperator_holdsItsTypeOnly() {
    policy(allowed().when("StringEquals", "aws:SecureTransport", "yes"))
        .unknown("aws:SecureTransport")
        .isImplicitlyDenied();
    policy(allowed().when("StringEquals", "aws:SecureTransport", "true"))
        .unknown("aws:SecureTransport")
        .isIndeterminate();
  }

  @Test
  @DisplayName(
      "6.13: the budget goes to the keys that settle most, in whatever order tests are read")
  void manyWorlds_twoDenials_areBothFound() {
    String time = "aws:CurrentTime";
    policy(
            allow("*").to("*").when("Null", time, "true"),
            deny("*").to("*").when("DateEqualsIfExists", time, "2020-01-01T00:00:00Z", "2020"),
            deny("*")
                .to("*")
                .when("ForAllValues:StringEqualsIfExists", KEYS, "a", "A", "${aws:PrincipalTag/t}"))
        .unknown(time, KEYS, TAG)
        .isDenied();
    policy(
            allow("*")
                .to("*")
                .when("DateGreaterThan", time, "2021-06-01")
                .when("ForAllValues:StringEquals", KEYS),
            deny("*").to("*").when("ForAllValues:DateGreaterThanIfExists", time, "2021-06-01"),
            deny("*")
                .to("*")
                .when("ForAllValues:StringEquals", KEYS, "${aws:PrincipalTag/t}", "*", "a${?}"))
        .unknown(time, KEYS, TAG)
        .isDenied();
  }

  @Test
  @DisplayName("6.13, 5.17: the default of a variable that a key policy perhaps does not support")
  void defaultOfATag_inAKeyPolicy_isSeen() {
    String tag = "aws:ResourceTag/x";
    policy(
            allowed().when("StringEquals", VIA, "${aws:ResourceTag/x, 'd'}"),
            denied().when("StringEquals", VIA, "v"))
        .with(tag, "v")
        .unknown(VIA)
        .isIndeterminate();
    policy(
            allowed().when("StringLike", VIA, "${aws:ResourceTag/x, 'd'}-${" + TAG + "}"),
            denied().when("StringLike", VIA, "v-*"))
        .with(tag, "v")
        .unknown(VIA, TAG)
        .isIndeterminate();
    policy(
            allowed().when("StringEquals", VIA, "${aws:ResourceTag/x}"),
            denied().when("StringEquals", VIA, "v"))
        .with(tag, "v")
        .unknown(VIA)
        .isDenied();
  }
}
