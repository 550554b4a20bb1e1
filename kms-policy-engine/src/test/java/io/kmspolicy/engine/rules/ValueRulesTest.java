package io.kmspolicy.engine.rules;

import static io.kmspolicy.engine.rules.Ask.ALICE;
import static io.kmspolicy.engine.rules.Ask.decrypt;
import static io.kmspolicy.engine.rules.Says.allow;
import static io.kmspolicy.engine.rules.Says.deny;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 3, rules 3.10-3.17: parsing and comparison of values. */
class ValueRulesTest {

  /**
   * Allows alice to decrypt if the operator holds for the value of the request and the value of the
   * policy.
   */
  private static Ask compare(String operator, String value, String policy) {
    return decrypt()
        .keyPolicy(allow("kms:Decrypt").to(ALICE).when(operator, "x:key", policy))
        .with("x:key", value);
  }

  private static void holds(String operator, String value, String policy) {
    compare(operator, value, policy).isAllowed();
  }

  private static void fails(String operator, String value, String policy) {
    compare(operator, value, policy).isImplicitlyDenied();
  }

  private static void isOpen(String operator, String value, String policy) {
    compare(operator, value, policy).isIndeterminate();
  }

  @Test
  @DisplayName("3.10: texts are compared exactly, or by simple case mapping")
  void text_case_counts() {
    holds("StringEquals", "a", "a");
    fails("StringEquals", "a", "A");
    holds("StringNotEquals", "a", "A");
    holds("StringEqualsIgnoreCase", "s3.us-west-2.amazonaws.com", "S3.US-WEST-2.amazonaws.com");
    fails("StringNotEqualsIgnoreCase", "A", "a");
    holds("StringNotEqualsIgnoreCase", "A", "b");
    holds("StringEqualsIgnoreCase", "İ", "i");
    fails("StringEqualsIgnoreCase", "ß", "ss");
    fails("StringEquals", "\u00e9", "e\u0301");
    fails("StringEqualsIgnoreCase", "a*", "ab");
  }

  @ParameterizedTest
  @CsvSource({
    "NumericEquals, 10, 10.0, true",
    "NumericEquals, 1546257599.0, 1546257599, true",
    "NumericEquals, 10, 11, false",
    "NumericNotEquals, 10, 11, true",
    "NumericNotEquals, 10, 10.00, false",
    "NumericLessThan, 9, 10, true",
    "NumericLessThan, 10, 10, false",
    "NumericLessThanEquals, 10, 10, true",
    "NumericLessThanEquals, 11, 10, false",
    "NumericGreaterThan, 11, 10, true",
    "NumericGreaterThan, 10, 10, false",
    "NumericGreaterThanEquals, 10, 10, true",
    "NumericGreaterThanEquals, 9.9, 10, false",
    "NumericGreaterThan, 9, -1, true",
    "NumericLessThan, -4.5, -4, true",
    "NumericNotEquals, 9, -1, true",
  })
  @DisplayName("3.11: numbers are compared as decimals, below zero too")
  void number_order_isThatOfDecimals(
      String operator, String value, String policy, boolean expected) {
    if (expected) {
      holds(operator, value, policy);
    } else {
      fails(operator, value, policy);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"+7", "7e0", "7.", ".7", " 7"})
  @DisplayName(
      "3.11: [U] plus signs, exponents, bare points and white space are a number or nothing")
  void number_oddSpelling_isOpen(String text) {
    isOpen("NumericLessThan", text, "8");
    isOpen("NumericGreaterThan", "8", text);
    isOpen("NumericNotEquals", text, "8");
    fails("NumericGreaterThan", text, "8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10abc", "", "ten", "0x10", "1_0", "1,0", "NaN"})
  @DisplayName("3.11: what is no number does not match; [U] negated that is open")
  void number_none_doesNotMatch(String text) {
    fails("NumericEquals", text, "10");
    fails("NumericLessThan", "10", text);
    isOpen("NumericNotEquals", text, "10");
    isOpen("NumericNotEquals", "10", text);
  }

