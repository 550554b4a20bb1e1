package io.kmspolicy.engine.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.request.MatchResult;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The union of address ranges: where its results change, and what its texts are. */
class AddressRangesTest {

  private static AddressRanges ranges(String texts) {
    return ranges(Comparison.IP_ADDRESS, texts);
  }

  /** The ranges of a test whose values are separated by spaces. */
  private static AddressRanges ranges(Comparison comparison, String texts) {
    return AddressRanges.of(
        new Condition(
            ConditionOperator.plain(comparison),
            "aws:SourceIp",
            Arrays.stream(texts.split(" "))
                .filter(text -> !text.isEmpty())
                .map(ConditionValue::of)
                .toList(),
            SourceLocation.nowhere()));
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.4/30, 4 8",
    "0.0.0.4 0.0.0.9, 4 5 9 10",
    "0.0.0.4/30 0.0.0.8/30, 4 8 8 12",
    "0.0.0.8/29 0.0.0.4/30 0.0.0.10/31, 4 8 8 16",
    "0.0.0.0/29 0.0.0.4/30, 0 8",
    "0.0.0.5 0.0.0.4/30 0.0.0.0/28, 0 16",
    "0.0.0.3/31 x 0.0.0.6/31, 2 4 6 8",
    "::ffff:0.0.0.1 0.0.0.4, 4 5"
  })
  @DisplayName("3.15: between two edges, the result is the same for all addresses")
  void v4Edges_anyRanges_areWhereTheResultChanges(String texts, String edges) {
    AddressRanges ranges = ranges(texts);
    List<Long> found = ranges.v4Edges().sorted().boxed().toList();

    assertThat(found).isEqualTo(Arrays.stream(edges.split(" ")).map(Long::valueOf).toList());
    assertThat(
            LongStream.range(1, 32)
                .filter(at -> ranges.containsV4(at) != ranges.containsV4(at - 1))
                .boxed())
        .allMatch(found::contains);
  }

  @ParameterizedTest
  @CsvSource({
    "::4, 4 5",
    "::8/125, 8 10",
    "::8/125 ::c/126, 8 10",
    "::4/126 ::a/127, 4 8 a c",
    "::ffff:0.0.0.1/128, ffff00000001 ffff00000002",
    "0.0.0.4, ''"
  })
  @DisplayName("3.15: the edges of ranges of IPv6 addresses are those of all their readings")
  void v6Edges_anyRanges_areTheirEnds(String texts, String edges) {
    // A bare address has a second reading, whose ends differ (rule 3.15).
    String widest = texts.equals("::4") ? "0 1" + "0".repeat(24) + " " : "";
    List<BigInteger> expected =
        Arrays.stream((widest + edges).split(" "))
            .filter(text -> !text.isEmpty())
            .map(text -> new BigInteger(text, 16))
            .toList();

    assertThat(ranges(texts).v6Edges().distinct()).containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0, false, true",
    "x, 1, false, false",
    "10.0.0.0/8, 1, true, true",
    "2001:db8::/32, 1, true, true",
    "::ffff:10.0.0.0, 1, true, true",
    "10.0.0.0/8 x 2001:db8::, 3, true, false"
  })
  @DisplayName("3.17: the texts of a test are ranges, or cannot be read")
  void of_anyTexts_saysWhichAreRanges(String texts, int size, boolean some, boolean all) {
    AddressRanges ranges = ranges(texts);

    assertThat(ranges.size()).isEqualTo(size);
    assertThat(ranges.hasRanges()).isEqualTo(some);
    assertThat(ranges.areAllReadable()).isEqualTo(all);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 10.0.0.1, NO_MATCH, NO_MATCH",
    "'', x, NO_MATCH, NO_MATCH",
    "10.0.0.0/8, x, NO_MATCH, INDETERMINATE",
    "x, 10.0.0.1, NO_MATCH, INDETERMINATE",
    "x, ::1, NO_MATCH, INDETERMINATE",
    "10.0.0.0/8, ::ffff:10.0.0.1, INDETERMINATE, INDETERMINATE",
    "10.0.0.0/8, ::1, NO_MATCH, NO_MATCH",
    "::ffff:10.0.0.0/104, 10.0.0.1, INDETERMINATE, INDETERMINATE",
    "::ffff:10.0.0.0/104, ::ffff:10.0.0.1, MATCH, MATCH",
    "2001:db8::, 2001:db8::1, INDETERMINATE, INDETERMINATE",
    "2001:db8::, 2001:db8::, MATCH, MATCH"
  })
  @DisplayName("3.15, 3.17: what is not read is no match, or open if the test is negated")
  void passes_anyAddress_isThatOfItsReading(
      String texts, String address, MatchResult plain, MatchResult negated) {
    assertThat(ranges(texts).passes(address, false)).isEqualTo(plain);
    assertThat(ranges(Comparison.NOT_IP_ADDRESS, texts).passes(address, true))
        .isEqualTo(negated.not());
  }

  @Test
  @DisplayName("3.15: the first and the last address of a range are in it")
  void containsV4_endsOfARange_areInIt() {
    AddressRanges ranges = ranges("128.0.0.0/1 0.0.0.0/32");

    assertThat(LongStream.of(0, 1, (1L << 31) - 1, 1L << 31, (1L << 32) - 1))
        .extracting(ranges::containsV4)
        .containsExactly(
            MatchResult.MATCH,
            MatchResult.NO_MATCH,
            MatchResult.NO_MATCH,
            MatchResult.MATCH,
            MatchResult.MATCH);
  }

  @Test
  @DisplayName("3.15: only a bare IPv6 address has two readings")
  void isAmbiguous_anyRange_isThatOfABareIpv6Address() {
    assertThat(
            Stream.of("::1", "::", "2001:db8::", "::1/128", "::/32", "10.0.0.1", "10.0.0.0/8")
                .map(CidrRange::parse)
                .map(range -> range.orElseThrow().isAmbiguous()))
        .containsExactly(true, true, true, false, false, false, false);
  }
}
