package io.kmspolicy.engine.exact;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.value.AddressRanges;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.model.catalogue.ValueType;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionOperator.Quantifier;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.SourceLocation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rule 6.13: the examples of the values of one key, listed. */
class ValueEquivalenceClassesTest {

  private final ValueEquivalenceClasses classes = new ValueEquivalenceClasses();

  private Optional<List<String>> examples(ValueType type) {
    return classes.examples(Optional.ofNullable(type), StepCounter.none());
  }

  private void add(Comparison comparison, String policy) {
    classes.add(comparison, Glob.parse(policy), policy);
  }

  private void addAddresses(Comparison comparison, String... ranges) {
    classes.addAddresses(
        AddressRanges.of(
            new Condition(
                new ConditionOperator(Quantifier.NONE, comparison, false),
                "aws:SourceIp",
                Stream.of(ranges).map(ValueEquivalenceClassesTest::value).toList(),
                SourceLocation.nowhere())));
  }

  private static ConditionValue value(String text) {
    return new ConditionValue(text, ConditionValue.Form.STRING);
  }

  @Test
  @DisplayName("without a test, the empty text and another one")
  void examples_noTest_areTheEmptyTextAndAnother() {
    assertThat(examples(ValueType.STRING)).hasValue(List.of("", "x"));
    assertThat(examples(null)).hasValue(List.of("", "x"));
  }

  @Test
  @DisplayName("the other text is none of the literals")
  void examples_literals_areClassesBesideAnotherText() {
    classes.addLiteral("x");
    classes.addLiteral("a");

    assertThat(examples(ValueType.STRING)).hasValue(List.of("", "xx", "x", "a"));
    assertThat(classes.size()).isEqualTo(2);
    assertThat(classes.isByText()).isTrue();
  }

  @Test
  @DisplayName("a Boolean key is true or false")
  void examples_booleanKey_areTrueAndFalse() {
    add(Comparison.BOOL, "true");

    assertThat(examples(ValueType.BOOL)).hasValue(List.of("true", "false"));
    assertThat(classes.isByText()).isFalse();
  }

  @Test
  @DisplayName("3.11: numbers of a numeric key: below, each one, between, beyond")
  void examples_numericKey_areTheNumbersAndThoseBetween() {
    add(Comparison.NUMERIC_LESS_THAN, "5");
    add(Comparison.NUMERIC_EQUALS, "9");

    assertThat(examples(ValueType.NUMERIC)).hasValue(List.of("0", "5", "7", "9", "9.5"));
    assertThat(classes.size()).isEqualTo(2);
    assertThat(classes.isByText()).isFalse();
  }

  @Test
  @DisplayName("a number may be negative; a key of no known type may be no number, too")
  void examples_negativeNumber_hasNumbersBelow() {
    add(Comparison.NUMERIC_EQUALS, "-1");

    assertThat(examples(null))
        .hasValue(List.of("-2", "-1", "0", "", "x", "?~ nothing in particular"));
    assertThat(examples(ValueType.NUMERIC)).hasValue(List.of("-2", "-1", "0"));
  }

  @Test
  @DisplayName("a number that a policy also names as a text has a second text")
  void examples_numberThatIsALiteral_hasASecondText() {
    add(Comparison.NUMERIC_EQUALS, "5");
    classes.addLiteral("5");

    assertThat(examples(ValueType.NUMERIC).orElseThrow())
        .contains("5", "5.0")
        .doesNotContain("5.00");
  }

  @Test
  @DisplayName("instants are measured, and a date of a date key is no number")
  void examples_dates_areInstants() {
    add(Comparison.DATE_LESS_THAN, "2026-01-01T00:00:00Z");
    List<String> instants = examples(ValueType.DATE).orElseThrow();

    assertThat(instants).hasSize(3).doesNotContain("", "x").contains("0");
    add(Comparison.NUMERIC_EQUALS, "7");
    assertThat(examples(ValueType.DATE)).as("as numbers and as instants").isEmpty();
  }

  @Test
  @DisplayName("addresses: one for each combination of results of IPv4, one for each range of IPv6")
  void examples_addresses_areOneForEachResult() {
    addAddresses(Comparison.IP_ADDRESS, "10.0.0.0/8", "192.168.0.0/16");
    addAddresses(Comparison.NOT_IP_ADDRESS, "10.1.0.0/16");
    List<String> addresses = examples(ValueType.IP_ADDRESS).orElseThrow();

    assertThat(addresses.stream().filter(text -> text.contains(".")))
        .containsExactly("0.0.0.0", "10.0.0.0", "10.1.0.0");
    assertThat(addresses.stream().filter(text -> text.contains(":"))).hasSize(1);
    assertThat(classes.size()).isEqualTo(3);
    assertThat(classes.isByText()).isFalse();
  }

