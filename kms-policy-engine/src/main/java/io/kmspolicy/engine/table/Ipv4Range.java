package io.kmspolicy.engine.table;

import io.kmspolicy.engine.value.CidrRange;

/** A range of IPv4 addresses, as the numbers of its first and last address. */
final class Ipv4Range {

  private static final int NOT_AN_ADDRESS = -1;

  private final long first;
  private final long last;

  public Ipv4Range(CidrRange range) {
    this.first = range.first().longValueExact();
    this.last = range.last().longValueExact();
  }

  boolean contains(long address) {
    return first <= address && address <= last;
  }

  /** The address as a number, or a negative number if the text is not a dotted IPv4 address. */
  static long parse(String text) {
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
}
