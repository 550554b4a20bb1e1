package io.kmspolicy.engine.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A grant in the format of {@code ListGrants}. */
final class GrantOf {

  private final Map<String, String> members = new LinkedHashMap<>();
  private final List<String> constraints = new ArrayList<>();

  private GrantOf(String... operations) {
    members.put("GrantId", Json.text("g-1"));
    members.put("Operations", Json.texts(operations));
  }

  static GrantOf grant(String... operations) {
    return new GrantOf(operations);
  }

  GrantOf id(String id) {
    return set("GrantId", id);
  }

  GrantOf on(String key) {
    return set("KeyId", key);
  }

  GrantOf to(String principal) {
    return set("GranteePrincipal", principal);
  }

  GrantOf toService(String name) {
    return set("GranteeServicePrincipal", name);
  }

  GrantOf retiredBy(String principal) {
    return set("RetiringPrincipal", principal);
  }

  GrantOf issuedBy(String account) {
    return set("IssuingAccount", "arn:aws:iam::" + account + ":root");
  }

  /** The encryption context must be exactly these pairs. */
  GrantOf forExactly(String... pairs) {
    return constraint("EncryptionContextEquals", pairs(pairs));
  }

  /** The encryption context must contain these pairs. */
  GrantOf forAtLeast(String... pairs) {
    return constraint("EncryptionContextSubset", pairs(pairs));
  }

  GrantOf forSource(String arn) {
    return constraint("SourceArn", Json.text(arn));
  }

  private static String pairs(String... namesAndValues) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      pairs.add(Json.member(namesAndValues[i], Json.text(namesAndValues[i + 1])));
    }
    return Json.object(pairs);
  }

  private GrantOf constraint(String name, String json) {
    constraints.add(Json.member(name, json));
    return this;
  }

  private GrantOf set(String member, String text) {
    members.put(member, Json.text(text));
    return this;
  }

  String json() {
    List<String> all = new ArrayList<>();
    members.forEach((name, json) -> all.add(Json.member(name, json)));
    if (!constraints.isEmpty()) {
      all.add(Json.member("Constraints", Json.object(constraints)));
    }
    return Json.object(all);
  }
}
