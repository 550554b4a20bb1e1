package io.kmspolicy.lint;

import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.model.json.OpaqueText;
import io.kmspolicy.model.json.OpaqueText.Kind;
import io.kmspolicy.model.policy.PolicyType;

/** Key policies with values that are not known, for tests. */
final class OpaquePolicies {

  static final String PARTNER = OpaqueText.of(Kind.ANY, "!Ref Partner");

  private OpaquePolicies() {}

  static String statement(String elements) {
    return "{" + elements + ",\"Resource\":\"*\"}";
  }

  static String allow(String principal, String action) {
    return statement(
        "\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\""
            + principal
            + "\"},\"Action\":\""
            + action
            + "\"");
  }

  static String policy(String... statements) {
    return "{\"Version\":\"2012-10-17\",\n\"Statement\":[\n"
        + String.join(",\n", statements)
        + "]}";
  }

  static PolicyText text(String json) {
    return new PolicyText("key.json", 1, json, PolicyType.KEY, "").withOpaqueParts();
  }
}
