package io.kmspolicy.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A template whose only account is {@code AWS::AccountId} is checked without {@code --account}: the
 * answer is the same for every account. Where an account, a Region or a partition is named, it is
 * not, because the stack may be there.
 */
final class AnyValuesTest {

  private static final String BEFORE = "'T': {'Type': 'AWS::SNS::Topic'}";

  private static final String ROOT =
      "{'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root'}";

  @TempDir private Path folder;

  private static String key(String principal, String action) {
    return "'K': {'Type': 'AWS::KMS::Key', 'Properties': {'KeyPolicy': {'Version': '2012-10-17',"
        + " 'Statement': {'Effect': 'Allow', 'Principal': {'AWS': "
        + principal
        + "}, 'Action': '"
        + action
        + "', 'Resource': '*'}}}}";
  }

  private CommandRun check(String before, String after) throws IOException {
    Files.writeString(
        folder.resolve("before.json"), ("{'Resources': {" + before + "}}").replace('\'', '"'));
    Files.writeString(
        folder.resolve("after.json"), ("{'Resources': {" + after + "}}").replace('\'', '"'));
    return CommandRun.in(folder, "", "check", "--before=before.json", "--after=after.json");
  }

  @Test
  @DisplayName("A new key with AWS's default key policy passes")
  void check_newKeyOfTheStack_passes() throws IOException {
    CommandRun run = check(BEFORE, BEFORE + ", " + key(ROOT, "kms:*"));
    assertThat(run.status()).as(run.out()).isEqualTo(ExitStatus.OK);
    assertThat(run.out()).contains("lockout     passed", "new-access  passed");
  }

  @Test
  @DisplayName("A key that nobody could administer fails, and so does a key for everybody")
  void check_dangerousKeyOfTheStack_fails() throws IOException {
    CommandRun locked = check(BEFORE, key(ROOT, "kms:Decrypt"));
    assertThat(locked.status()).as(locked.out()).isEqualTo(ExitStatus.DENIED);
    assertThat(locked.out()).contains("lockout     failed");

    CommandRun open = check(key(ROOT, "kms:*"), key("'*'", "kms:*"));
    assertThat(open.status()).as(open.out()).isEqualTo(ExitStatus.DENIED);
    assertThat(open.out())
        .contains("new-access  failed")
        .contains("  anyone, any principal whose own account allows it: grant\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:iam::111122223333:root",
        "us-gov-west-1",
        "aws-us-gov",
        "aws-cn",
        "s3.amazonaws.com.cn"
      })
  @DisplayName("A place that the template names may be that of the stack")
  void check_namedPlace_isUndecided(String place) throws IOException {
    String named = policy("kms:Decrypt", place);
    CommandRun run = check(BEFORE + named, BEFORE + named + ", " + key(ROOT, "kms:*"));
    assertThat(run.status()).as(run.out()).isEqualTo(ExitStatus.INDETERMINATE);
    assertThat(run.out()).contains("state them with --account and --region");
  }

  @Test
  @DisplayName("What no policy says and no policy mentions decides nothing")
  void check_placeOutsideOfPolicies_decidesNothing() throws IOException {
    String beside =
        ", 'O': {'Type': 'AWS::Lambda::Function', 'Properties': {'Layers':"
            + " ['arn:aws:lambda:eu-west-2:111122223333:layer:L:1']}}"
            + policy("s3:GetObject", "arn:aws:s3:eu-west-2:111122223333:accesspoint/a");
    CommandRun run = check(BEFORE, BEFORE + beside + ", " + key(ROOT, "kms:*"));
    assertThat(run.status()).as(run.out()).isEqualTo(ExitStatus.OK);
  }

  private static String policy(String action, String resource) {
    return ", 'P': {'Type': 'AWS::IAM::ManagedPolicy', 'Properties': {'PolicyDocument':"
        + " {'Version': '2012-10-17', 'Statement': {'Effect': 'Deny', 'Action': '"
        + action
        + "', 'Resource': '"
        + resource
        + "'}}}}";
  }

  @Test
  @DisplayName("A parameter may be any account, also that of the stack")
  void check_accountInAParameter_isUndecided() throws IOException {
    String partner =
        key("{'Fn::Sub': 'arn:${AWS::Partition}:iam::${Partner}:root'}", "kms:Decrypt");
    CommandRun run = check(key(ROOT, "kms:*"), partner);
    assertThat(run.status()).as(run.out()).isNotEqualTo(ExitStatus.OK);
  }
}
