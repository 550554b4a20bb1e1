package io.kmspolicy.replay.mapped;

import io.kmspolicy.mapping.RequestMembers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a request as CloudTrail recorded them. CloudTrail leaves out binary members and
 * grant tokens; no condition key but those of attestation documents comes from these.
 */
final class RecordedMembers implements RequestMembers {

  private static final List<String> TAG_NAMES = List.of("tagKey", "TagKey");
  private static final List<String> TAG_VALUES = List.of("tagValue", "TagValue");

  private final Map<String, Object> parameters;

  RecordedMembers(Map<String, Object> parameters) {
    this.parameters = parameters;
  }

  @Override
  public Optional<Object> value(String path) {
    Object value = find(parameters, path);
    return value == null || isEmpty(value) ? Optional.empty() : Optional.of(value);
  }

  private static boolean isEmpty(Object value) {
    return (value instanceof Collection<?> list && list.isEmpty())
        || (value instanceof Map<?, ?> map && map.isEmpty());
  }

  @Override
  public Optional<Object> given(String path) {
    return Optional.ofNullable(find(parameters, path));
  }

  private static @Nullable Object find(Map<?, ?> object, String path) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      return object.get(path);
    }
    return object.get(path.substring(0, dot)) instanceof Map<?, ?> structure
        ? find(structure, path.substring(dot + 1))
        : null;
  }

  @Override
  public Optional<String> text(String path) {
    return value(path).map(RequestMembers::textOf);
  }

  @Override
  public Map<String, Object> withoutBytes() {
    return Map.copyOf(parameters);
  }

  @Override
  public List<Entry> entries(Object value) {
    List<Entry> entries = new ArrayList<>();
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> pair : map.entrySet()) {
        entries.add(
            new Entry(
                RequestMembers.textOf(pair.getKey()), RequestMembers.textOf(pair.getValue())));
      }
    } else if (value instanceof Collection<?> items) {
      for (Object item : items) {
        entries.add(
            item instanceof Map<?, ?> tag
                ? new Entry(first(tag, TAG_NAMES), first(tag, TAG_VALUES))
                : new Entry(RequestMembers.textOf(item), ""));
      }
    }
    return entries;
  }

  private static String first(Map<?, ?> tag, List<String> names) {
    for (String name : names) {
      Object value = tag.get(name);
      if (value != null) {
        return RequestMembers.textOf(value);
      }
    }
    return "";
  }

  /** Nothing of the request: it may be confidential. */
  @Override
  public String toString() {
    return "RecordedMembers";
  }
}
