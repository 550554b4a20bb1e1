package io.kmspolicy.engine.value;

import io.kmspolicy.model.request.MatchResult;
import java.math.BigInteger;
import java.util.Optional;

/**
 * A range of IP addresses in CIDR notation (rule 3.15). Host bits are ignored, an address without
 * prefix length is a range of one address, and IPv4 and IPv6 do not match each other. AWS documents
 * {@code /32} as the prefix of a bare address, which for IPv6 is a large range: for such a range,
 * the result is certain only if it is the same for the one host and for the widest reading.
 *
 * @param width the number of bits of an address: 32 or 128
 * @param first the lowest address of the range
 * @param last the highest address of the range
 * @param widestFirst the lowest address of the widest reading
 * @param widestLast the highest address of the widest reading
 */
public record CidrRange(
    int width, BigInteger first, BigInteger last, BigInteger widestFirst, BigInteger widestLast) {

  private static final int V4_BITS = 32;
  private static final int V6_BITS = 128;
  private static final BigInteger MAPPED_V4 = new BigInteger("ffff", 16);

  public static Optional<CidrRange> parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    Optional<IpAddress> parsed = IpAddress.parse(address);
    if (parsed.isEmpty()) {
      return Optional.empty();
    }
    int width = parsed.get().isV4() ? V4_BITS : V6_BITS;
    int prefix = slash < 0 ? width : prefixLength(text.substring(slash + 1), width);
    if (prefix < 0) {
      return Optional.empty();
    }
    BigInteger bits = parsed.get().bits();
    BigInteger host = hostMask(width, prefix);
    BigInteger widest = slash < 0 ? hostMask(width, V4_BITS) : host;
    return Optional.of(
        new CidrRange(
            width, bits.andNot(host), bits.or(host), bits.andNot(widest), bits.or(widest)));
  }

  private static BigInteger hostMask(int width, int prefix) {
    return BigInteger.ONE.shiftLeft(width - prefix).subtract(BigInteger.ONE);
  }

  /** Whether the range has two readings, one host or a wider range, as a bare IPv6 address. */
  public boolean isAmbiguous() {
    return !first.equals(widestFirst) || !last.equals(widestLast);
  }

  private static int prefixLength(String text, int width) {
    boolean digits =
        !text.isEmpty() && text.length() <= 3 && text.chars().allMatch(CidrRange::digit);
    int prefix = digits ? Integer.parseInt(text) : -1;
    return prefix <= width ? prefix : -1;
  }

  private static boolean digit(int c) {
    return c >= '0' && c <= '9';
  }

  /** Parses the address of a request, which has no prefix length. */
  public static Optional<CidrRange> parseAddress(String text) {
    return text.indexOf('/') < 0 ? parse(text) : Optional.empty();
  }

  public static MatchResult contains(String policy, String value, MatchResult unreadable) {
    Optional<CidrRange> range = parse(policy);
    Optional<CidrRange> address = parseAddress(value);
    if (range.isEmpty() || address.isEmpty()) {
      return unreadable;
    }
    return range.get().contains(address.get());
  }

  public MatchResult contains(CidrRange address) {
    boolean within = width == address.width && holds(first, last, address.first);
    boolean perhaps = width == address.width && holds(widestFirst, widestLast, address.first);
    // The comparison with an IPv4-mapped IPv6 address is not documented.
    boolean mapped = isMappedV4() != address.isMappedV4() && (within || width != address.width);
    return mapped || within != perhaps ? MatchResult.INDETERMINATE : MatchResult.of(within);
  }

  private static boolean holds(BigInteger first, BigInteger last, BigInteger address) {
    return first.compareTo(address) <= 0 && address.compareTo(last) <= 0;
  }

  boolean isMappedV4() {
    return width == V6_BITS && first.shiftRight(V4_BITS).equals(MAPPED_V4);
  }
}
