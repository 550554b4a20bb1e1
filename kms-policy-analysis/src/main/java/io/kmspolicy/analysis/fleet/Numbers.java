package io.kmspolicy.analysis.fleet;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers values from 0; equal values have equal numbers. Not thread-safe.
 *
 * @param <T> the type of the values, which do not change
 */
final class Numbers<T> {

  private final Map<T, Integer> numbers = new HashMap<>();
  private final List<T> values = new ArrayList<>();

  /** The number of a value. */
  int of(T value) {
    Integer known = numbers.putIfAbsent(value, values.size());
    if (known != null) {
      return known;
    }
    values.add(value);
    return values.size() - 1;
  }

  /** The values in the order of their numbers. */
  List<T> values() {
    return values;
  }
}
