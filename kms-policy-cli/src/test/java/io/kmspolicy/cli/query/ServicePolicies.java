package io.kmspolicy.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A policy directory with one key and one role, for questions about services. */
final class ServicePolicies {

  static final String ACCOUNT = "111122223333";
  static final String OTHER = "444455556666";
  static final String KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  static final String KEY = "arn:aws:kms:us-west-2:" + ACCOUNT + ":key/" + KEY_ID;
  static final String ROLE = "arn:aws:iam::" + ACCOUNT + ":role/App";
  static final String DELEGATION =
      allow("{\"AWS\": \"arn:aws:iam::" + ACCOUNT + ":root\"}", "", "kms:*");

  private final Path root;

  ServicePolicies(Path root) {
    this.root = root;
    write("directory.properties", "none = boundary, session, scp, rcp, endpoint\n");
    write(key() + "grants.json", "{\"Grants\": []}");
    write(
        key() + "key.json",
        "{\"KeyMetadata\": {\"Arn\": \"" + KEY + "\", \"KeyManager\": \"CUSTOMER\"}}");
  }

  private static String key() {
    return ACCOUNT + "/keys/us-west-2/" + KEY_ID + "/";
  }

  /** An Allow statement; an empty principal or condition is left out. */
  static String allow(String principal, String condition, String... actions) {
    return "{\"Effect\": \"Allow\", "
        + (principal.isEmpty() ? "" : "\"Principal\": " + principal + ", ")
        + (condition.isEmpty() ? "" : "\"Condition\": " + condition + ", ")
        + "\"Action\": ["
        + Arrays.stream(actions).map(text -> "\"" + text + "\"").collect(Collectors.joining(", "))
        + "], \"Resource\": \"*\"}";
  }

  static String service(String name) {
    return "{\"Service\": \"" + name + "\"}";
  }

  static String aws(String arn) {
    return "{\"AWS\": \"" + arn + "\"}";
  }

  /** A condition with one operator, key and value. */
  static String when(String operator, String key, String value) {
    return "{\"" + operator + "\": {\"" + key + "\": \"" + value + "\"}}";
  }

  ServicePolicies keyPolicy(String... statements) {
    write(key() + "policy.json", document(statements));
    return this;
  }

  ServicePolicies identity(String account, String... statements) {
    write(account + "/roles/App/identity/app.json", document(statements));
    return this;
  }

  private static String document(String... statements) {
    return "{\"Version\": \"2012-10-17\", \"Statement\": [" + String.join(", ", statements) + "]}";
  }

  private void write(String name, String text) {
    try {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Runs {@code service-check} about the key. */
  CommandRun check(String use, String... options) {
    List<String> args =
        new ArrayList<>(List.of("service-check", use, "--key", KEY, "--policies", root.toString()));
    args.addAll(List.of(options));
    return CommandRun.in(root, "", args.toArray(String[]::new));
  }

  /** A call of a use and its decision. */
  record Answer(String action, String decision) {

    boolean isDenied() {
      return decision.endsWith("Deny");
    }
  }

  /** The decisions of the calls, in order. */
  List<String> decisions(String use, String... options) {
    return answers(use, options).stream().map(Answer::decision).toList();
  }

  /** The calls, in order. */
  List<Answer> answers(String use, String... options) {
    List<String> more = new ArrayList<>(List.of(options));
    more.add("--json");
    CommandRun run = check(use, more.toArray(String[]::new));
    if (run.status() == 2 || run.status() > 3) {
      throw new AssertionError(run.err());
    }
    try {
      List<Answer> answers = new ArrayList<>();
      for (JsonNode call : new ObjectMapper().readTree(run.out()).get("calls")) {
        answers.add(new Answer(call.get("action").asText(), call.get("decision").asText()));
      }
      return answers;
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }
}
