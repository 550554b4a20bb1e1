package io.kmspolicy.engine.value;

import java.math.BigInteger;
import java.util.Optional;

/**
 * An IP address, parsed without name resolution.
 *
 * @param isV4 whether this is an IPv4 address
 * @param bits the address as a number
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4291#section-2.2">RFC 4291, 2.2: text
 *     representation of addresses</a>
 */
public record IpAddress(boolean isV4, BigInteger bits) {

  private static final int GROUPS = 8;
  private static final int NOT_AN_ADDRESS = -1;

  public static Optional<IpAddress> parse(String text) {
    if (text.indexOf(':') < 0) {
      return parseV4(text).map(bits -> new IpAddress(true, bits));
    }
    return parseV6(text).map(bits -> new IpAddress(false, bits));
  }

  private static Optional<BigInteger> parseV4(String text) {
    long bits = v4(text);
    return bits < 0 ? Optional.empty() : Optional.of(BigInteger.valueOf(bits));
  }

  /**
   * The address as a number, or a negative number if the text is not a dotted IPv4 address.
   * Allocates nothing.
   */
  static long v4(String text) {
    long address = 0;
    int part = 0;
    int digits = 0;
    int dots = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        part = 10 * part + (c - '0');
        if (++digits > 3 || part > 255) {
          return NOT_AN_ADDRESS;
        }
      } else if (c == '.' && digits > 0) {
        address = (address << 8) | part;
        part = 0;
        digits = 0;
        dots++;
      } else {
        return NOT_AN_ADDRESS;
      }
    }
    return dots == 3 && digits > 0 ? (address << 8) | part : NOT_AN_ADDRESS;
  }

  private static Optional<BigInteger> parseV6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      Optional<Groups> all = groups(text, true);
      return all.filter(groups -> groups.count() == GROUPS).map(Groups::bits);
    }
    Optional<Groups> head = groups(text.substring(0, gap), false);
    Optional<Groups> tail = groups(text.substring(gap + 2), true);
    if (head.isEmpty() || tail.isEmpty() || head.get().count() + tail.get().count() >= GROUPS) {
      return Optional.empty();
    }
    int shift = 16 * (GROUPS - head.get().count());
    return Optional.of(head.get().bits().shiftLeft(shift).or(tail.get().bits()));
  }

  private record Groups(int count, BigInteger bits) {}

  /** Parses groups; the last two groups of an address can be written as an IPv4 address. */
  private static Optional<Groups> groups(String text, boolean atEnd) {
    BigInteger bits = BigInteger.ZERO;
    int count = 0;
    if (text.isEmpty()) {
      return Optional.of(new Groups(0, bits));
    }
    String[] parts = text.split(":", -1);
    for (int i = 0; i < parts.length; i++) {
      if (atEnd && i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
        Optional<BigInteger> v4 = parseV4(parts[i]);
        if (v4.isEmpty()) {
          return Optional.empty();
        }
        bits = bits.shiftLeft(32).or(v4.get());
        count += 2;
      } else if (isGroup(parts[i])) {
        bits = bits.shiftLeft(16).or(new BigInteger(parts[i], 16));
        count++;
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(new Groups(count, bits));
  }

  private static boolean isGroup(String text) {
    return !text.isEmpty()
        && text.length() <= 4
        && text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
  }

  /** The address as text. */
  public static String write(BigInteger bits, int width) {
    int group = width == 32 ? 8 : 16;
    StringBuilder text = new StringBuilder();
    for (int shift = width - group; shift >= 0; shift -= group) {
      int value = bits.shiftRight(shift).intValue() & ((1 << group) - 1);
      text.append(width == 32 ? Integer.toString(value) : Integer.toHexString(value));
      if (shift > 0) {
        text.append(width == 32 ? '.' : ':');
      }
    }
    return text.toString();
  }
}