  @Test
  @DisplayName("3.11: [U] a number of more than 400 characters, or with a large exponent, is open")
  void number_tooLong_isOpen() {
    holds("NumericGreaterThan", "9".repeat(400), "1");
    fails("NumericEquals", "x".repeat(401), "1");
    fails("NumericEquals", "1e2000", "ten");
    for (String text : List.of("9".repeat(401), "-" + "9".repeat(401), "1e2000", "1E-2000")) {
      isOpen("NumericGreaterThan", text, "1");
      isOpen("NumericLessThan", "1", text);
      isOpen("NumericEquals", text, "1");
      isOpen("NumericNotEquals", "1", text);
      isOpen("NumericEquals", text, text);
    }
    isOpen("DateGreaterThan", "-1e2000", "2020-01-01");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-01T00:00:00Z",
        "2026-01-01T00:00Z",
        "2026-01-01",
        "2026-01",
        "2026-01-01T01:00:00+01:00",
        "2025-12-31T23:30:00.000-00:30",
        "2026-01-01T05:30:00+05:30",
        "2026-01-01T00:00:00.00000000000Z",
        "2026-01-01T00:00:00",
        "1767225600",
        "1767225600.0",
      })
  @DisplayName("3.12: all documented forms of an instant are one")
  void date_everyForm_isTheSameInstant(String text) {
    holds("DateEquals", text, "2026-01-01T00:00:00Z");
    holds("DateEquals", "1767225600", text);
    fails("DateNotEquals", text, "2026-01-01T00:00:00Z");
    holds("DateLessThan", text, "2026-01-01T00:00:00.5Z");
    holds("DateGreaterThan", text, "2025-12-31T23:59:59Z");
    holds("DateLessThanEquals", text, "1767225600");
    fails("DateLessThan", text, "1767225600");
    holds("DateGreaterThanEquals", text, "1767225600");
    fails("DateGreaterThan", text, "1767225600");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-01-01T05:30:00+0530", "2026-01-01T23:59:00+23:59"})
  @DisplayName("3.12: [U] an offset without a colon or beyond all zones is read or unreadable")
  void date_unlistedOffset_isOpen(String text) {
    isOpen("DateEquals", text, "2026-01-01T00:00:00Z");
    isOpen("DateEquals", "2026-01-01T00:00:00Z", text);
    fails("DateEquals", text, "2026-01-01T00:00:01Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+00:60"})
  @DisplayName("3.12: an offset that no clock shows is unreadable")
  void date_impossibleOffset_isUnreadable(String text) {
    fails("DateLessThan", text, "2030-01-01T00:00:00Z");
    fails("DateGreaterThan", text, "2020-01-01T00:00:00Z");
  }

  @Test
  @DisplayName("3.12: numeric operators compare kms:ValidTo as an instant")
  void validTo_numericOperator_comparesInstants() {
    String validTo = "kms:ValidTo";
    Ask asked =
        decrypt()
            .keyPolicy(allow("kms:*").to(ALICE).when("NumericLessThan", validTo, "1767225600"));
    asked.with(validTo, "2025-01-01T00:00:00Z").isAllowed();
    asked.with(validTo, "2026-01-01T00:00:01Z").isImplicitlyDenied();
    asked.with(validTo, "1767225599.0").isAllowed();
    decrypt()
        .keyPolicy(
            allow("kms:*").to(ALICE).when("NumericLessThan", validTo, "1767225600"),
            allow("kms:*").to(ALICE).when("NumericGreaterThanEquals", validTo, "1767225600"))
        .withSome(validTo)
        .isAllowed();
  }

  @Test
  @DisplayName(
      "3.11, 3.12: [U] whether a numeric operator reads a date is open, for kms:ValidTo only")
  void validTo_numericOperatorWithDate_isOpen() {
    String date = "2026-01-01T00:00:00Z";
    Says earlier = allow("kms:*").to(ALICE).when("NumericLessThan", "kms:ValidTo", date);
    Says differs = allow("kms:*").to(ALICE).when("NumericNotEquals", "kms:ValidTo", date);
    Says never = allow("kms:*").to(ALICE).when("NumericLessThan", "kms:ValidTo", "soon");

    decrypt().keyPolicy(earlier).with("kms:ValidTo", "1546257599.0").isIndeterminate();
    decrypt().keyPolicy(earlier).unknown("kms:ValidTo").isIndeterminate();
    decrypt().keyPolicy(earlier).isImplicitlyDenied();
    decrypt().keyPolicy(differs).with("kms:ValidTo", "1546257599.0").isIndeterminate();
    decrypt().keyPolicy(never).with("kms:ValidTo", "1546257599.0").isImplicitlyDenied();
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).when("NumericLessThan", "aws:EpochTime", date))
        .with("aws:EpochTime", "1546257599")
        .isImplicitlyDenied();
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).when("DateLessThan", "kms:ValidTo", date))
        .with("kms:ValidTo", "1546257599.0")
        .isAllowed();
  }

  @Test
  @DisplayName("3.12: a policy in words compares with seconds in the request")
  void date_wordsAndSeconds_compare() {
    decrypt()
        .keyPolicy(
            allow("kms:*")
                .to(ALICE)
                .when("DateGreaterThan", "aws:EpochTime", "2020-01-01T00:00:00Z"))
        .with("aws:EpochTime", "1767225600")
        .isAllowed();
  }

  @Test
  @DisplayName("3.12: [U] four digits are a year or seconds, open where the two differ")
  void date_fourDigits_isYearOrSeconds() {
    isOpen("DateGreaterThan", "2026", "2020-01-01T00:00:00Z");
    holds("DateLessThan", "2026", "2030-01-01T00:00:00Z");
    isOpen("DateLessThan", "1000000000", "2026");
    holds("DateGreaterThanEquals", "1970", "0");
  }

  @Test
  @DisplayName("3.12: [U] digits that could be milliseconds are open where the readings differ")
  void date_milliseconds_isOpen() {
    isOpen("DateLessThan", "1767225600000", "2030-01-01T00:00:00Z");
    holds("DateGreaterThan", "1767225600000", "2020-01-01T00:00:00Z");
  }

  @Test
  @DisplayName("3.12: [U] seconds before 1970 are an instant or nothing")
  void date_negativeSeconds_isOpen() {
    isOpen("DateGreaterThan", "2020-01-01T00:00:00Z", "-5");
    isOpen("DateLessThan", "-5", "2020-01-01T00:00:00Z");
    fails("DateLessThan", "2020-01-01T00:00:00Z", "-5");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-13-01",
        "2026-02-30",
        "yesterday",
        "2026-1-1",
        "2026-01-01T25:00Z",
        "",
        "2026-01-01T00:00+99:00"
      })
  @DisplayName("3.12: what is no instant does not match; [U] negated that is open")
  void date_none_doesNotMatch(String text) {
    fails("DateLessThan", text, "2030-01-01T00:00:00Z");
    fails("DateGreaterThan", text, "2000-01-01T00:00:00Z");
    isOpen("DateNotEquals", text, "2000-01-01T00:00:00Z");
  }

  @Test
  @DisplayName("3.13: booleans are `true` and `false` in any case, anything else does not match")
  void bool_words_match() {
    holds("Bool", "true", "true");
    holds("Bool", "True", "TRUE");
    holds("Bool", "false", "False");
    fails("Bool", "true", "false");
    fails("Bool", "yes", "yes");
    fails("Bool", "true", "yes");
    fails("Bool", "1", "true");
    holds("BoolIfExists", "false", "false");
  }

  @Test
  @DisplayName("3.13: `false` does not match an absent key")
  void bool_absent_isNotFalse() {
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).when("Bool", "kms:MultiRegion", "false"))
        .isImplicitlyDenied();
  }

  @Test
  @DisplayName("3.14: base64 is decoded and compared as bytes; bad base64 does not match")
  void binary_bytes_areCompared() {
    holds("BinaryEquals", "QUI=", "QUI=");
    fails("BinaryEquals", "QUI=", "QUJD");
    fails("BinaryEquals", "QUI=", "qui=");
    fails("BinaryEquals", "?", "?");
    fails("BinaryEquals", "QUI=", "?");
    fails("BinaryEquals", "Q", "Q");
    fails("BinaryEquals", "Q=UI", "Q=UI");
  }

  @Test
  @DisplayName("3.14: [U] whether base64 that only lenient decoders read is read is open")
  void binary_readLeniently_isOpen() {
    isOpen("BinaryEquals", "QUJ=", "QUI="); // unused bits
    isOpen("BinaryEquals", "QU=", "QU==");
    isOpen("BinaryEquals", "QU JD", "QUJD");
    isOpen("BinaryEquals", "-_-_", "+/+/");
    fails("BinaryEquals", "-_-_", "/+/+");
    isOpen("BinaryEquals", "QUI", "QUI=");
    isOpen("BinaryEquals", "QUI=", "QUI");
    isOpen("BinaryEquals", "Phoenix", "Phoenix");
    fails("BinaryEquals", "QUI", "QUJD");
    decrypt()
        .keyPolicy(
            allow("kms:*").to(ALICE),
            deny("kms:*").toEveryone().when("BinaryEquals", "x:key", "dev"))
        .with("x:key", "dev")
        .isIndeterminate();
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, 203.0.113.0/24, true",
    "203.0.114.7, 203.0.113.0/24, false",
    "203.0.113.5, 203.0.113.5, true",
    "203.0.113.6, 203.0.113.5, false",
    "203.0.113.5, 203.0.113.77/24, true",
    "203.0.113.5, 0.0.0.0/0, true",
    "255.255.255.255, 255.255.255.254/31, true",
    "2001:db8::1, 2001:DB8:0:0::1, true",
    "2001:db8::1, 2001:db8::/32, true",
    "2001:db9::1, 2001:db8::/32, false",
    "2001:db8::2, 2001:db8::1/128, false",
    "2001:db9::1, 2001:db8::1, false",
    "::1, ::/0, true",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0, true",
    "::ffff:1:2:10.0.0.1, 0:0:0:ffff:1:2:a00:1, true",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221, true",
    "1:2:3:4:5:6:192.0.2.33, 1:2:3:4:5:6:c000:221, true",
    "203.0.113.5, ::/0, false",
    "2001:db8::1, 0.0.0.0/0, false",
  })
  @DisplayName("3.15: an address is in a range; the two families never match each other")
  void address_inRange_matches(String value, String policy, boolean expected) {
    if (expected) {
      holds("IpAddress", value, policy);
      fails("NotIpAddress", value, policy);
    } else {
      fails("IpAddress", value, policy);
      holds("NotIpAddress", value, policy);
    }
  }

  @Test
  @DisplayName("3.15: [U] whether a bare IPv6 address in a policy is one host or a /32 range")
  void address_bareV6_isOpenWhereBothReadingsDiffer() {
    isOpen("IpAddress", "2001:db8::2", "2001:db8::1");
    isOpen("NotIpAddress", "2001:db8:ffff::2", "2001:db8::1");
    holds("IpAddress", "2001:db8::1", "2001:db8::1");
    fails("NotIpAddress", "2001:db8::1", "2001:db8::1");
    holds("NotIpAddress", "2001:db7:ffff::1", "2001:db8::1");
  }

  @Test
  @DisplayName("3.12: [U] the text of kms:ValidTo under String operators is open")
  void validTo_underStringOperators_isOpen() {
    Says equal = allow("kms:*").to(ALICE).when("StringEquals", "kms:ValidTo", "1546257599.0");
    Says differ = allow("kms:*").to(ALICE).when("StringNotLike", "kms:ValidTo", "15*");
    Says later = allow("kms:*").to(ALICE).when("NumericGreaterThan", "kms:ValidTo", "15");
    String pair = "kms:EncryptionContext:t";
    Says variable = allow("kms:*").to(ALICE).when("StringEquals", pair, "${kms:ValidTo}");

    decrypt().keyPolicy(equal).with("kms:ValidTo", "1546257599.0").isIndeterminate();
    decrypt().keyPolicy(equal).isImplicitlyDenied();
    decrypt().keyPolicy(differ).with("kms:ValidTo", "2026-01-01T00:00:00Z").isIndeterminate();
    decrypt().keyPolicy(differ).unknown("kms:ValidTo").isIndeterminate();
    decrypt().keyPolicy(later).with("kms:ValidTo", "1546257599.0").isAllowed();
    decrypt().keyPolicy(variable).with("kms:ValidTo", "5").with(pair, "5").isIndeterminate();
  }

  @Test
  @DisplayName("3.15: [U] how an IPv4 address written as IPv6 compares is open")
  void address_mappedV4_isOpen() {
    isOpen("IpAddress", "::ffff:203.0.113.5", "203.0.113.0/24");
    isOpen("IpAddress", "203.0.113.5", "::ffff:203.0.113.0/120");
    isOpen("NotIpAddress", "::ffff:203.0.113.5", "203.0.113.0/24");
    isOpen("IpAddress", "::ffff:203.0.113.5", "::/0");
    holds("IpAddress", "::ffff:203.0.113.5", "::ffff:203.0.113.0/120");
    fails("IpAddress", "::ffff:203.0.113.5", "2001:db8::/32");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "203.0.113",
        "203.0.113.",
        "203.0.113.256",
        "203.0.113.5/33",
        "203.0.113.5/",
        "203.0.113.5/x",
        "a",
        "",
        "::1::",
        ":::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4::5:6:7:8",
        "1:2:3:4:5:6:7::8",
        "1:2:3:4:5:6:7:1.2.3.4",
        "1.2.3.4::",
        "1.2.3.x",
        "12345::",
        "g::",
        "::/129",
        "1.2.3.4.5"
      })
  @DisplayName("3.15: what is no address does not match; [U] negated that is open")
  void address_none_doesNotMatch(String text) {
    fails("IpAddress", "203.0.113.5", text);
    fails("IpAddress", text, "0.0.0.0/0");
    isOpen("NotIpAddress", "203.0.113.5", text);
    isOpen("NotIpAddress", text, "203.0.113.0/24");
  }

  @Test
  @DisplayName("3.15: a range is no address of a request")
  void address_rangeInRequest_isNone() {
    fails("IpAddress", "203.0.113.0/32", "203.0.113.0/24");
  }

  @Test
  @DisplayName("3.16: a misspelt operator is refused, with the one that was meant")
  void operator_misspelt_isRefused() {
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).when("StringEqual", "x:key", "x"))
        .isRefused("did you mean `StringEquals`");
  }

  @Test
  @DisplayName("3.16: a key that nobody knows is an absent key like any other")
  void key_unheardOf_isAbsent() {
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).when("StringEquals", "kms:Future", "x"))
        .isImplicitlyDenied();
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).when("StringNotEquals", "kms:Future", "x"))
        .isAllowed();
  }

  @Test
  @DisplayName("3.17: [U] an unreadable policy value decides nothing beside one that matches")
  void value_unreadable_isOpenOnlyWhereItMatters() {
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).when("NotIpAddress", "aws:SourceIp", "x", "10.0.0.0/8"))
        .with("aws:SourceIp", "10.1.1.1")
        .isImplicitlyDenied();
    decrypt()
        .keyPolicy(allow("kms:*").to(ALICE).when("NotIpAddress", "aws:SourceIp", "x", "10.0.0.0/8"))
        .with("aws:SourceIp", "192.0.2.1")
        .isIndeterminate();
  }
}
