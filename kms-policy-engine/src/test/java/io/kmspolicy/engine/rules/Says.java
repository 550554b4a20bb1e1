package io.kmspolicy.engine.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A builder of one statement in the JSON of a policy. By default it applies to every resource; with
 * a principal it can be used in a key policy.
 */
final class Says {

  private final String effect;
  private final Map<String, String> elements = new LinkedHashMap<>();
  private final Map<String, List<String>> conditions = new LinkedHashMap<>();

  private Says(String effect) {
    this.effect = effect;
    elements.put("Resource", Json.text("*"));
  }

  static Says allow(String... actions) {
    return new Says("Allow").set("Action", Json.oneOrMany(actions));
  }

  static Says deny(String... actions) {
    return new Says("Deny").set("Action", Json.oneOrMany(actions));
  }

  /** A statement with an invalid effect. */
  static Says effect(String effect, String... actions) {
    return new Says(effect).set("Action", Json.oneOrMany(actions));
  }

  static Says allowAllBut(String... actions) {
    return new Says("Allow").set("NotAction", Json.oneOrMany(actions));
  }

  static Says denyAllBut(String... actions) {
    return new Says("Deny").set("NotAction", Json.oneOrMany(actions));
  }

  /** AWS principals: ARNs, account ids, or {@code *}. */
  Says to(String... principals) {
    return set("Principal", "{\"AWS\":" + Json.oneOrMany(principals) + "}");
  }

  Says toEveryone() {
    return set("Principal", Json.text("*"));
  }

  Says toService(String name) {
    return set("Principal", "{\"Service\":" + Json.text(name) + "}");
  }

  /** The element as JSON. */
  Says principal(String json) {
    return set("Principal", json);
  }

  Says toAllBut(String... principals) {
    return set("NotPrincipal", "{\"AWS\":" + Json.oneOrMany(principals) + "}");
  }

  Says on(String... resources) {
    return set("Resource", Json.oneOrMany(resources));
  }

  Says onAllBut(String... resources) {
    elements.remove("Resource");
    return set("NotResource", Json.oneOrMany(resources));
  }

  /** Removes an element. */
  Says without(String element) {
    elements.remove(element);
    return this;
  }

  Says when(String operator, String key, String... values) {
    return whenJson(operator, key, Json.oneOrMany(values));
  }

  /** A test whose values are written as JSON. */
  Says whenJson(String operator, String key, String json) {
    conditions.computeIfAbsent(operator, unused -> new ArrayList<>()).add(Json.member(key, json));
    return this;
  }

  private Says set(String element, String json) {
    elements.put(element, json);
    return this;
  }

  String json() {
    List<String> members = new ArrayList<>();
    members.add(Json.member("Effect", Json.text(effect)));
    elements.forEach((name, json) -> members.add(Json.member(name, json)));
    if (!conditions.isEmpty()) {
      List<String> operators = new ArrayList<>();
      conditions.forEach((name, tests) -> operators.add(Json.member(name, Json.object(tests))));
      members.add(Json.member("Condition", Json.object(operators)));
    }
    return Json.object(members);
  }

  /** A document of version 2012-10-17. */
  static String document(Says... statements) {
    return document("\"Version\":\"2012-10-17\",", statements);
  }

  /** A document that states no version. */
  static String oldDocument(Says... statements) {
    return document("", statements);
  }

  private static String document(String version, Says... statements) {
    List<String> json = new ArrayList<>();
    for (Says statement : statements) {
      json.add(statement.json());
    }
    return "{" + version + "\"Statement\":" + Json.array(json) + "}";
  }
}
