package io.kmspolicy.model.request;

import org.jspecify.annotations.Nullable;

/**
 * An interning cache: returns one object for equal names of condition keys, in most cases. The
 * names in policies and requests are few, and {@link String#intern} costs more than a whole
 * decision.
 *
 * <p>A direct-mapped cache: each hash has one slot, and a new name replaces the name in its slot.
 * The size is bounded. A miss is harmless, because callers do not require equal names to be one
 * object. Thread-safe without locks: a {@code String} may be published through a data race, and a
 * lost write costs one more object.
 */
final class SharedNames {

  static final SharedNames INSTANCE = new SharedNames();

  private static final int SLOTS = 1 << 10;

  /** Longer names are not cached. They are rare, and requests could fill the memory with them. */
  private static final int MAX_LENGTH = 128;

  private final @Nullable String[] names = new String[SLOTS];

  private SharedNames() {}

  String of(String name) {
    if (name.length() > MAX_LENGTH) {
      return name;
    }
    int hash = name.hashCode();
    int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
    String cached = names[slot];
    if (cached != null && cached.equals(name)) {
      return cached;
    }
    names[slot] = name;
    return name;
  }
}
