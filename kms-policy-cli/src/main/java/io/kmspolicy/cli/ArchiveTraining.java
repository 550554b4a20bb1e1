package io.kmspolicy.cli;

import io.kmspolicy.cli.io.CliContext;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Runs the short commands once, without output. {@code scripts/kms-policy} starts it to make an
 * archive of the classes that these commands load (class data sharing of the JVM).
 */
public final class ArchiveTraining {

  private static final String POLICY =
      """
      {"Version": "2012-10-17", "Statement": [
        {"Sid": "Root", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
         "Action": "kms:*", "Resource": "*"},
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/App"},
         "Action": ["kms:Decrypt", "kms:DescribeKeys"], "Resource": "*",
         "Condition": {"StringEquals": {"kms:ViaService": "s3.us-west-2.amazonaws.com"}}},
        {"Effect": "Deny", "Principal": "*", "NotAction": "kms:Describe*", "Resource": "*",
         "Condition": {"StringNotLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/${aws:PrincipalTag/a}"},
                       "Bool": {"aws:SecureTransport": "false"},
                       "IpAddress": {"aws:SourceIp": "10.0.0.0/8"},
                       "DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}}}]}
      """;

  private static final String SCENARIO =
      """
      {"id": "a", "request": {"principal": "arn:aws:sts::111122223333:assumed-role/App/s",\
       "action": "kms:Decrypt",\
       "resource": "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",\
       "context": {}}, "policies": {"identity": [], "key": {"name": "default", "document":\
       {"Version": "2012-10-17", "Statement": []}}, "grants": []}}
      """;

  private static final String[] EXPLAIN = {
    "explain",
    "--principal",
    "arn:aws:sts::111122223333:assumed-role/App/s",
    "--action",
    "kms:Decrypt",
    "--resource",
    "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
    "--key-policy",
    "-"
  };

  private ArchiveTraining() {}

  /**
   * Runs the commands.
   *
   * @param args none
   */
  public static void main(String[] args) {
    run("", "--version");
    run("", "--help");
    run(POLICY, "lint", "-");
    run(POLICY, "lint", "--format=json", "-");
    run(POLICY, EXPLAIN);
    run(SCENARIO, "evaluate", "-");
  }

  private static void run(String input, String... args) {
    int unused =
        KmsPolicy.run(
            new CliContext(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                OutputStream.nullOutputStream(),
                new PrintWriter(Writer.nullWriter()),
                Path.of(""),
                false,
                0),
            args);
  }
}
