package io.kmspolicy.cli.prove;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A claim holds for all tags and aliases: whoever may tag, or make an alias, changes them without a
 * change of any policy. A question about one request takes them from the files.
 */
class TagsAndAliasesTest {

  private static final String ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String KEY = "arn:aws:kms:us-west-2:111122223333:key/" + ID;
  private static final String ALICE = "arn:aws:iam::111122223333:user/alice";

  @TempDir private Path folder;

  @BeforeEach
  void describeUserAndKey() throws IOException {
    for (String directory : new String[] {"before", "after"}) {
      write(directory, "directory.properties", "none = all\n");
      write(
          directory,
          "111122223333/users/alice/user.json",
          "{'User':{'Arn':'"
              + ALICE
              + "','CreateDate':'2026-01-01T00:00:00Z','Tags':[{'Key':'team','Value':'red'}]}}");
      String key = "111122223333/keys/us-west-2/" + ID + "/";
      write(
          directory,
          key + "policy.json",
          "{'Version':'2012-10-17','Statement':{'Effect':'Allow',"
              + "'Principal':{'AWS':'111122223333'},'Action':'kms:*','Resource':'*'}}");
      write(
          directory,
          key + "key.json",
          "{'KeyMetadata':{'KeyId':'" + ID + "','Arn':'" + KEY + "','KeyManager':'CUSTOMER'}}");
      write(
          directory,
          key + "aliases.json",
          "{'Aliases':[{'AliasName':'alias/red','AliasArn':"
              + "'arn:aws:kms:us-west-2:111122223333:alias/red','TargetKeyId':'"
              + ID
              + "'}]}");
      allow(directory, "'Null':{'aws:userid':'true'}");
    }
  }

  private void write(String directory, String file, String text) throws IOException {
    Path path = folder.resolve(directory).resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text.replace('\'', '"'));
  }

  private void allow(String directory, String condition) throws IOException {
    write(
        directory,
        "111122223333/users/alice/identity/p.json",
        "{'Version':'2012-10-17','Statement':{'Effect':'Allow','Action':'kms:Decrypt',"
            + "'Resource':'*','Condition':{"
            + condition
            + "}}}");
  }

  private CommandRun run(String... args) {
    return CommandRun.in(folder, "", args);
  }

  @ParameterizedTest
  @CsvSource({
    "aws:PrincipalTag/team, blue, aws:PrincipalTag/team: blue",
    "kms:ResourceAliases, alias/blue, kms:ResourceAliases: alias/blue",
    "aws:ResourceTag/team, blue, aws:ResourceTag/team: blue"
  })
  @DisplayName("prove and check find the access of a tag or alias that nobody has yet (rule 5.17)")
  void prove_otherTagOrAlias_isFound(String key, String value, String shown) throws IOException {
    allow("after", "'ForAnyValue:StringEquals':{'" + key + "':'" + value + "'}");

    CommandRun granted =
        run("prove", "not-granted", "after", "--action", "kms:Decrypt", "--principal", ALICE);
    assertThat(granted.out()).startsWith("refuted: not-granted").contains(shown);
    assertThat(run("prove", "no-new-access", "--before", "before", "--after", "after").out())
        .startsWith("refuted: no-new-access")
        .contains(shown);
    assertThat(run("check", "--before", "before", "--after", "after").out())
        .containsPattern("new-access +failed")
        .contains(shown);
  }

  @Test
  @DisplayName("prove does not take the value that the files have for the only one")
  void prove_tagOfTheFile_isNotTheOnlyOne() throws IOException {
    allow("before", "'StringEquals':{'aws:PrincipalTag/team':'red'}");
    allow("after", "'StringLike':{'aws:PrincipalTag/team':'*'}");

    assertThat(run("prove", "no-new-access", "--before", "before", "--after", "after").out())
        .startsWith("refuted: no-new-access");
  }

  @ParameterizedTest
  @CsvSource({
    "aws:PrincipalTag/team, red, 0",
    "aws:PrincipalTag/team, blue, 1",
    "kms:ResourceAliases, alias/red, 0",
    "kms:ResourceAliases, alias/blue, 1",
    "aws:ResourceTag/team, blue, 3"
  })
  @DisplayName("A question about one request takes tags of users and aliases from the files")
  void explain_tagOrAlias_isThatOfTheFiles(String key, String value, int status)
      throws IOException {
    allow("after", "'ForAnyValue:StringEquals':{'" + key + "':'" + value + "'}");

    CommandRun run =
        run(
            "explain",
            "--principal",
            ALICE,
            "--action",
            "kms:Decrypt",
            "--resource",
            KEY,
            "--policies",
            "after");
    assertThat(run.status()).as("%s", run).isEqualTo(status);
  }
}
