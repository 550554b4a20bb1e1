package io.kmspolicy.mapping;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The identifiers that requests name keys by, each read once. Safe for use by many threads. */
final class KeyIdentifierCache {

  /** More than a process uses. A process that invents names empties the cache when it is full. */
  private static final int MAX_ENTRIES = 10_000;

  private final Map<String, Optional<KeyIdentifier>> read = new ConcurrentHashMap<>();

  /** As {@link KeyIdentifier#parse}. */
  Optional<KeyIdentifier> parse(String text) {
    Optional<KeyIdentifier> known = read.get(text);
    return known == null ? parseAnew(text) : known;
  }

  private Optional<KeyIdentifier> parseAnew(String text) {
    Optional<KeyIdentifier> parsed = KeyIdentifier.parse(text);
    if (read.size() >= MAX_ENTRIES) {
      read.clear();
    }
    read.put(text, parsed);
    return parsed;
  }
}
