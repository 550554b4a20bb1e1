package io.kmspolicy.lint;

import io.kmspolicy.model.request.RequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Random statements and request contexts with few distinct values, so that they often match. */
final class RandomPolicies {

  static final String ACCOUNT = "111122223333";
  static final String KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String KEY = "arn:aws:kms:us-west-2:" + ACCOUNT + ":key/" + KEY_ID;
  private static final List<String> ACTIONS =
      List.of("*", "kms:*", "kms:De*", "kms:Decrypt", "kms:d?crypt", "kms:Encrypt", "kms:Put*");
  private static final List<String> RESOURCES =
      List.of(
          "*",
          KEY,
          "arn:aws:kms:*:" + ACCOUNT + ":key/*",
          "arn:aws:kms:us-*:*:key/1234*",
          "arn:aws:kms:us-west-2:" + ACCOUNT + ":key/?234*",
          "arn:aws:kms:us-west-2:" + ACCOUNT + ":alias/*",
          "arn:aws:kms:*:*:*",
          "arn:aws:kms:*:key/*",
          KEY_ID);
  private static final List<String> PRINCIPALS =
      List.of(
          "\"*\"",
          "{\"AWS\": \"*\"}",
          "{\"AWS\": \"" + ACCOUNT + "\"}",
          "{\"AWS\": \"arn:aws:iam::" + ACCOUNT + ":root\"}",
          "{\"AWS\": \"arn:aws:iam::" + ACCOUNT + ":user/alice\"}",
          "{\"AWS\": [\"arn:aws:iam::"
              + ACCOUNT
              + ":user/alice\", \"arn:aws:iam::"
              + ACCOUNT
              + ":role/App\"]}",
          "{\"AWS\": \"arn:aws:sts::" + ACCOUNT + ":assumed-role/App/session\"}",
          "{\"Service\": \"logs.us-west-2.amazonaws.com\"}",
          "{\"AWS\": \"AIDACKCEVSQ6C2EXAMPLE\"}");
  private static final List<String> OPERATORS =
      List.of(
          "StringEquals",
          "StringNotEquals",
          "StringLike",
          "StringNotLike",
          "StringEqualsIfExists",
          "StringNotEqualsIfExists",
          "StringEqualsIgnoreCase",
          "ForAllValues:StringNotLike",
          "Null",
          "ForAllValues:StringEquals",
          "ForAnyValue:StringLike",
          "ForAnyValue:StringNotEquals");
  private static final List<String> KEYS =
      List.of(
          "kms:EncryptionContext:app",
          "kms:EncryptionContextKeys",
          "kms:ViaService",
          "aws:username");
  private static final List<String> VALUES =
      List.of("a", "b", "a*", "*", "", "A", "?", "${aws:username}", "${aws:username}*", "${*}");

  private final Random random;

  RandomPolicies(long seed) {
    this.random = new Random(seed);
  }

  <T> T any(List<T> elements) {
    return elements.get(random.nextInt(elements.size()));
  }

  /** A statement, with a principal if the policy is a key policy. */
  String statement(String effect, boolean key) {
    return "{\"Effect\": \""
        + effect
        + "\", "
        + (key ? principal(effect) + any(PRINCIPALS) + ", " : "")
        + rarelyNot("Action")
        + list(ACTIONS, 2)
        + ", "
        + rarelyNot("Resource")
        + list(RESOURCES, 2)
        + ", \"Condition\": "
        + condition()
        + "}";
  }

  private String principal(String effect) {
    return effect.equals("Deny") ? rarelyNot("Principal") : "\"Principal\": ";
  }

  private String rarelyNot(String element) {
    return "\"" + (random.nextInt(8) == 0 ? "Not" : "") + element + "\": ";
  }

  static String policy(String... statements) {
    return "{\"Version\": \"2012-10-17\", \"Statement\": [" + String.join(", ", statements) + "]}";
  }

  private String list(List<String> elements, int max) {
    List<String> members = new ArrayList<>();
    for (int i = 0; i <= random.nextInt(max); i++) {
      members.add("\"" + any(elements) + "\"");
    }
    return "[" + String.join(", ", members) + "]";
  }

  private String condition() {
    List<String> operators = OPERATORS.stream().filter(operator -> random.nextInt(6) == 0).toList();
    return operators.stream()
        .map(
            operator ->
                "\""
                    + operator
                    + "\": {\""
                    + any(KEYS)
                    + "\": "
                    + list(operator.equals("Null") ? List.of("true", "false") : VALUES, 2)
                    + "}")
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /** A context without unknown keys. */
  RequestContext context() {
    RequestContext.Builder context = RequestContext.builder();
    for (String key : KEYS) {
      int count = random.nextInt(key.endsWith("Keys") ? 3 : 2);
      if (count > 0) {
        List<String> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          values.add(any(List.of("a", "b", "ab", "c", "A", "*", "")));
        }
        context.put(key, values);
      }
    }
    return context.build();
  }
}
