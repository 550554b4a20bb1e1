package io.kmspolicy.cli.doors;

import io.kmspolicy.model.json.JsonWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes a question as the files that doors read: a policy directory, and what is asked of it. */
final class QuestionFiles {

  private static final String DENY_ALL =
      "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"*\","
          + "\"Resource\":\"*\"}}";
  private static final String ALLOW_ALL =
      "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\","
          + "\"Resource\":\"*\"}}";
  private static final String NO_STATEMENTS = "[]";

  private final Question question;
  private final Path root;

  QuestionFiles(Question question, Path root) {
    this.question = question;
    this.root = root;
  }

  Path root() {
    return root;
  }

  /** The policy directory. */
  Path policies() throws IOException {
    return write("policies", false);
  }

  /** The policy directory with a policy of the caller that denies everything. */
  Path deniedPolicies() throws IOException {
    return write("denied", true);
  }

  private Path write(String name, boolean denied) throws IOException {
    Path directory = root.resolve(name);
    Path account = directory.resolve(Question.ACCOUNT);
    put(
        directory.resolve("directory.properties"),
        "none = identity, boundary, session, scp, rcp, grants,"
            + " endpoint\n"
            + (question.organization().isEmpty()
                ? ""
                : "organization = " + question.organization() + "\n"));
    putCaller(account, denied);
    putOrganization(account);
    Path key = account.resolve("keys").resolve(Question.REGION).resolve(Question.KEY_ID);
    put(key.resolve("policy.json"), keyPolicy());
    put(key.resolve("key.json"), description());
    return directory;
  }

  private void putCaller(Path account, boolean denied) throws IOException {
    Path caller =
        question.isSession()
            ? account.resolve("roles/App")
            : account.resolve("users").resolve(question.userName());
    if (question.isService()) {
      caller = account.resolve("roles/App");
    }
    put(caller.resolve("identity/app.json"), identity());
    if (denied) {
      put(caller.resolve("identity/denied.json"), DENY_ALL);
    }
    if (!question.rolePath().isEmpty()) {
      put(
          caller.resolve("role.json"),
          "{\"Role\":{\"Path\":\""
              + question.rolePath()
              + "\",\"RoleName\":\"App\",\"RoleId\":\"AROAEXAMPLEEXAMPLEAPP\",\"Arn\":\""
              + roleArn()
              + "\""
              + tags()
              + "}}");
    }
    if (!question.userName().isEmpty() && !question.tags().isEmpty()) {
      put(
          caller.resolve("user.json"),
          "{\"User\":{\"Path\":\"/\",\"Arn\":\""
              + question.caller()
              + "\",\"CreateDate\":\"2026-01-01T00:00:00Z\""
              + tags()
              + "}}");
    }
  }

  private String tags() {
    return question.tags().isEmpty()
        ? ""
        : question.tags().entrySet().stream()
            .map(
                tag ->
                    "{\"Key\":"
                        + JsonWriter.quoted(tag.getKey())
                        + ",\"Value\":"
                        + quoted(tag)
                        + "}")
            .collect(Collectors.joining(",", ",\"Tags\":[", "]"));
  }

  private void putOrganization(Path account) throws IOException {
    if (question.denyLayer().equals("scp")) {
      put(account.resolve("service-control/1-root/full.json"), ALLOW_ALL);
      put(
          account.resolve("service-control/1-root/guard.json"),
          question.policy("scp", NO_STATEMENTS));
    }
    if (question.denyLayer().equals("rcp")) {
      put(
          account.resolve("resource-control/1-root/guard.json"),
          question.policy("rcp", NO_STATEMENTS));
    }
  }

  private String description() {
    String spec =
        question.keySpec().isEmpty()
            ? ""
            : ",\"KeySpec\":\"" + question.keySpec() + "\",\"KeyUsage\":\"ENCRYPT_DECRYPT\"";
    return "{\"KeyMetadata\":{\"KeyId\":\""
        + Question.KEY_ID
        + "\",\"Arn\":\""
        + Question.KEY
        + "\",\"KeyManager\":\"CUSTOMER\""
        + spec
        + "}}";
  }

  String keyPolicy() {
    return question.policy("key", question.keyPolicy());
  }

  String identity() {
    return question.policy("identity", question.identity());
  }

  String roleArn() {
    return "arn:aws:iam::" + Question.ACCOUNT + ":role" + question.rolePath() + "App";
  }

