package io.kmspolicy.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Makes the files of a trail. */
final class TrailMaker {

  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  private TrailMaker() {}

  /** A record of a session of the role of the example. */
  static String record(int number, String operation, String contextName, String error) {
    return """
    {"eventVersion": "1.11", "userIdentity": {"type": "AssumedRole", \
    "principalId": "AROAEXAMPLE:s%d", "arn": "arn:aws:sts::111122223333:assumed-role/App/s%d", \
    "accountId": "111122223333", "sessionContext": {"sessionIssuer": {"type": "Role", \
    "arn": "arn:aws:iam::111122223333:role/App"}}}, "eventTime": "2026-01-%02dT12:%02d:%02dZ", \
    "eventSource": "kms.amazonaws.com", "eventName": "%s", "awsRegion": "us-west-2", \
    "sourceIPAddress": "203.0.113.7", %s"requestParameters": {"encryptionContext": \
    {"%s": "%s"}}, "vpcEndpointId": "vpce-1a2b3c4d", %s\
    "eventType": "AwsApiCall", "resources": [{"ARN": "%s"}]}\
    """
        .formatted(
            number % 7,
            number % 7,
            1 + number % 28,
            number % 60,
            number % 59,
            operation,
            error.isEmpty()
                ? ""
                : "\"errorCode\": \"" + error + "\", \"errorMessage\": \"not authorized\", ",
            contextName,
            number % 3 == 0 ? "b" : "a",
            "",
            KEY);
  }

  /** Records with different questions, among them what is not judged and what is damaged. */
  static List<String> records(int from, int count) {
    List<String> records = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      records.add(
          switch (i % 11) {
            case 1, 2 -> record(i, "GenerateDataKey", "tenant", "");
            case 3 -> record(i, "Encrypt", "tenant", "AccessDenied");
            case 4 -> record(i, "Decrypt", "name" + i % 5, "");
            case 5 -> record(i, "Decrypt", "tenant", "ThrottlingException");
            case 6 -> "{\"eventVersion\": \"1.11\", \"eventSource\": \"s3.amazonaws.com\"}";
            case 7 -> record(i, "NewOperation", "tenant", "");
            case 8 -> record(i, "Decrypt", "tenant", "").replace("AwsApiCall", "AwsServiceEvent");
            default -> record(i, "Decrypt", "tenant", "");
          });
    }
    return records;
  }

  /** A file as CloudTrail delivers it. */
  static void delivered(Path file, List<String> records) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(
          ("{\"Records\": [" + String.join(",", records) + "]}").getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Records one a line. */
  static void lines(Path file, List<String> records) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Files.writeString(file, String.join("\n", records) + "\n");
  }
}