  @Test
  @DisplayName("an address that a policy also names as a text has a neighbour of its class")
  void examples_addressThatIsALiteral_hasANeighbour() {
    addAddresses(Comparison.IP_ADDRESS, "10.0.0.0/8");
    classes.addLiteral("10.0.0.0");

    assertThat(examples(ValueType.IP_ADDRESS).orElseThrow()).contains("10.0.0.0", "10.0.0.1");
  }

  @Test
  @DisplayName("ranges of IPv6 divide the addresses of IPv6")
  void examples_rangeOfIpv6_dividesThem() {
    addAddresses(Comparison.IP_ADDRESS, "2001:db8::/32");
    List<String> addresses = examples(ValueType.IP_ADDRESS).orElseThrow();

    assertThat(addresses.stream().filter(text -> text.contains(":"))).hasSize(3);
    assertThat(addresses).contains("2001:db8:0:0:0:0:0:0", "2001:db9:0:0:0:0:0:0");
  }

  @Test
  @DisplayName("bytes are classes of their own, beside other bytes, and texts that are none")
  void examples_bytes_areClasses() {
    add(Comparison.BINARY_EQUALS, "AQID");

    assertThat(examples(null).orElseThrow())
        .contains("AQID", "AAECAwQFBgcICQ==", "?~ nothing in particular");
    classes.addLiteral("other");
    assertThat(examples(null)).as("as bytes and as texts").isEmpty();
  }

  @Test
  @DisplayName("a pattern and numbers cannot be divided together")
  void examples_patternsAndNumbers_areNone() {
    add(Comparison.NUMERIC_EQUALS, "5");
    add(Comparison.STRING_LIKE, "a*");

    assertThat(examples(null)).isEmpty();
    assertThat(examples(ValueType.NUMERIC)).isEmpty();
  }

  @Test
  @DisplayName("ARNs of an ARN key, one for each class")
  void examples_arnKey_areArns() {
    add(Comparison.ARN_LIKE, "arn:aws:iam::111122223333:role/*");
    List<String> arns = examples(ValueType.ARN).orElseThrow();

    assertThat(arns).allMatch(text -> text.startsWith("arn:")).hasSizeGreaterThan(1);
    assertThat(arns.stream().filter(text -> text.startsWith("arn:aws:iam::111122223333:role/")))
        .hasSize(1);
    assertThat(examples(ValueType.STRING).orElseThrow()).contains("");
  }

  @Test
  @DisplayName("letter case makes no class where a test ignores it")
  void examples_ignoredCase_isOneClass() {
    add(Comparison.STRING_EQUALS_IGNORE_CASE, "Ab");
    List<String> texts = examples(ValueType.STRING).orElseThrow();

    assertThat(texts.stream().filter(text -> text.equalsIgnoreCase("ab"))).hasSize(1);
    assertThat(classes.isByText()).isFalse();
    assertThat(classes.size()).isEqualTo(1);
  }

  @Test
  @DisplayName("6.13: the texts of a key that is compared with this one are classes")
  void addAll_texts_areAdded() {
    ValueEquivalenceClasses other = new ValueEquivalenceClasses();
    other.addLiteral("a");
    other.add(Comparison.STRING_LIKE, Glob.parse("b"), "b");
    classes.addLiteral("b");
    classes.addAll(other);

    assertThat(classes.size()).isEqualTo(2);
    assertThat(listed(examples(ValueType.STRING).orElseThrow())).isEqualTo("'', x, b, a");
    assertThat(classes.isByText()).isTrue();
  }

  private static String listed(List<String> texts) {
    return texts.stream()
        .map(text -> text.isEmpty() ? "''" : text)
        .collect(Collectors.joining(", "));
  }

