package io.kmspolicy.cli.prove;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A claim is refuted by a request that AWS could receive, and by no other one. */
final class RefutedByPossibleRequestTest {

  private static final String A = "111122223333";
  private static final String ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String KEY = "arn:aws:kms:us-west-2:" + A + ":key/" + ID;
  private static final String ROOT = "arn:aws:iam::" + A + ":root";
  private static final String ALICE = "arn:aws:iam::" + A + ":user/alice";
  private static final String APP = "arn:aws:iam::" + A + ":role/App";
  private static final String NONE = "none = boundary, session, scp, rcp, grants, endpoint\n";

  @TempDir private Path folder;

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void policy(String file, String... statements) throws IOException {
    String all = String.join(",", statements).replace('\'', '"');
    write(file, "{\"Version\":\"2012-10-17\",\"Statement\":[" + all + "]}");
  }

  private void directory(String properties, String... keyPolicy) throws IOException {
    write("dir/directory.properties", properties);
    policy("dir/" + A + "/keys/us-west-2/" + ID + "/policy.json", keyPolicy);
  }

  private static String allow(String principal, String condition) {
    return "{'Effect':'Allow','Principal':"
        + principal
        + ",'Action':'kms:Decrypt','Resource':'*','Condition':{"
        + condition
        + "}}";
  }

  private CommandRun notGranted(String action, String... options) {
    Stream<String> all = Stream.of("prove", "not-granted", "dir", "--action", action);
    return CommandRun.in(folder, "", Stream.concat(all, Stream.of(options)).toArray(String[]::new));
  }

  /** The claim about an identity policy by itself, which is about each permission. */
  private CommandRun alone(String file, String action) {
    return CommandRun.in(
        folder, "", "prove", "not-granted", file, "--scope", "document", "--action", action);
  }

  private static void isProven(CommandRun run) {
    assertThat(run.out() + run.err()).startsWith("proven: ");
  }

  private static void isUndecided(CommandRun run, String reason) {
    assertThat(run.out() + run.err()).startsWith("indeterminate: ").contains(reason);
  }

  private static void isRefuted(CommandRun run, String line) {
    assertThat(run.out() + run.err()).startsWith("refuted: ").contains(line);
  }

  @ParameterizedTest
  @CsvSource({ROOT + ",user/bob", ALICE + ",user/bob", APP + ",user/bob"})
  @DisplayName("4.15: a user has its own name, and no other caller has one")
  void userName_isThatOfTheUser(String principal, String holder) throws IOException {
    directory(NONE, allow("{'AWS':'*'}", "'StringEquals':{'aws:username':'bob'}"));

    isProven(notGranted("kms:Decrypt", "--principal", principal));
    isRefuted(notGranted("kms:Decrypt", "--principal", "arn:aws:iam::" + A + ":*"), holder);
  }

  @Test
  @DisplayName("4.15: a user with a path has the name without the path")
  void userName_isWithoutPath() throws IOException {
    String name = "arn:aws:iam::" + A + ":user/ops/carol";
    directory(NONE, allow("{'AWS':'" + name + "'}", "'StringEquals':{'aws:username':'carol'}"));

    isRefuted(notGranted("kms:Decrypt", "--principal", name), "aws:username: carol");
  }

  @Test
  @DisplayName("4.15: users that no policy names have any name")
  void userName_ofUsersThatNoPolicyNames_isAnyName() throws IOException {
    directory(NONE, allow("{'AWS':'" + A + "'}", "'StringLike':{'aws:username':'b*b'}"));

    assertThat(notGranted("kms:Decrypt").status()).isNotZero();
  }

