package io.kmspolicy.interceptor.request;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.RequestOverrideConfiguration;
import software.amazon.awssdk.core.SdkRequest;

/**
 * The header that supplies {@code aws:Referer}. No SDK sends it, so the condition key counts as
 * absent; an application that adds the header makes it present.
 */
final class Referer {

  static final String NAME = "Referer";

  private Referer() {}

  static boolean isIn(SdkRequest request) {
    return request
        .overrideConfiguration()
        .map(RequestOverrideConfiguration::headers)
        .filter(Referer::isIn)
        .isPresent();
  }

  static boolean isIn(Map<String, List<String>> headers) {
    for (String name : headers.keySet()) {
      if (NAME.equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }
}
