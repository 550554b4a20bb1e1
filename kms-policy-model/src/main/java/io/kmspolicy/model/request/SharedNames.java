package io.kmspolicy.model.request;

import org.jspecify.annotations.Nullable;

/**
 * Gives equal names of condition keys one object, as far as they are few: the names in policies and
 * requests are, and {@link String#intern} costs more than a whole decision.
 *
 * <p>A place for each hash, taken by the name that came last: bounded, and never wrong, since two
 * equal names need not be one object. Thread-safe without locks: strings are safe to hand over in a
 * race, and a lost write costs an object.
 */
final class SharedNames {

  static final SharedNames INSTANCE = new SharedNames();

  private static final int PLACES = 1 << 10;

  /** Longer names are rare; keeping them would let requests fill the memory. */
  private static final int LONGEST = 128;

  private final @Nullable String[] names = new String[PLACES];

  private SharedNames() {}

  String of(String name) {
    if (name.length() > LONGEST) {
      return name;
    }
    int hash = name.hashCode();
    int place = (hash ^ (hash >>> 16)) & (PLACES - 1);
    String held = names[place];
    if (held != null && held.equals(name)) {
      return held;
    }
    names[place] = name;
    return name;
  }
}
