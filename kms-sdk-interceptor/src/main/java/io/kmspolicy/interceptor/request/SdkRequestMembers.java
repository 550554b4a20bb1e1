package io.kmspolicy.interceptor.request;

import io.kmspolicy.mapping.RequestMembers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;

/**
 * The members of one SDK request. A member that the SDK on the class path does not have counts as
 * not given.
 */
final class SdkRequestMembers implements RequestMembers {

  private static final String TAG_KEY = "tagKey";
  private static final String TAG_VALUE = "tagValue";

  private final SdkFieldIndex fields;
  private final SdkPojo request;
  private final Map<String, SdkField<?>> ofRequest;

  /**
   * The members of a request.
   *
   * @param ofRequest the fields of the request's class
   */
  SdkRequestMembers(SdkFieldIndex fields, SdkPojo request, Map<String, SdkField<?>> ofRequest) {
    this.fields = fields;
    this.request = request;
    this.ofRequest = ofRequest;
  }

  @Override
  public Optional<Object> value(String path) {
    Object value = find(path);
    return value == null || isEmpty(value) ? Optional.empty() : Optional.of(value);
  }

  @Override
  public Optional<Object> given(String path) {
    return Optional.ofNullable(find(path));
  }

  @Override
  public Optional<String> text(String path) {
    return text(find(path));
  }

  private static Optional<String> text(@Nullable Object value) {
    if (value instanceof String text) {
      return Optional.of(text);
    }
    return value == null || isEmpty(value)
        ? Optional.empty()
        : Optional.of(RequestMembers.textOf(value));
  }

  private @Nullable Object find(String path) {
    SdkField<?> field = ofRequest.get(path);
    if (field != null) {
      return value(field, request);
    }
    int dot = path.indexOf('.');
    return dot < 0 ? null : findWithin(request, path, dot);
  }

  private @Nullable Object findWithin(SdkPojo pojo, String path, int dot) {
    return find(pojo, path.substring(0, dot)) instanceof SdkPojo structure
        ? find(structure, path.substring(dot + 1))
        : null;
  }

  private @Nullable Object find(SdkPojo pojo, String path) {
    int dot = path.indexOf('.');
    if (dot >= 0) {
      return findWithin(pojo, path, dot);
    }
    SdkField<?> field = fields.of(pojo).get(path);
    return field == null ? null : value(field, pojo);
  }

  private static @Nullable Object value(SdkField<?> field, SdkPojo pojo) {
    Object value = field.getValueOrDefault(pojo);
    return value instanceof String || !isUnset(value) ? value : null;
  }

  @Override
  public Map<String, Object> withoutBytes() {
    Map<String, Object> values = new HashMap<>();
    for (SdkField<?> field : request.sdkFields()) {
      Object value = field.getValueOrDefault(request);
      if (!isUnset(value) && !(value instanceof SdkBytes)) {
        values.put(SdkFieldIndex.memberName(field), value);
      }
    }
    return values;
  }

  private static boolean isUnset(@Nullable Object value) {
    return value == null
        || value instanceof SdkAutoConstructList
        || value instanceof SdkAutoConstructMap;
  }

  private static boolean isEmpty(Object value) {
    return (value instanceof Collection<?> list && list.isEmpty())
        || (value instanceof Map<?, ?> map && !hasPair(map));
  }

  /** The SDK does not send pairs without a value. */
  private static boolean hasPair(Map<?, ?> map) {
    for (Object text : map.values()) {
      if (text != null) {
        return true;
      }
    }
    return false;
  }

  @Override
  public List<Entry> entries(Object value) {
    List<Entry> entries = new ArrayList<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach(
          (name, text) -> {
            if (text != null) {
              entries.add(new Entry(RequestMembers.textOf(name), RequestMembers.textOf(text)));
            }
          });
    } else if (value instanceof Collection<?> items) {
      for (Object item : items) {
        entries.add(
            item instanceof SdkPojo tag ? tag(tag) : new Entry(RequestMembers.textOf(item), ""));
      }
    }
    return entries;
  }

  private Entry tag(SdkPojo tag) {
    return new Entry(text(find(tag, TAG_KEY)).orElse(""), text(find(tag, TAG_VALUE)).orElse(""));
  }

  /** Nothing of the request: it may contain secrets. */
  @Override
  public String toString() {
    return "SdkRequestMembers";
  }
}
