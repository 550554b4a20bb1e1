package io.kmspolicy.mapping;

import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The identifiers that requests name keys by, each read once. Safe for use by many threads.
 *
 * <p>A request may name a key by any text. KMS accepts none of more than 2,048 characters, so
 * longer ones are not kept; a process that invents names empties the cache when it is full.
 */
final class KeyIdentifierCache {

  /** More than a process uses. */
  private static final int MAX_ENTRIES = 10_000;

  /** The length of the longest identifier that KMS accepts. */
  private static final int MAX_LENGTH = 2_048;

  /** As many as 10,000 key ARNs have. */
  private static final int MAX_CHARACTERS = 1_000_000;

  private final Map<String, Optional<KeyIdentifier>> read = new ConcurrentHashMap<>();
  private final AtomicLong characters = new AtomicLong();

  /** As {@link KeyIdentifier#parse}. */
  Optional<KeyIdentifier> parse(String text) {
    Optional<KeyIdentifier> known = read.get(text);
    return known == null ? parseAnew(text) : known;
  }

  private Optional<KeyIdentifier> parseAnew(String text) {
    Optional<KeyIdentifier> parsed = KeyIdentifier.parse(text);
    if (text.length() > MAX_LENGTH) {
      return parsed;
    }
    if (read.size() >= MAX_ENTRIES || characters.get() > MAX_CHARACTERS - text.length()) {
      empty();
    }
    if (read.putIfAbsent(text, parsed) == null) {
      characters.addAndGet(text.length());
    }
    return parsed;
  }

  /** Counts what it removes, so that the sum stays right beside threads that add. */
  private void empty() {
    for (Iterator<String> names = read.keySet().iterator(); names.hasNext(); ) {
      String name = names.next();
      if (read.remove(name) != null) {
        characters.addAndGet(-name.length());
      }
    }
  }

  /** How many identifiers are kept. */
  int size() {
    return read.size();
  }

  /** How many characters they have. */
  long characters() {
    return characters.get();
  }
}
