package io.kmspolicy.interceptor;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/**
 * Reads the members of SDK requests by the names of the catalogue, such as {@code keyId} or {@code
 * constraints.sourceArn}. The fields of a class are looked up once. A member that the SDK on the
 * class path does not have is one that is not given.
 */
final class RequestMembers {

  private static final String TAG_KEY = "tagKey";
  private static final String TAG_VALUE = "tagValue";

  private final Map<Class<?>, Map<String, SdkField<?>>> fieldsByClass = new ConcurrentHashMap<>();

  /** The member's value, or empty if it is not given or an empty collection. */
  Optional<Object> value(SdkPojo request, String path) {
    Object value = find(request, path);
    return value == null || isEmpty(value) ? Optional.empty() : Optional.of(value);
  }

  /** The member's value, or empty if it is not given; may be an empty collection. */
  Optional<Object> given(SdkPojo request, String path) {
    return Optional.ofNullable(find(request, path));
  }

  private @Nullable Object find(SdkPojo pojo, String path) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      return field(pojo, path);
    }
    return field(pojo, path.substring(0, dot)) instanceof SdkPojo structure
        ? find(structure, path.substring(dot + 1))
        : null;
  }

  /** The member as text, or empty if it is not given. */
  Optional<String> text(SdkPojo request, String path) {
    Object value = find(request, path);
    return value == null || isEmpty(value) ? Optional.empty() : Optional.of(textOf(value));
  }

  private @Nullable Object field(SdkPojo pojo, String member) {
    Map<String, SdkField<?>> fields = fieldsByClass.get(pojo.getClass());
    if (fields == null) {
      fields = fieldsByClass.computeIfAbsent(pojo.getClass(), type -> index(pojo.sdkFields()));
    }
    SdkField<?> field = fields.get(member);
    Object value = field == null ? null : field.getValueOrDefault(pojo);
    return value == null || isUnset(value) ? null : value;
  }

  /** All members that are given and are not binary, by name. */
  Map<String, Object> withoutBytes(SdkPojo request) {
    Map<String, Object> values = new HashMap<>();
    for (SdkField<?> field : request.sdkFields()) {
      Object value = field.getValueOrDefault(request);
      if (!isUnset(value) && !(value instanceof SdkBytes)) {
        String name = field.memberName();
        values.put(name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1), value);
      }
    }
    return values;
  }

  private static Map<String, SdkField<?>> index(List<SdkField<?>> fields) {
    Map<String, SdkField<?>> byMember = new HashMap<>();
    for (SdkField<?> field : fields) {
      String name = field.memberName();
      byMember.put(name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1), field);
    }
    return byMember;
  }

  private static boolean isUnset(Object value) {
    return value == null
        || value instanceof SdkAutoConstructList
        || value instanceof SdkAutoConstructMap;
  }

  private static boolean isEmpty(Object value) {
    return (value instanceof Collection<?> list && list.isEmpty())
        || (value instanceof Map<?, ?> map && map.isEmpty());
  }

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

  /** A named value: a pair of a map, a tag, or a bare name with an empty value. */
  record Entry(String name, String value) {}

  /** The pairs of a map, the tags of a list, or the names of a list of names. */
  List<Entry> entries(Object value) {
    List<Entry> entries = new ArrayList<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((name, text) -> entries.add(new Entry(textOf(name), textOf(text))));
    } else if (value instanceof Collection<?> items) {
      for (Object item : items) {
        entries.add(item instanceof SdkPojo tag ? tag(tag) : new Entry(textOf(item), ""));
      }
    }
    return entries;
  }

  private Entry tag(SdkPojo tag) {
    return new Entry(text(tag, TAG_KEY).orElse(""), text(tag, TAG_VALUE).orElse(""));
  }
}
