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
import java.util.stream.Stream;
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
  @DisplayName("3.11: numbers of a numeric key: below, each one, between, beyond; none is negative")
  void examples_numericKey_areTheNumbersAndThoseBetween() {
    add(Comparison.NUMERIC_LESS_THAN, "5");
    add(Comparison.NUMERIC_EQUALS, "9");

    assertThat(examples(ValueType.NUMERIC)).hasValue(List.of("0", "5", "7", "9", "9.5"));
    assertThat(classes.size()).isEqualTo(2);
    assertThat(classes.isByText()).isFalse();
  }

  @Test
  @DisplayName("a key of no known type may be no number, and a negative one")
  void examples_numbersOfAnUnknownKey_haveTextsAndNegativeOnes() {
    add(Comparison.NUMERIC_EQUALS, "-1");

    assertThat(examples(null))
        .hasValue(List.of("-2", "-1", "0", "", "x", "?~ nothing in particular"));
    assertThat(examples(ValueType.NUMERIC)).hasValue(List.of("0"));
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
  @DisplayName("comparisons of another key are added, whatever they compare")
  void addAll_everyKind_isAdded() {
    ValueEquivalenceClasses other = new ValueEquivalenceClasses();
    other.addLiteral("a");
    other.add(Comparison.STRING_EQUALS_IGNORE_CASE, Glob.parse("b"), "b");
    other.add(Comparison.NUMERIC_EQUALS, Glob.parse("5"), "5");
    other.add(Comparison.BINARY_EQUALS, Glob.parse("AQID"), "AQID");
    classes.addAll(other);

    assertThat(classes.size()).isEqualTo(4);
    assertThat(classes.isByText()).isFalse();
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
