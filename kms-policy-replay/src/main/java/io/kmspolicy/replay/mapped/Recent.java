package io.kmspolicy.replay.mapped;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Keeps what was derived from the same input before. Bounded: a full map is emptied, which costs
 * one derivation more for each input that comes again. Not thread-safe.
 */
final class Recent<K, V> {

  private final int maximum;
  private final Function<K, V> derive;
  private final Map<K, V> kept = new HashMap<>();

  Recent(int maximum, Function<K, V> derive) {
    this.maximum = maximum;
    this.derive = derive;
  }

  V get(K input) {
    V known = kept.get(input);
    if (known != null) {
      return known;
    }
    if (kept.size() >= maximum) {
      kept.clear();
    }
    V made = derive.apply(input);
    kept.put(input, made);
    return made;
  }
}