  /** Adds tests such as {@code NUMERIC_EQUALS 5}, and texts that other keys are compared with. */
  private void addTests(String tests) {
    for (String test : tests.split("; ")) {
      String[] words = test.split(" ", 2);
      switch (words[0]) {
        case "LITERAL" -> classes.addLiteral(words[1]);
        case "IP_ADDRESS", "NOT_IP_ADDRESS" ->
            addAddresses(Comparison.valueOf(words[0]), words[1].split(" "));
        default -> add(Comparison.valueOf(words[0]), words[1]);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      emptyValue = "",
      textBlock =
          """
          # letter case
          STRING | STRING_EQUALS Ab | '', x, Ab
          STRING | STRING_NOT_EQUALS Ab | '', x, Ab
          STRING | STRING_LIKE Ab | '', x, Ab
          STRING | STRING_NOT_EQUALS_IGNORE_CASE Ab | '', A, AB
          STRING | BOOL true | '', E, TRUE
          # numbers, and texts that are numbers
          NUMERIC | NUMERIC_EQUALS 0 | -1, 0, 0.5
             | NUMERIC_EQUALS 0 | -1, 0, 0.5, '', x, ?~ nothing in particular
             | NUMERIC_EQUALS 1 | 0, 1, 1.5, '', x, ?~ nothing in particular
          NUMERIC | NUMERIC_EQUALS 5; LITERAL 7.0; LITERAL a | 0, 5, 5.5, 7.0
          NUMERIC | NUMERIC_EQUALS 5; STRING_EQUALS_IGNORE_CASE 7 | 0, 5, 5.5, 7
          NUMERIC | NUMERIC_EQUALS 5; STRING_EQUALS_IGNORE_CASE 5; LITERAL 5.0 | 0, 5, 5.00, 5.5, 5.0
          NUMERIC | NUMERIC_EQUALS 5; LITERAL 5; LITERAL 5.0 | 0, 5, 5.00, 5.5, 5.0
          NUMERIC | NUMERIC_EQUALS a | 0
          # texts only, of which none but well-formed ones are values
          NUMERIC | LITERAL a | 0
          NUMERIC | LITERAL a; LITERAL 5 | 5, 0
          NUMERIC | LITERAL a; LITERAL 0; LITERAL 1 | 0, 1, 2
          NUMERIC | STRING_EQUALS_IGNORE_CASE 0; LITERAL a | 0, 1
          NUMERIC | STRING_LIKE 1* | 1, x
          NUMERIC | STRING_LIKE a*; LITERAL b; LITERAL 5 | 5, a, x
          DATE | LITERAL a; LITERAL 1970-01-01T00:00:00z | 1970-01-01T00:00:01Z
          DATE | STRING_EQUALS_IGNORE_CASE 1970-01-01t00:00:00Z | 1970-01-01T00:00:00Z, 1970-01-01T00:00:01Z
          IP_ADDRESS | LITERAL a; LITERAL 0.0.0.0 | 0.0.0.0, 0.0.0.1
          # values that a key of another type cannot hold
          NUMERIC | IP_ADDRESS 10.0.0.0/8 | 0.0.0.0, 10.0.0.0, 0:0:0:0:0:0:0:0, x, ?~ nothing in particular
          NUMERIC | BINARY_EQUALS AQID | AQID, AAECAwQFBgcICQ==, x, ?~ nothing in particular
          IP_ADDRESS | NUMERIC_EQUALS 5 | 0, 5, 5.5, x, ?~ nothing in particular
          IP_ADDRESS | BINARY_EQUALS AQID | AQID, AAECAwQFBgcICQ==, x, ?~ nothing in particular
          DATE | NUMERIC_EQUALS 5 | 0, 5, 5.5, x, ?~ nothing in particular
          DATE | IP_ADDRESS 10.0.0.0/8 | 0.0.0.0, 10.0.0.0, 0:0:0:0:0:0:0:0, x, ?~ nothing in particular
          DATE | BINARY_EQUALS AQID | AQID, AAECAwQFBgcICQ==, x, ?~ nothing in particular
          STRING | NUMERIC_EQUALS 5 | 0, 5, 5.5, '', x, ?~ nothing in particular
          STRING | NUMERIC_EQUALS 5; DATE_EQUALS 7 | none
          STRING | IP_ADDRESS 10.0.0.0/8; DATE_EQUALS 7 | 0, 7, 7.5, 0.0.0.0, 10.0.0.0, 0:0:0:0:0:0:0:0, '', x, ?~ nothing in particular
          # dates
          DATE | DATE_EQUALS 7 | 0, 7, 7.5
          DATE | DATE_EQUALS 7; LITERAL 1970-01-01T00:00:07Z; LITERAL x | 0, 7, 7.5, 1970-01-01T00:00:07Z
          # addresses
          IP_ADDRESS | IP_ADDRESS x | 0.0.0.0
          IP_ADDRESS | IP_ADDRESS 255.0.0.0/8 | 0.0.0.0, 255.0.0.0, 0:0:0:0:0:0:0:0
          IP_ADDRESS | IP_ADDRESS 255.255.255.255 | 0.0.0.0, 255.255.255.255, 0:0:0:0:0:0:0:0
          IP_ADDRESS | IP_ADDRESS 10.0.0.1 10.0.0.3 | 0.0.0.0, 10.0.0.1, 0:0:0:0:0:0:0:0
          IP_ADDRESS | IP_ADDRESS 10.0.0.1 10.0.0.3; LITERAL 10.0.0.1 | 0.0.0.0, 10.0.0.1, 10.0.0.3, 0:0:0:0:0:0:0:0
          IP_ADDRESS | IP_ADDRESS 10.0.0.1 10.0.0.3; LITERAL 0.0.0.0; LITERAL 0.0.0.1 | 0.0.0.0, 0.0.0.1, 0.0.0.2, 10.0.0.1, 0:0:0:0:0:0:0:0
          IP_ADDRESS | IP_ADDRESS 0.0.0.0/0 | 0.0.0.0, 0:0:0:0:0:0:0:0
          IP_ADDRESS | IP_ADDRESS ff00::/8 | 0.0.0.0, 0:0:0:0:0:0:0:0, ff00:0:0:0:0:0:0:0
          IP_ADDRESS | IP_ADDRESS ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128; LITERAL ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff | 0.0.0.0, 0:0:0:0:0:0:0:0, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
          IP_ADDRESS | IP_ADDRESS 2001:DB8::; LITERAL 2001:DB8:0:0:0:0:0:0 | 0.0.0.0, 0:0:0:0:0:0:0:0, 2001:db8:0:0:0:0:0:0, 2001:db8:0:0:0:0:0:1, 2001:db9:0:0:0:0:0:0, 2001:DB8:0:0:0:0:0:0
          IP_ADDRESS | IP_ADDRESS 10.0.0.0/8; LITERAL ::1; LITERAL x | 0.0.0.0, 10.0.0.0, 0:0:0:0:0:0:0:0, ::1
          # bytes
             | BINARY_EQUALS AQID | AQID, AAECAwQFBgcICQ==, '', x, ?~ nothing in particular
          # no classes: patterns beside numbers, addresses or bytes; bytes beside others
          STRING | STRING_LIKE a*; NUMERIC_EQUALS 5 | none
          STRING | STRING_LIKE a*; IP_ADDRESS 10.0.0.0/8 | none
          STRING | STRING_LIKE a*; BINARY_EQUALS AQID | none
          STRING | ARN_LIKE a*; BINARY_EQUALS AQID | none
          STRING | STRING_EQUALS a; BINARY_EQUALS AQID | none
          STRING | STRING_EQUALS_IGNORE_CASE a; BINARY_EQUALS AQID | none
          STRING | NUMERIC_EQUALS 5; BINARY_EQUALS AQID | none
          STRING | IP_ADDRESS 10.0.0.0/8; BINARY_EQUALS AQID | none
          """)
  @DisplayName("6.13: one value of every class, for a type of a key and some tests")
  void examples_typeAndTests_areListed(@Nullable ValueType type, String tests, String expected) {
    addTests(tests);

    assertThat(examples(type).map(ValueEquivalenceClassesTest::listed).orElse("none"))
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          STRING_LIKE | team-* | '', -, team-
          STRING_EQUALS_IGNORE_CASE | team-* | '', -, TEAM-
          ARN_LIKE | arn:aws:s3:::* | '', 3, arn:aws:s3:::, arn:aws:s3::::
          ARN_LIKE | arn:* | '', :, arn:, arn::
          BOOL | * | '', A, TRUE, FALSE
          BOOL | true | '', A, TRUE, FALSE
          """)
  @DisplayName("6.13: a value with an unknown variable divides texts by all that it may be")
  void addWidest_comparisons_divideTexts(Comparison comparison, String widest, String expected) {
    classes.addWidest(comparison, Glob.parse(widest));

    assertThat(classes.isByText()).isFalse();
    assertThat(listed(examples(ValueType.STRING).orElseThrow())).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "STRING_EQUALS, a, true",
    "STRING_LIKE, a, true",
    "STRING_LIKE, a*, false",
    "STRING_EQUALS_IGNORE_CASE, a, false",
    "ARN_EQUALS, a, false",
    "BOOL, true, false",
    "NUMERIC_EQUALS, 5, false",
    "NUMERIC_EQUALS, five, true",
    "BINARY_EQUALS, AQID, false"
  })
  @DisplayName("6.13: a text is compared by itself, by its pattern or by its value")
  void isByText_comparisons_isWhetherTextsAreEqual(
      Comparison comparison, String policy, boolean isByText) {
    classes.add(comparison, Glob.parse(policy), policy);

    assertThat(classes.isByText()).isEqualTo(isByText);
  }

  @ParameterizedTest
  @CsvSource({
    "NUMERIC_EQUALS, true, 40",
    "DATE_LESS_THAN, true, 40",
    "IP_ADDRESS, true, 12",
    "STRING_LIKE, false, 0",
    "BINARY_EQUALS, false, 0",
    "ARN_LIKE, false, 0",
    "BOOL, false, 0"
  })
  @DisplayName("6.17: measured values cost steps")
  void stepsOf_measured_areCounted(Comparison comparison, boolean isMeasured, long steps) {
    assertThat(ValueEquivalenceClasses.isMeasured(comparison)).isEqualTo(isMeasured);
    if (isMeasured) {
      assertThat(ValueEquivalenceClasses.stepsOf(comparison)).isEqualTo(steps);
    }
  }
}
