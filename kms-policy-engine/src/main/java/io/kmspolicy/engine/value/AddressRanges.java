package io.kmspolicy.engine.value;

import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.request.MatchResult;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The union of address ranges (rule 3.15). Ranges are sorted, and those that overlap are joined, so
 * an address is found by binary search. Immutable; a dotted IPv4 address is found without
 * allocation.
 */
public final class AddressRanges {

  private static final int V4_BITS = 32;

  private final int size;
  private final boolean allReadable;
  private final long[] v4Firsts;
  private final long[] v4Lasts;

  /** The ranges of IPv6 addresses under each reading; see {@link CidrRange#isAmbiguous}. */
  private final Sorted plain;

  private final Sorted mapped;
  private final Sorted widest;

  /** The result for an IPv4 address in no range of IPv4 addresses. */
  private final MatchResult otherV4;

  /** What texts that are no ranges contribute to every result. */
  private final MatchResult unread;

  private final MatchResult unreadable;

  /** Disjoint ranges of IPv6 addresses in ascending order. */
  private static final class Sorted {

    private final BigInteger[] firsts;
    private final BigInteger[] lasts;

    Sorted(List<Ends> ranges) {
      this.firsts = ranges.stream().map(Ends::first).toArray(BigInteger[]::new);
      this.lasts = ranges.stream().map(Ends::last).toArray(BigInteger[]::new);
    }

    Stream<BigInteger> edges() {
      return Stream.concat(
          Arrays.stream(firsts), Arrays.stream(lasts).map(last -> last.add(BigInteger.ONE)));
    }

    boolean contains(BigInteger address) {
      int at = Arrays.binarySearch(firsts, address);
      int before = at >= 0 ? at : -at - 2;
      return before >= 0 && address.compareTo(lasts[before]) <= 0;
    }
  }

  private record Ends(BigInteger first, BigInteger last) {}

  private AddressRanges(List<Optional<CidrRange>> ranges, MatchResult unreadable) {
    List<CidrRange> read = ranges.stream().flatMap(Optional::stream).toList();
    List<Ends> v4 = new ArrayList<>();
    List<Ends> v6 = new ArrayList<>();
    List<Ends> mappedV4 = new ArrayList<>();
    List<Ends> wide = new ArrayList<>();
    for (CidrRange range : read) {
      Ends ends = new Ends(range.first(), range.last());
      if (range.width() == V4_BITS) {
        v4.add(ends);
      } else {
        (range.isMappedV4() ? mappedV4 : v6).add(ends);
        wide.add(new Ends(range.widestFirst(), range.widestLast()));
      }
    }
    this.size = ranges.size();
    this.unreadable = unreadable;
    this.allReadable = read.size() == ranges.size();
    this.unread = allReadable ? MatchResult.NO_MATCH : unreadable;
    // The comparison with an IPv4-mapped IPv6 address is not documented.
    this.otherV4 = mappedV4.isEmpty() ? unread : unread.or(MatchResult.INDETERMINATE);
    Sorted sortedV4 = sorted(v4);
    this.v4Firsts = Arrays.stream(sortedV4.firsts).mapToLong(BigInteger::longValue).toArray();
    this.v4Lasts = Arrays.stream(sortedV4.lasts).mapToLong(BigInteger::longValue).toArray();
    this.plain = sorted(v6);
    this.mapped = sorted(mappedV4);
    this.widest = sorted(wide);
  }

  /**
   * The ranges of a test with {@code IpAddress} or {@code NotIpAddress}.
   *
   * @see #passes
   */
  public static AddressRanges of(Condition test) {
    return new AddressRanges(
        test.values().stream().map(value -> CidrRange.parse(value.text())).toList(),
        test.operator().comparison().negated()
            ? MatchResult.INDETERMINATE
            : MatchResult.NO_MATCH); // rule 3.17
  }

  private static Sorted sorted(List<Ends> ranges) {
    ranges.sort(Comparator.comparing(Ends::first));
    List<Ends> joined = new ArrayList<>();
    for (Ends range : ranges) {
      Ends last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last == null || last.last().compareTo(range.first()) < 0) {
        joined.add(range);
      } else if (last.last().compareTo(range.last()) < 0) {
        joined.set(joined.size() - 1, new Ends(last.first(), range.last()));
      }
    }
    return new Sorted(joined);
  }

  /**
   * The IPv4 addresses at which a range begins, or that follow the end of one, in any order.
   * Addresses between two of them have the same result.
   */
  public LongStream v4Edges() {
    return LongStream.concat(Arrays.stream(v4Firsts), Arrays.stream(v4Lasts).map(last -> last + 1));
  }

  /** The same for IPv6 addresses, under each reading of a range. */
  public Stream<BigInteger> v6Edges() {
    return Stream.of(plain, mapped, widest).flatMap(Sorted::edges);
  }

  /** Whether some range contains the IPv4 address with this number. */
  public MatchResult containsV4(long address) {
    int at = Arrays.binarySearch(v4Firsts, address);
    int before = at >= 0 ? at : -at - 2;
    return before >= 0 && address <= v4Lasts[before] ? MatchResult.MATCH : otherV4;
  }

  /** The number of ranges, and of texts that are none. */
  public int size() {
    return size;
  }

  /** Whether some text is a range. */
  public boolean hasRanges() {
    return v4Firsts.length > 0 || widest.firsts.length > 0;
  }

  /** Whether every text is a range. */
  public boolean areAllReadable() {
    return allReadable;
  }

  /** Whether an address passes a test with these ranges. */
  public MatchResult passes(String text, boolean negated) {
    MatchResult result = contain(text);
    return negated ? result.not() : result;
  }

  /** Whether some range contains the address that a text stands for. */
  private MatchResult contain(String text) {
    long address = IpAddress.v4(text);
    return address < 0 ? containOther(text) : containsV4(address);
  }

  /** IPv6 addresses, and texts that are no address. */
  private MatchResult containOther(String text) {
    Optional<CidrRange> address = CidrRange.parseAddress(text);
    if (address.isEmpty()) {
      return size == 0 ? MatchResult.NO_MATCH : unreadable;
    }
    if (address.get().width() == V4_BITS) {
      return containsV4(address.get().first().longValueExact());
    }
    BigInteger bits = address.get().first();
    boolean isMapped = address.get().isMappedV4();
    if ((isMapped ? mapped : plain).contains(bits)) {
      return MatchResult.MATCH;
    }
    // The two readings of a range differ, or only one of range and address is IPv4-mapped.
    boolean perhaps = widest.contains(bits) || (isMapped && v4Firsts.length > 0);
    return perhaps ? MatchResult.INDETERMINATE : unread;
  }
}
