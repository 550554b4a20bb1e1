package io.kmspolicy.replay.trail;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The texts that were read lately: equal texts are one object (hash consing, Ershov 1958). A text
 * that comes again is not copied, keeps its hash code, and is equal by identity.
 *
 * <p>A set-associative table with two slots a set. A new text takes the second slot and moves to
 * the first when it comes again, so texts that never repeat do not displace those that do. Bounded
 * by the number of slots and the length of the texts; texts whose hashes collide are read as new
 * ones. Not thread-safe.
 */
final class TextTable {

  /** Longer texts are not kept. */
  static final int MAX_LENGTH = 512;

  private static final int SETS = 1 << 13;
  private static final int PRIME = 31;
  private static final int PRIME_2 = PRIME * PRIME;
  private static final int PRIME_3 = PRIME_2 * PRIME;
  private static final int PRIME_4 = PRIME_3 * PRIME;

  private final @Nullable Entry[] entries = new Entry[2 * SETS];

  /** A text that was read. */
  static final class Entry {

    private final char[] characters;
    private final String text;

    Entry(char[] characters, String text) {
      this.characters = characters;
      this.text = text;
    }

    boolean holds(char[] from, int offset, int length) {
      return characters.length == length
          && Arrays.equals(characters, 0, length, from, offset, offset + length);
    }

    String text() {
      return text;
    }
  }

  /** The text of some characters. */
  Entry of(char[] from, int offset, int length) {
    if (length > MAX_LENGTH) {
      return made(from, offset, length);
    }
    int first = 2 * set(from, offset, length);
    Entry kept = entries[first];
    if (kept != null && kept.holds(from, offset, length)) {
      return kept;
    }
    Entry recent = entries[first + 1];
    if (recent != null && recent.holds(from, offset, length)) {
      entries[first + 1] = kept;
      entries[first] = recent;
      return recent;
    }
    Entry made = made(from, offset, length);
    entries[kept == null ? first : first + 1] = made;
    return made;
  }

  private static Entry made(char[] from, int offset, int length) {
    return new Entry(
        Arrays.copyOfRange(from, offset, offset + length), new String(from, offset, length));
  }

  /** Four characters a step, which do not wait for each other. */
  private static int set(char[] from, int offset, int length) {
    int hash = length;
    int end = offset + length;
    int i = offset;
    for (; i + 3 < end; i += 4) {
      hash =
          hash * PRIME_4
              + from[i] * PRIME_3
              + from[i + 1] * PRIME_2
              + from[i + 2] * PRIME
              + from[i + 3];
    }
    for (; i < end; i++) {
      hash = hash * PRIME + from[i];
    }
    return (hash ^ hash >>> 15) & SETS - 1;
  }
}
