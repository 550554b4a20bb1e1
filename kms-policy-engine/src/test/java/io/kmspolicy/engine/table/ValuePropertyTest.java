package io.kmspolicy.engine.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.engine.Texts;
import io.kmspolicy.engine.match.ConditionMatcher;
import io.kmspolicy.engine.value.AddressRanges;
import io.kmspolicy.engine.value.Base64Values;
import io.kmspolicy.engine.value.CidrRange;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.engine.value.InstantParser;
import io.kmspolicy.engine.value.IpAddress;
import io.kmspolicy.engine.value.NumberParser;
import io.kmspolicy.engine.value.PolicyTemplate;
import io.kmspolicy.engine.value.ValueComparison;
import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.request.MatchResult;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** Parsing and comparing values: the compiled predicates against the plain comparisons. */
@Label("values")
@AddLifecycleHook(Seeds.class)
class ValuePropertyTest {

  @Provide
  Arbitrary<String> texts() {
    return Texts.any();
  }

  @Provide
  Arbitrary<Comparison> comparisons() {
    return Arbitraries.of(
        Arrays.stream(Comparison.values()).filter(one -> one != Comparison.NULL).toList());
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124")
  @Label("3.10-3.15: any text is read or not, and never fails")
  void parse_anyText_neverFails(@ForAll("texts") String text) {
    assertThatCode(
            () -> {
              NumberParser.parse(text);
              InstantParser.parse(text);
              IpAddress.parse(text);
              CidrRange.parse(text);
              Base64Values.decode(text);
              PolicyTemplate.pattern(text, true);
            })
        .doesNotThrowAnyException();
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124")
  @Label("3.17: any two texts compare; what is certain does not hang on the unreadable")
  void compare_anyTexts_isTotal(
      @ForAll("comparisons") Comparison comparison,
      @ForAll("texts") String value,
      @ForAll("texts") String policy) {
    Glob glob = Glob.of(ConditionMatcher.template(comparison, policy, false));
    MatchResult no = ValueComparison.compare(comparison, value, glob, policy, MatchResult.NO_MATCH);
    MatchResult open =
        ValueComparison.compare(comparison, value, glob, policy, MatchResult.INDETERMINATE);

    assertThat(open).isIn(no, MatchResult.INDETERMINATE);
  }

  @Property(seed = "20261124")
  @Label("3.11: decimals order as numbers do")
  void numbers_plain_orderAsDecimals(
      @ForAll @BigRange(min = "0", max = "1000000") BigDecimal one,
      @ForAll @BigRange(min = "0", max = "1000000") BigDecimal two) {
    assertThat(compare(Comparison.NUMERIC_LESS_THAN, one.toPlainString(), two.toPlainString()))
        .isEqualTo(MatchResult.of(one.compareTo(two) < 0));
    assertThat(compare(Comparison.NUMERIC_GREATER_THAN, one.toPlainString(), two.toPlainString()))
        .isEqualTo(MatchResult.of(one.compareTo(two) > 0));
    assertThat(compare(Comparison.NUMERIC_EQUALS, one.toPlainString(), two.toPlainString()))
        .isEqualTo(MatchResult.of(one.compareTo(two) == 0));
  }

  private static MatchResult compare(Comparison comparison, String value, String policy) {
    return ValueComparison.compare(
        comparison, value, Glob.parse(""), policy, MatchResult.INDETERMINATE);
  }

  @Property(seed = "20261124")
  @Label("3.15: an IPv4 address is in a range if the first bits agree")
  void ipv4_inRange_agreesInItsFirstBits(
      @ForAll int address, @ForAll int base, @ForAll @IntRange(max = 32) int prefix) {
    boolean expected = prefix == 0 || (address ^ base) >>> (32 - prefix) == 0;
    BigInteger one = BigInteger.valueOf(address & 0xffffffffL);
    BigInteger two = BigInteger.valueOf(base & 0xffffffffL);
    String range = IpAddress.write(two, 32) + "/" + prefix;

    assertThat(CidrRange.contains(range, IpAddress.write(one, 32), MatchResult.INDETERMINATE))
        .isEqualTo(MatchResult.of(expected));
  }

  @Provide
  Arbitrary<String> dotted() {
    Arbitrary<String> parts =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.integers().between(0, 300).map(String::valueOf)),
            Tuple.of(1, Arbitraries.of("", "007", "0255", "9/", ":1", "a", "-1")));
    return parts.list().ofMinSize(3).ofMaxSize(5).map(list -> String.join(".", list));
  }

  /** Ranges and addresses that are near each other, in all forms, and texts that are none. */
  @Provide
  Arbitrary<String> addresses() {
    Arbitrary<String> v4 = Arbitraries.integers().between(0, 20).map(last -> "10.0.0." + last);
    Arbitrary<String> v6 =
        Combinators.combine(
                Arbitraries.of("2001:db8::", "2001:db9::", "::ffff:10.0.0.", "::", "::fffe:0:"),
                Arbitraries.integers().between(0, 9))
            .as((prefix, last) -> prefix + last);
    return Arbitraries.frequencyOf(
        Tuple.of(3, v4), Tuple.of(3, v6), Tuple.of(1, dotted()), Tuple.of(1, Arbitraries.of("x")));
  }

  @Provide
  Arbitrary<String> ranges() {
    Arbitrary<String> prefixes =
        Arbitraries.of("", "", "/0", "/30", "/31", "/32", "/64", "/96", "/124", "/128", "/129");
    return Combinators.combine(addresses(), prefixes).as(String::concat);
  }

  @Property(seed = "20261126")
  @Label("3.15: a union of ranges contains the addresses that some range contains")
  void ranges_joined_containWhatSomeRangeContains(
      @ForAll @Size(max = 6) List<@From("ranges") String> ranges,
      @ForAll("addresses") String address,
      @ForAll boolean isNegated) {
    MatchResult unreadable = isNegated ? MatchResult.INDETERMINATE : MatchResult.NO_MATCH;
    MatchResult expected = MatchResult.NO_MATCH;
    for (String range : ranges) {
      expected = expected.or(CidrRange.contains(range, address, unreadable));
    }
    AddressRanges joined =
        AddressRanges.of(
            new Condition(
                ConditionOperator.plain(
                    isNegated ? Comparison.NOT_IP_ADDRESS : Comparison.IP_ADDRESS),
                "aws:SourceIp",
                ranges.stream().map(ConditionValue::of).toList(),
                SourceLocation.nowhere()));

    assertThat(joined.passes(address, isNegated)).isEqualTo(isNegated ? expected.not() : expected);
  }

  @Property(seed = "20261124")
  @Label("3.15: every IPv6 address reads as it is written, with or without a gap")
  void ipv6_written_readsBack(@ForAll @Size(8) int[] groups) {
    StringBuilder full = new StringBuilder();
    BigInteger bits = BigInteger.ZERO;
    for (int i = 0; i < 8; i++) {
      int group = i > 1 && i < 6 ? 0 : groups[i] & 0xffff;
      full.append(i == 0 ? "" : ":").append(Integer.toHexString(group));
      bits = bits.shiftLeft(16).or(BigInteger.valueOf(group));
    }
    String[] parts = full.toString().split(":");
    String gap = parts[0] + ":" + parts[1] + "::" + parts[6] + ":" + parts[7];

    assertThat(IpAddress.parse(full.toString())).contains(new IpAddress(false, bits));
    assertThat(IpAddress.parse(gap)).contains(new IpAddress(false, bits));
    assertThat(IpAddress.parse(IpAddress.write(bits, 128))).contains(new IpAddress(false, bits));
  }
}
