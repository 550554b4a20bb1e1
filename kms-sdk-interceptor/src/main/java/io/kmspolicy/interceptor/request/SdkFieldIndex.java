package io.kmspolicy.interceptor.request;

import io.kmspolicy.mapping.RequestMembers;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;

/** The fields of SDK requests by member name, looked up once for each class. Thread-safe. */
public final class SdkFieldIndex {

  private final Map<Class<?>, Map<String, SdkField<?>>> fieldsByClass = new ConcurrentHashMap<>();

  /** The members of a request. */
  public RequestMembers membersOf(SdkPojo request) {
    return new SdkRequestMembers(this, request, of(request));
  }

  Map<String, SdkField<?>> of(SdkPojo pojo) {
    Map<String, SdkField<?>> fields = fieldsByClass.get(pojo.getClass());
    return fields == null
        ? fieldsByClass.computeIfAbsent(pojo.getClass(), type -> index(pojo.sdkFields()))
        : fields;
  }

  private static Map<String, SdkField<?>> index(List<SdkField<?>> fields) {
    Map<String, SdkField<?>> byMember = new HashMap<>();
    for (SdkField<?> field : fields) {
      byMember.put(memberName(field), field);
    }
    return byMember;
  }

  static String memberName(SdkField<?> field) {
    String name = field.memberName();
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }
}
