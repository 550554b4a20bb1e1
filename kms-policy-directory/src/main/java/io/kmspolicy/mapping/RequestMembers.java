package io.kmspolicy.mapping;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The members of one request by the names of the catalogue, such as {@code keyId} or {@code
 * constraints.sourceArn}. Implementations read the fields of an SDK request or the parameters of a
 * recorded event. A member that an implementation does not know counts as absent.
 *
 * <p>Values are strings, numbers, booleans, {@link Instant}s, collections and maps of these, and
 * values that {@link #entries} accepts.
 */
public interface RequestMembers {

  /** The member's value, or empty if it is not given or an empty collection. */
  Optional<Object> value(String path);

  /** The member's value, or empty if it is not given; may be an empty collection. */
  Optional<Object> given(String path);

  /** The member as text, or empty if it is not given. */
  Optional<String> text(String path);

  /** All members that are given and are not binary, by name. */
  Map<String, Object> withoutBytes();

  /** The pairs of a map, the tags of a list, or the names of a list of names. */
  List<Entry> entries(Object value);

  /**
   * A named value: a pair of a map, a tag, or a bare name with an empty value.
   *
   * @param name the name
   * @param value the value
   */
  record Entry(String name, String value) {}

  /** A simple value as a condition context shows it; a time in seconds since 1970. */
  static String textOf(Object value) {
    if (value instanceof Instant time) {
      return BigDecimal.valueOf(time.getEpochSecond())
          .add(BigDecimal.valueOf(time.getNano(), 9))
          .stripTrailingZeros()
          .toPlainString();
    }
    return value.toString();
  }

  /** The items of a list as text; a single value is a list of one. */
  static List<String> texts(Object value) {
    if (!(value instanceof Collection<?> items)) {
      return List.of(textOf(value));
    }
    List<String> texts = new ArrayList<>();
    for (Object item : items) {
      texts.add(textOf(item));
    }
    return texts;
  }
}
