package io.kmspolicy.cli.prove;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A claim about a directory holds whatever the files say that it does not have. */
final class NotStatedTest {

  private static final String A = "111122223333";
  private static final String ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String KEY = "arn:aws:kms:us-west-2:" + A + ":key/" + ID;
  private static final String KEY_FOLDER = A + "/keys/us-west-2/" + ID + "/";
  private static final String ALICE = "arn:aws:iam::" + A + ":user/alice";
  private static final String DELEGATES =
      "{'Effect':'Allow','Principal':{'AWS':'" + A + "'},'Action':'kms:*','Resource':'*'}";
  private static final String DECRYPTS = "{'Effect':'Allow','Action':'kms:Decrypt','Resource':'*'}";
  private static final String NOTHING = DECRYPTS.replace("Decrypt", "ListKeys");
  private static final String RCP =
      "{'Effect':'Deny','Principal':'*','Action':'kms:Decrypt','Resource':'*'}";
  private static final String OPS =
      "'*','Condition':{'ArnLike':{'aws:PrincipalArn':'arn:aws:iam::*:user/ops/*'}}}";
  private static final String DENIES_OPS = DECRYPTS.replace("Allow", "Deny").replace("'*'}", OPS);

  @TempDir private Path folder;

  @BeforeEach
  void statesAllOthers() throws IOException {
    write(
        "directory.properties",
        "none = identity, boundary, session, scp, rcp, grants," + " endpoint\n");
    policy(KEY_FOLDER + "policy.json", DELEGATES);
    policy(A + "/users/alice/identity/p.json", DECRYPTS);
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve("dir").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private void policy(String file, String... statements) throws IOException {
    String all = String.join(",", statements).replace('\'', '"');
    write(file, "{\"Version\":\"2012-10-17\",\"Statement\":[" + all + "]}");
  }

  private void manager(String manager) throws IOException {
    write(
        KEY_FOLDER + "key.json",
        ("{'KeyMetadata':{'KeyId':'"
                + ID
                + "','Arn':'"
                + KEY
                + "','KeyManager':'"
                + manager
                + "'}}")
            .replace('\'', '"'));
  }

  private void path(String path) throws IOException {
    String arn = "arn:aws:iam::" + A + ":user" + path + "alice";
    write(
        A + "/users/alice/user.json",
        ("{'User':{'UserName':'alice','Path':'" + path + "','Arn':'" + arn + "'}}")
            .replace('\'', '"'));
  }

  private CommandRun run(String... args) {
    return CommandRun.in(
        folder, "", Stream.concat(Stream.of("prove"), Stream.of(args)).toArray(String[]::new));
  }

  private CommandRun notGranted() {
    return notGranted("--principal", ALICE);
  }

  private CommandRun notGranted(String... options) {
    Stream<String> all = Stream.of("not-granted", "dir", "--action", "kms:Decrypt");
    return run(Stream.concat(all, Stream.of(options)).toArray(String[]::new));
  }

  private CommandRun whoCouldEver() {
    return run("who-could-ever", "kms:Decrypt", KEY, "--policies", "dir");
  }

  private static void isProven(CommandRun run) {
    assertThat(run.out() + run.err()).startsWith("proven: ");
  }

  private static void isUndecided(CommandRun run, String... reason) {
    assertThat(run.out() + run.err()).startsWith("indeterminate: ").contains(reason);
    assertThat(run.status()).isEqualTo(3);
  }

  private static void isRefuted(CommandRun run, String... lines) {
    assertThat(run.out() + run.err()).startsWith("refuted: ").contains(lines);
  }

  /** A change of the identity policy of the user. */
  private CommandRun change(String before, String after) throws IOException {
    policy(A + "/users/alice/identity/p.json", before);
    Path old = Files.createTempDirectory(folder, "old");
    try (Stream<Path> files = Files.walk(folder.resolve("dir"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = old.resolve(folder.resolve("dir").relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    policy(A + "/users/alice/identity/p.json", after);
    return run("no-new-access", "--before", old.toString(), "--after", "dir", "--key", KEY);
  }

  @Test
  @DisplayName("4.2: without key.json, what only an RCP denies is not proven")
  void notGranted_managerNotStated_isUndecided() throws IOException {
    policy(A + "/resource-control/1/p.json", RCP);
    isUndecided(notGranted(), "whether AWS manages the key `" + KEY + "` (key.json)", "user/alice");

    manager("CUSTOMER");
    isProven(notGranted());
    manager("AWS");
    isRefuted(notGranted(), "key manager: AWS");
  }

  @Test
  @DisplayName("4.2: what the RCP leaves allowed, or other policies deny, needs no key.json")
  void notGranted_managerWithoutEffect_isCertain() throws IOException {
    policy(A + "/resource-control/1/p.json", RCP.replace("Decrypt", "Encrypt"));
    isRefuted(notGranted(), "user/alice");
    policy(A + "/users/alice/identity/p.json", DECRYPTS.replace("Decrypt", "ListKeys"));
    isProven(notGranted());
  }

  @Test
  @DisplayName("4.2, 5.5: no-public needs no key.json: AWS managed keys are of their account only")
  void noPublic_managerNotStated_isProven() throws IOException {
    String carol = "arn:aws:iam::444455556666:user/carol";
    policy(KEY_FOLDER + "policy.json", DELEGATES, DELEGATES.replace("'" + A, "'" + carol));
    isRefuted(run("no-public", "dir"), carol);

    policy(A + "/resource-control/1/p.json", RCP.replace("kms:Decrypt", "kms:*"));
    isProven(run("no-public", "dir"));
  }

  @Test
  @DisplayName("5.5: key.json tells an AWS managed key without policy.json, too")
  void noPublic_managedKeyWithoutPolicy_isProven() throws IOException {
    Files.delete(folder.resolve("dir").resolve(KEY_FOLDER + "policy.json"));
    manager("CUSTOMER");
    isRefuted(run("no-public", "dir"), "assumed: a key policy");

    manager("AWS");
    isProven(run("no-public", "dir"));
  }

  @Test
  @DisplayName("4.2: without key.json, who is denied by an RCP only could perhaps be allowed")
  void whoCouldEver_managerNotStated_isPerhaps() throws IOException {
    policy(A + "/resource-control/1/p.json", RCP);
    assertThat(whoCouldEver().out()).contains(ALICE + "\n  perhaps: whether AWS manages the key");

    manager("CUSTOMER");
    assertThat(whoCouldEver().out()).doesNotContain(ALICE);
    manager("AWS");
    assertThat(whoCouldEver().out()).contains(ALICE + "\n  caller: ");
  }

  @Test
  @DisplayName("1.7, 4.15: without user.json, a user may have a path that a pattern names")
  void whoCouldEver_pathNotStated_isPerhaps() throws IOException {
    policy(KEY_FOLDER + "policy.json", DELEGATES.replace("'*'}", OPS));
    assertThat(whoCouldEver().out())
        .contains(ALICE + " if its ARN is one such as arn:aws:iam::" + A + ":user/ops/")
        .contains("  perhaps: the path of the user `" + ALICE + "` (user.json)");

    path("/ops/");
    assertThat(whoCouldEver().out()).contains("user/ops/alice\n  caller: ");
    path("/");
    assertThat(whoCouldEver().out()).doesNotContain("alice");
  }

  @Test
  @DisplayName("4.15: an Allow for a path may be one for a user without user.json")
  void noNewAccess_allowForPath_isUndecided() throws IOException {
    String allows = DECRYPTS.replace("'*'}", OPS);
    isUndecided(change(NOTHING, allows), "the path of the user `" + ALICE + "` (user.json)");

    path("/ops/");
    isRefuted(change(NOTHING, allows), "user/ops/alice");
    path("/");
    isProven(change(NOTHING, allows));
  }

  @Test
  @DisplayName("4.15: a Deny for a path may not be one for a user without user.json")
  void noNewAccess_denyForPath_isUndecided() throws IOException {
    String ofUsers =
        DECRYPTS.replace("'*'}", "'*','Condition':{'StringEquals':{'aws:PrincipalType':'User'}}}");
    String both = ofUsers + "," + DENIES_OPS;
    isUndecided(change(NOTHING, both), "the path of the user `" + ALICE + "` (user.json)");

    path("/ops/");
    isProven(change(NOTHING, both));
    path("/");
    isRefuted(change(NOTHING, both), "user/alice");
  }

  @Test
  @DisplayName("4.15: what a user may do with every path needs no user.json")
  void noNewAccess_anyPath_isRefuted() throws IOException {
    String denies = DENIES_OPS.replace("Decrypt", "Encrypt");
    isRefuted(change(NOTHING, DECRYPTS + "," + denies), "user/alice");
    isRefuted(notGranted(), "user/alice");
  }

  @Test
  @DisplayName("1.8: a key policy names users who exist, so a user has the path that it names")
  void notGranted_pathNamedByKeyPolicy_isThatPath() throws IOException {
    String ops = "arn:aws:iam::" + A + ":user/ops/alice";
    String names = DELEGATES.replace("'" + A, "'" + ops);
    policy(KEY_FOLDER + "policy.json", DELEGATES, names.replace("Allow", "Deny"));
    isProven(notGranted("--principal", ops));
    assertThat(whoCouldEver().out()).doesNotContain("alice");

    policy(KEY_FOLDER + "policy.json", names);
    isRefuted(notGranted("--principal", ops), ops);
    policy(A + "/users/alice/identity/p.json", DECRYPTS.replace("Allow", "Deny"));
    isProven(notGranted("--principal", ops));
  }

  @Test
  @DisplayName("1.7: a name with another path than that of the directory is nobody's, and refused")
  void notGranted_otherPath_isRefusedAsInput() throws IOException {
    path("/ops/");
    CommandRun run = notGranted();
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("`" + ALICE + "` is not the ARN of the user", "user/ops/alice");
    isRefuted(notGranted("--principal", ALICE.replace("alice", "ops/alice")), "user/ops/alice");
  }

  /** What who-could-ever says of sessions of the listed role. */
  private String ofRole(String pattern) throws IOException {
    policy(A + "/roles/App/identity/p.json", NOTHING);
    policy(
        KEY_FOLDER + "policy.json",
        "{'Effect':'Allow','Principal':{'AWS':'*'},'Action':'kms:Decrypt','Resource':'*',"
            + "'Condition':{'ArnLike':{'aws:PrincipalArn':'arn:aws:iam::*:"
            + pattern
            + "'}}}");
    String all = whoCouldEver().out();
    int start = all.indexOf("a session of arn:aws:iam::" + A + ":role");
    return start < 0 ? "" : all.substring(start).replaceFirst("(?s)\\n[^ ].*", "");
  }

  @Test
  @DisplayName("4.15: a role without role.json has its own name, and perhaps the path of a pattern")
  void whoCouldEver_pathOfRoleNotStated_isPerhaps() throws IOException {
    String open = "perhaps: the path of the role `arn:aws:iam::" + A + ":role/App` (role.json)";
    assertThat(ofRole("role/Other")).isEmpty();
    assertThat(ofRole("role/App")).contains("a session of arn:aws:iam::" + A + ":role/App\n", open);
    assertThat(ofRole("role/ops/App")).contains(":role/App if its role is one such as ", open);
    assertThat(ofRole("role/*App")).contains("aws:PrincipalArn: arn:aws:iam::" + A + ":role/App");

    write(
        A + "/roles/App/role.json",
        ("{'Role':{'RoleName':'App','Path':'/','Arn':'arn:aws:iam::" + A + ":role/App'}}")
            .replace('\'', '"'));
    assertThat(ofRole("role/ops/App")).isEmpty();
    assertThat(whoCouldEver().out())
        .contains("a session of another role such as ops/App of an account that no policy names")
        .doesNotContain("such as ops/App of " + A, "perhaps");
    assertThat(ofRole("role/App")).contains("aws:PrincipalArn: arn:aws:iam::" + A + ":role/App");
  }
}