  @Test
  @DisplayName("The id of a session ends with the name of the session, that of root is the account")
  void userId_fitsTheCaller() throws IOException {
    directory(NONE, allow("{'AWS':'*'}", "'StringLike':{'aws:userid':'AROAEXAMPLE:*'}"));

    isRefuted(notGranted("kms:Decrypt", "--principal", APP), "aws:userid: AROAEXAMPLE:another");
    isProven(notGranted("kms:Decrypt", "--principal", ROOT));
    isUndecided(notGranted("kms:Decrypt", "--principal", ALICE), "`aws:userid`");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'StringEquals':{'aws:PrincipalOrgID':'o-a1b2c3d4e5'}",
        "'StringEquals':{'aws:PrincipalTag/team':'x'}"
      })
  @DisplayName("4.13: a service that calls for itself is no user and no role")
  void service_hasNoKeysOfUsers(String condition) throws IOException {
    directory(NONE, allow("'*'", condition));

    isUndecided(
        notGranted("kms:Decrypt", "--principal", "s3.amazonaws.com"),
        condition.substring(condition.indexOf('{') + 2, condition.lastIndexOf("':")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'ArnEquals':{'aws:PrincipalArn':'arn:aws:iam::444455556666:role/x'}",
        "'StringEquals':{'aws:PrincipalAccount':'444455556666'}",
        "'StringEquals':{'aws:PrincipalType':'User'}",
        "'StringLike':{'aws:userid':'AIDA*'}"
      })
  @DisplayName("6.11: a service that calls for itself has no key of an identity")
  void service_hasNoIdentity(String condition) throws IOException {
    directory(NONE, allow("'*'", condition));

    isProven(notGranted("kms:Decrypt", "--principal", "s3.amazonaws.com"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'ArnLike':{'aws:SourceArn':'arn:aws:s3:::*'}",
        "'StringEquals':{'aws:SourceAccount':'111122223333'}"
      })
  @DisplayName("4.13: the source of a call is there for calls of services only")
  void user_hasNoSource(String condition) throws IOException {
    directory(NONE, allow("'*'", condition));

    isUndecided(notGranted("kms:Decrypt", "--principal", APP), "`aws:Source");
    isRefuted(notGranted("kms:Decrypt"), "amazonaws.com");
  }

  @Test
  @DisplayName("4.13: the list of names of a service is there for calls of services only")
  void user_hasNoServiceNames() throws IOException {
    String names =
        "'ForAnyValue:StringEquals':{'aws:PrincipalServiceNamesList':'s3.amazonaws.com'}";
    directory(NONE, allow("'*'", names));

    isUndecided(notGranted("kms:Decrypt", "--principal", APP), "`aws:PrincipalServiceNamesList`");
    isRefuted(notGranted("kms:Decrypt", "--principal", "s3.amazonaws.com"), "s3.amazonaws.com");
  }

  @ParameterizedTest
  @CsvSource({
    "lambda:SourceFunctionArn, arn:aws:lambda:us-west-2:111122223333:function:f",
    "ec2:SourceInstanceArn, arn:aws:ec2:us-west-2:111122223333:instance/i-1",
    "aws:Ec2InstanceSourceVpc, vpc-1"
  })
  @DisplayName("What is set for sessions of roles is there for no other caller")
  void user_hasNoKeysOfRoleSessions(String key, String value) throws IOException {
    directory(NONE, allow("'*'", "'StringEquals':{'" + key + "':'" + value + "'}"));

    isUndecided(notGranted("kms:Decrypt", "--principal", ALICE), "`" + key + "`");
    isUndecided(notGranted("kms:Decrypt", "--principal", ROOT), "`" + key + "`");
    isUndecided(notGranted("kms:Decrypt", "--principal", "s3.amazonaws.com"), "`" + key + "`");
    isRefuted(notGranted("kms:Decrypt", "--principal", APP), "role/App");
  }

  @Test
  @DisplayName("A listed key is asked for in its Region")
  void requestedRegion_isThatOfTheKey() throws IOException {
    directory(NONE, allow("'*'", "'StringEquals':{'aws:RequestedRegion':'eu-west-1'}"));
    isUndecided(notGranted("kms:Decrypt"), "`aws:RequestedRegion`");

    directory(NONE, allow("'*'", "'StringEquals':{'aws:RequestedRegion':'us-west-2'}"));
    isRefuted(notGranted("kms:Decrypt"), "aws:RequestedRegion: us-west-2");
  }

  @Test
  @DisplayName("The callers of the accounts of a directory are members of its organization")
  void organization_isThatOfTheDirectory() throws IOException {
    String stated = NONE + "organization = o-a1b2c3d4e5\n";
    String outside = "'StringNotEquals':{'aws:PrincipalOrgID':'o-a1b2c3d4e5'}";
    directory(stated, allow("{'AWS':'*'}", outside));

    isProven(notGranted("kms:Decrypt", "--principal", "arn:aws:iam::" + A + ":*"));
    isRefuted(
        notGranted("kms:Decrypt", "--principal", "arn:aws:iam::444455556666:*"), "444455556666");

    directory(NONE, allow("{'AWS':'*'}", outside));
    isRefuted(notGranted("kms:Decrypt", "--principal", ALICE), "user/alice");
  }

  @Test
  @DisplayName("Members of the trusted organization are not outside")
  void noPublic_memberOfTheOrganization_isTrusted() throws IOException {
    String partner = "444455556666";
    directory(
        NONE + "organization = o-a1b2c3d4e5\n",
        "{'Effect':'Allow','Principal':{'AWS':'" + partner + "'},'Action':'kms:*','Resource':'*'}");
    policy(
        "dir/" + partner + "/roles/Ops/identity/p.json",
        "{'Effect':'Allow','Action':'kms:*','Resource':'*'}");

    String[] asked = {"prove", "no-public", "dir", "--key", KEY, "--trusted-org", "o-a1b2c3d4e5"};
    isProven(CommandRun.in(folder, "", asked));
    asked[6] = "o-other";
    isRefuted(CommandRun.in(folder, "", asked), partner);
  }

  @Test
  @DisplayName("An organization and a path of another one do not occur together")
  void organizationPaths_areThoseOfTheOrganization() throws IOException {
    directory(
        NONE,
        allow(
            "{'AWS':'*'}",
            "'StringEquals':{'aws:PrincipalOrgID':'o-a1b2c3d4e5'},"
                + "'ForAnyValue:StringLike':{'aws:PrincipalOrgPaths':'o-other/*'}"));

    isUndecided(notGranted("kms:Decrypt"), "`aws:PrincipalOrgPaths`");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias"})
  @DisplayName("5.11: a call about an alias needs its permission on a key and on an alias")
  void aliasOperation_needsBothHalves(String action) throws IOException {
    directory(
        NONE,
        "{'Effect':'Allow','Principal':{'AWS':'" + ROOT + "'},'Action':'kms:*','Resource':'*'}");
    String identity = "dir/" + A + "/users/alice/identity/p.json";
    String onKey = "{'Effect':'Allow','Action':'" + action + "','Resource':'" + KEY + "'}";
    policy(identity, onKey);
    isUndecided(notGranted(action, "--principal", ALICE), "on an alias, too (rule 5.11)");

    String onAliases = onKey.replace("key/" + ID, "alias/*");
    policy(identity, onAliases);
    isProven(notGranted(action, "--principal", ALICE));
    policy("alias.json", onAliases);
    isRefuted(alone("alias.json", action), "  alias: arn:aws:kms:us-west-2:" + A + ":alias/");
    policy("key.json", onKey);
    isRefuted(alone("key.json", action), "  key: " + KEY);

    policy(identity, onKey, onKey.replace("key/" + ID, "alias/app-*"));
    isRefuted(notGranted(action, "--principal", ALICE), "user/alice");

    policy(identity, onKey.replace("kms:us-west-2", "kms:*").replace("key/" + ID, "*"));
    isRefuted(notGranted(action, "--principal", ALICE), "user/alice");
  }
}
