package io.kmspolicy.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key that has no id yet is shown by its name in the file, never by an id that is made up. */
final class UnnamedKeysTest {

  private static final String TEMPLATE =
      """
      AWSTemplateFormatVersion: '2010-09-09'
      Resources:
        Orders:
          Type: AWS::KMS::Key
          Properties:
            KeyPolicy: &policy
              Version: '2012-10-17'
              Statement:
                - {Effect: Allow, Principal: '*', Action: 'kms:Decrypt', Resource: '*'}
                - Effect: Allow
                  Principal: {AWS: 'arn:aws:iam::111122223333:root'}
                  Action: 'kms:*'
                  Resource: '*'
        Ledger:
          Type: AWS::KMS::Key
          Properties: {MultiRegion: true, KeyPolicy: *policy}
        Named:
          Type: AWS::KMS::Key
          Properties: {KeyPolicy: *policy}
        Alias:
          Type: AWS::KMS::Alias
          Properties: {AliasName: alias/named, TargetKeyId: !Ref Named}
      """;

  @TempDir private Path folder;

  @Test
  @DisplayName("In the report: in the summary, in the heads of the grid and in the texts of cells")
  void report_showsTheLogicalId() throws IOException {
    Files.writeString(folder.resolve("t.yaml"), TEMPLATE);
    CommandRun run =
        CommandRun.in(
            folder,
            "",
            "report",
            "t.yaml",
            "--account",
            "111122223333",
            "--region",
            "us-west-2",
            "-o",
            "page.html");
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.OK);
    assertThat(Files.readString(folder.resolve("page.html")))
        .doesNotContain("00000000-0000-0000", "mrk-0000")
        .contains(">Orders</strong>", "\"name\":\"Orders\"", "\"name\":\"Ledger\"")
        .contains("\"name\":\"alias/named\"")
        .contains("Orders of 111122223333 in us-west-2, whose id is not known yet");
  }
}