  /** The question as a scenario without policies, with an expected decision. */
  Path scenario(String decision) throws IOException {
    String context =
        question.context().entrySet().stream()
            .map(entry -> JsonWriter.quoted(entry.getKey()) + ":" + quoted(entry))
            .collect(Collectors.joining(",", "{", "}"));
    String absent =
        question.absent().isEmpty()
            ? ""
            : ",\"absent\":"
                + question.absent().stream()
                    .map(JsonWriter::quoted)
                    .collect(Collectors.joining(",", "[", "]"));
    Path file = root.resolve(decision + ".jsonl");
    put(
        file,
        "{\"id\":\""
            + question.id()
            + "\",\"request\":{\"principal\":\""
            + question.caller()
            + "\",\"action\":\""
            + Question.ACTION
            + "\",\"resource\":\""
            + Question.KEY
            + "\",\"context\":"
            + context
            + "}"
            + absent
            + ",\"expected\":{\"decision\":\""
            + decision
            + "\"}}\n");
    return file;
  }

  private static String quoted(Map.Entry<String, String> entry) {
    return JsonWriter.quoted(entry.getValue());
  }

  /** A record of CloudTrail of the call, which was allowed. */
  Path event() throws IOException {
    String pairs =
        question.context().entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("kms:EncryptionContext:"))
            .map(
                entry ->
                    JsonWriter.quoted(entry.getKey().substring("kms:EncryptionContext:".length()))
                        + ":"
                        + quoted(entry))
            .collect(Collectors.joining(",", "{", "}"));
    String endpoint = question.context().getOrDefault("aws:SourceVpce", "");
    Path file = root.resolve("event.json");
    put(
        file,
        "{\"eventVersion\":\"1.11\",\"userIdentity\":{\"type\":\"AssumedRole\",\"principalId\":"
            + "\"AROAEXAMPLEEXAMPLEAPP:one\",\"arn\":\""
            + question.caller()
            + "\",\"accountId\":\"111122223333\",\"sessionContext\":{\"sessionIssuer\":{\"type\":"
            + "\"Role\",\"arn\":\""
            + (question.rolePath().isEmpty() ? "arn:aws:iam::111122223333:role/App" : roleArn())
            + "\",\"accountId\":\"111122223333\",\"userName\":\"App\"},\"attributes\":{}}},"
            + "\"eventTime\":\"2026-11-24T09:00:00Z\",\"eventSource\":\"kms.amazonaws.com\","
            + "\"eventName\":\"Decrypt\",\"awsRegion\":\"us-west-2\","
            + "\"sourceIPAddress\":\"10.0.0.7\",\"userAgent\":\"app\",\"requestParameters\":{"
            + (pairs.equals("{}") ? "" : "\"encryptionContext\":" + pairs + ",")
            + "\"encryptionAlgorithm\":\"SYMMETRIC_DEFAULT\"},\"responseElements\":null,"
            + "\"eventID\":\"00000000-0000-4000-8000-000000000001\",\"resources\":[{\"accountId\":"
            + "\"111122223333\",\"type\":\"AWS::KMS::Key\",\"ARN\":\""
            + Question.KEY
            + "\"}],\"eventType\":\"AwsApiCall\",\"managementEvent\":true,"
            + "\"recipientAccountId\":\"111122223333\",\"eventCategory\":\"Management\""
            + (endpoint.isEmpty() ? "" : ",\"vpcEndpointId\":\"" + endpoint + "\"")
            + "}");
    return file;
  }

  /** The input of a simulation with the identity policy and the key policy. */
  Path simulation() throws IOException {
    String context =
        question.context().entrySet().stream()
            .map(
                entry ->
                    "{\"ContextKeyName\":"
                        + JsonWriter.quoted(entry.getKey())
                        + ",\"ContextKeyValues\":["
                        + quoted(entry)
                        + "],\"ContextKeyType\":\"string\"}")
            .collect(Collectors.joining(",", "[", "]"));
    Path file = root.resolve("simulation.json");
    put(
        file,
        "{\"PolicyInputList\":["
            + JsonWriter.quoted(identity())
            + "],\"ResourcePolicy\":"
            + JsonWriter.quoted(keyPolicy())
            + ",\"CallerArn\":\""
            + question.caller()
            + "\",\"ActionNames\":[\"kms:Decrypt\"],\"ResourceArns\":[\""
            + Question.KEY
            + "\"],\"ContextEntries\":"
            + context
            + "}");
    return file;
  }

  /** One file. */
  Path file(String name, String content) throws IOException {
    Path file = root.resolve(name);
    put(file, content);
    return file;
  }

  private static void put(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
