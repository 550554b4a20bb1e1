package io.kmspolicy.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.directory.DirectoryLoader.SettleTimes;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.source.Eventually;
import io.kmspolicy.source.RefreshSettings;
import io.kmspolicy.source.SourceLayer;
import io.kmspolicy.source.SourceStatus;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WatchedDirectoryTest {

  private static final Caller CALLER =
      Caller.parse("arn:aws:sts::111122223333:assumed-role/App/session");
  private static final String IDENTITY = "111122223333/roles/App/identity/";
  private static final RefreshSettings QUICK =
      RefreshSettings.defaults()
          .every(Duration.ofSeconds(1), Duration.ofHours(1))
          .retryAfter(Duration.ofMillis(50))
          .lookEvery(Duration.ofMillis(20));

  @TempDir private Path temporary;
  private Path root;
  private WatchedDirectory watched;

  private void open(RefreshSettings settings) {
    open(settings, new SettleTimes(Duration.ofMillis(50), Duration.ofMillis(50)));
  }

  private void open(RefreshSettings settings, SettleTimes settle) {
    watched = WatchedDirectory.open(root, settings, settle);
  }

  private boolean isOutdated() {
    return watched.isOutdated(CALLER, new KmsResource.Any());
  }

  private static KmsResource.Key key(int number) {
    return new KmsResource.Key(
        "aws",
        "us-west-2",
        "111122223333",
        String.format("%08x-0000-4000-8000-000000000000", number));
  }

  @AfterEach
  void close() {
    if (watched != null) {
      watched.close();
    }
  }

  private void create(String name) throws IOException {
    root = temporary.resolve(name);
    Files.createDirectories(root);
  }

  private static void write(Path root, String file, String sid) throws IOException {
    write(root, file, sid, "");
  }

  private static void write(Path root, String file, String sid, String principal)
      throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, policy(sid, principal));
  }

  private static String policy(String sid, String principal) {
    return """
    {"Version": "2012-10-17",
     "Statement": {"Sid": "%s", "Effect": "Allow", %s"Action": "kms:*", "Resource": "*"}}
    """
        .formatted(sid, principal);
  }

  private String sids() {
    PolicyLayer layer = watched.policiesFor(CALLER, new KmsResource.Any()).identity();
    return layer instanceof PolicyLayer.Attached attached
        ? sids(attached.policies())
        : layer.getClass().getSimpleName();
  }

  private static String sids(List<NamedPolicy> policies) {
    return policies.stream()
        .flatMap(policy -> policy.document().statements().stream())
        .map(statement -> statement.sid().orElse(""))
        .collect(Collectors.joining(" "));
  }

  private void becomes(String sids) {
    Eventually.isTrue("`" + sids + "`, but `" + sids() + "`", () -> sids().equals(sids));
  }

  @Test
  void change_isReadBeforeTheIntervalEnds() throws IOException {
    create("policies");
    write(root, IDENTITY + "a.json", "first");
    open(QUICK.every(Duration.ofHours(1), Duration.ofHours(2)));
    becomes("first");
    assertThat(watched.loadedAt(SourceLayer.IDENTITY)).isPresent();
    write(root, IDENTITY + "a.json", "second");
    becomes("second");
    write(root, IDENTITY + "b.json", "third");
    becomes("second third");
  }

  @Test
  void changed_byTheClient_isUnknownUntilTheFilesChange() throws IOException {
    create("policies");
    KmsResource.Key key = key(1);
    String file = "111122223333/keys/us-west-2/" + key.keyId() + "/policy.json";
    write(root, file, "first", "\"Principal\": \"*\", ");
    open(QUICK);
    Eventually.isTrue("the policy", () -> keyPolicy(key) instanceof PolicyLayer.Attached);
    watched.changed(key);
    assertThat(keyPolicy(key)).isEqualTo(PolicyLayer.unknown());
    long refreshes = status().counts().refreshes();
    Eventually.isTrue("read again", () -> status().counts().refreshes() > refreshes + 1);
    assertThat(keyPolicy(key)).isEqualTo(PolicyLayer.unknown());
    write(root, file, "second", "\"Principal\": \"*\", ");
    Eventually.isTrue("the new policy", () -> keyPolicy(key) instanceof PolicyLayer.Attached);
  }

  @Test
  void changed_byTheClient_isUnknownAlsoAfterOtherFilesChanged() throws IOException {
    create("policies");
    for (int number = 1; number <= 2; number++) {
      write(root, keyFile(number), "first", "\"Principal\": \"*\", ");
    }
    write(root, IDENTITY + "a.json", "first");
    open(QUICK);
    becomes("first");
    watched.changed(key(1));
    write(root, IDENTITY + "a.json", "second");
    becomes("second");
    assertThat(keyPolicy(key(1))).isEqualTo(PolicyLayer.unknown());
    assertThat(keyPolicy(key(2))).isInstanceOf(PolicyLayer.Attached.class);

    watched.changed(new KmsResource.Any());
    write(root, IDENTITY + "a.json", "third");
    becomes("third");
    assertThat(keyPolicy(key(2))).isEqualTo(PolicyLayer.unknown());
    write(root, keyFile(2), "second", "\"Principal\": \"*\", ");
    Eventually.isTrue("the new policy", () -> keyPolicy(key(2)) instanceof PolicyLayer.Attached);
    assertThat(keyPolicy(key(1))).isEqualTo(PolicyLayer.unknown());
  }

  @Test
  void changed_beforeTheDirectoryIsRead_appliesAfterTheRead() throws IOException {
    KmsResource.Key key = key(1);
    root = temporary.resolve("later");
    open(QUICK);
    watched.changed(key);
    create("later");
    for (int number = 1; number <= 2; number++) {
      String file = "111122223333/keys/us-west-2/" + key(number).keyId() + "/policy.json";
      write(root, file, "first", "\"Principal\": \"*\", ");
    }
    Eventually.isTrue("the other policy", () -> keyPolicy(key(2)) instanceof PolicyLayer.Attached);
    assertThat(keyPolicy(key)).isEqualTo(PolicyLayer.unknown());
  }

  private PolicyLayer keyPolicy(KmsResource.Key key) {
    return watched.policiesFor(CALLER, key).key();
  }

  @Test
  void problem_inADocument_makesOnlyItsLayerUnknownAndIsReported() throws IOException {
    create("policies");
    write(root, IDENTITY + "a.json", "first");
    write(root, keyFile(1), "key", "\"Principal\": \"*\", ");
    open(QUICK);
    becomes("first");
    Files.writeString(root.resolve(IDENTITY + "a.json"), "{\"Version\": ");
    becomes("Unknown");
    assertThat(keyPolicy(key(1))).isInstanceOf(PolicyLayer.Attached.class);
    assertThat(status().condition()).isEqualTo(SourceStatus.Condition.PARTIAL);
    assertThat(status().problems()).singleElement().asString().contains("App/identity/a.json:1:");
    write(root, IDENTITY + "a.json", "second");
    becomes("second");
    Eventually.isTrue("fresh", () -> status().condition() == SourceStatus.Condition.FRESH);
  }

  @Test
  void boundaryWithAProblem_isUnknownAlthoughTheLayerIsStatedToBeNone() throws IOException {
    create("policies");
    Files.writeString(root.resolve("directory.properties"), "none = boundary, grants");
    write(root, IDENTITY + "a.json", "first");
    write(root, "111122223333/roles/App/boundary.json", "first", "\"Oops\": 1, ");
    write(root, keyFile(1).replace("policy", "grants"), "no grants");
    open(QUICK);
    becomes("first");
    assertThat(watched.policiesFor(CALLER, key(1)).permissionsBoundary())
        .isEqualTo(PolicyLayer.unknown());
    assertThat(watched.policiesFor(CALLER, key(1)).grants()).isEqualTo(GrantLayer.unknown());
    assertThat(watched.policiesFor(CALLER, key(2)).grants()).isEqualTo(GrantLayer.none());
  }

  private static String keyFile(int number) {
    return "111122223333/keys/us-west-2/" + key(number).keyId() + "/policy.json";
  }

  static Stream<Arguments> damages() {
    Damage misspelledLayer =
        root -> Files.createDirectory(root.resolve("111122223333/service-contol"));
    Damage loop =
        root -> {
          Path link = root.resolve("111122223333/roles/loop");
          Files.createSymbolicLink(link, link);
        };
    Damage properties =
        root -> Files.writeString(root.resolve("directory.properties"), "nome = grants");
    Damage deleted = WatchedDirectoryTest::delete;
    Damage file =
        root -> {
          delete(root);
          Files.writeString(root, "no directory");
        };
    return Stream.of(
        Arguments.of("a directory that could be a layer", misspelledLayer, "service-contol"),
        Arguments.of("a loop of links", loop, "111122223333/roles/loop"),
        Arguments.of("properties with a mistake", properties, "`nome` is not a property"),
        Arguments.of("no directory", deleted, "cannot be opened"),
        Arguments.of("a file in its place", file, "is not a directory"));
  }

  /** A change that makes a directory unreadable or ambiguous. */
  private interface Damage {
    void apply(Path root) throws IOException;
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void damage_thatCouldHideALayer_makesTheContentOutdatedAndIsReported(
      String name, Damage damage, String reason) throws IOException {
    create("policies");
    write(root, IDENTITY + "a.json", "first");
    open(QUICK);
    becomes("first");
    Eventually.isTrue("up to date", () -> !isOutdated());
    damage.apply(root);
    Eventually.isTrue("outdated", this::isOutdated);
    Eventually.isTrue("the reason", () -> status().reason().contains(reason));
    assertThat(isOutdated()).isTrue();
    assertThat(status().condition()).isEqualTo(SourceStatus.Condition.STALE);
    if (Files.exists(root)) {
      delete(root);
    }
    create("policies");
    write(root, IDENTITY + "b.json", "second");
    becomes("second");
    Eventually.isTrue("up to date", () -> !isOutdated());
  }

  @Test
  void removal_isReadLaterThanOtherChangesAndMakesTheContentOutdatedAtOnce() throws IOException {
    create("policies");
    write(root, IDENTITY + "a.json", "first");
    write(root, IDENTITY + "b.json", "second");
    open(QUICK, new SettleTimes(Duration.ofMillis(50), Duration.ofMinutes(10)));
    becomes("first second");
    Files.delete(root.resolve(IDENTITY + "a.json"));
    Eventually.isTrue("outdated", this::isOutdated);
    Eventually.pause(500);
    assertThat(sids()).isEqualTo("first second");
    assertThat(isOutdated()).isTrue();
    write(root, IDENTITY + "a.json", "third");
    becomes("third second");
  }

  @Test
  void identity_thatIsEmpty_isUnknownUntilTheNumberOfFilesIsStated() throws IOException {
    create("policies");
    write(root, IDENTITY + "a.json", "first");
    open(QUICK);
    becomes("first");
    Files.delete(root.resolve(IDENTITY + "a.json"));
    becomes("Unknown");
    assertThat(status().problems())
        .singleElement()
        .asString()
        .contains("identity: holds no policy");
    Files.writeString(root.resolve("directory.properties"), "files = 0");
    becomes("");
    assertThat(status().problems()).isEmpty();
  }

  @Test
  void files_statedNumber_rejectsTheDirectoryWhileFilesAreMissing() throws IOException {
    create("policies");
    Files.writeString(root.resolve("directory.properties"), "files = 2");
    write(root, IDENTITY + "a.json", "first");
    Files.writeString(root.resolve("README.md"), "not counted");
    open(QUICK);
    Eventually.isTrue(
        "the reason",
        () -> status().reason().contains("states `files = 2`, but the directory holds 1"));
    assertThat(sids()).isEqualTo("Unknown");
    write(root, IDENTITY + "b.json", "second");
    becomes("first second");
  }

  @Test
  void pipeDeviceAndLargeFile_areReportedAndNotRead() throws Exception {
    create("policies");
    write(root, keyFile(1), "key", "\"Principal\": \"*\", ");
    Path identity = Files.createDirectories(root.resolve(IDENTITY));
    assertThat(
            new ProcessBuilder("mkfifo", identity.resolve("a.json").toString()).start().waitFor())
        .isZero();
    Files.createSymbolicLink(identity.resolve("b.json"), Path.of("/dev/zero"));
    Files.writeString(identity.resolve("c.JSON"), policy("upper case", ""));
    try (RandomAccessFile sparse =
        new RandomAccessFile(identity.resolve("d.json").toString(), "rw")) {
      sparse.setLength(3L << 30);
    }
    open(QUICK);
    Eventually.isTrue("the key policy", () -> keyPolicy(key(1)) instanceof PolicyLayer.Attached);
    assertThat(sids()).isEqualTo("Unknown");
    // The status follows the policies.
    Eventually.isTrue("the problems", () -> !status().problems().isEmpty());
    assertThat(status().problems())
        .hasSize(4)
        .anySatisfy(text -> assertThat(text).contains("a.json: is a pipe, a socket or a device"))
        .anySatisfy(text -> assertThat(text).contains("b.json: is a pipe, a socket or a device"))
        .anySatisfy(text -> assertThat(text).contains("c.JSON: is not part of a policy directory"))
        .anySatisfy(text -> assertThat(text).contains("d.json: is larger than 1 MiB"));
  }

  private SourceStatus status() {
    return watched.statuses().get(0);
  }

  @Test
  void missingDirectory_isUnknownUntilItExists() throws IOException {
    root = temporary.resolve("later");
    open(QUICK);
    Eventually.isTrue("the reason", () -> !status().reason().isEmpty());
    assertThat(status().condition()).isEqualTo(SourceStatus.Condition.NEVER_LOADED);
    assertThat(watched)
        .hasToString(
            "directory " + root + " (unknown: the directory cannot be opened: " + root + ")");
    assertThat(sids()).isEqualTo("Unknown");
    create("later");
    write(root, IDENTITY + "a.json", "first");
    becomes("first");
    Eventually.isTrue("fresh", () -> status().condition() == SourceStatus.Condition.FRESH);
    assertThat(watched.toString())
        .startsWith("directory " + root + " (1 principal, 0 keys; unknown: boundary, ");
    delete(root);
    Eventually.isTrue("stale", () -> status().condition() == SourceStatus.Condition.STALE);
  }

  @Test
  @DisplayName("The name of a file forges no line of the log, and sends nothing to a terminal")
  void damage_nameOfControlCharacters_isEscaped() throws IOException {
    create("policies");
    write(root, IDENTITY + "a.json", "first");
    Files.writeString(root.resolve(IDENTITY + "b\nERROR forged\u001b[31m\u202e\u2028.json"), "{");
    open(QUICK);
    Eventually.isTrue("the problem", () -> !status().problems().isEmpty());
    assertThat(status().problems())
        .allSatisfy(
            text ->
                assertThat(text)
                    .contains("b\\nERROR forged\\u001b[31m\\u202e\\u2028.json")
                    .matches("[^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]*"));
  }

  @Test
  void link_changedToAnotherDirectory_isFollowed() throws IOException {
    create("one");
    write(root, IDENTITY + "a.json", "first");
    create("two");
    write(root, IDENTITY + "b.json", "second");
    Path link = temporary.resolve("link");
    Files.createSymbolicLink(link, temporary.resolve("one"));
    root = link;
    open(QUICK.every(Duration.ofHours(1), Duration.ofHours(2)));
    becomes("first");
    Path next = temporary.resolve("next");
    Files.createSymbolicLink(next, temporary.resolve("two"));
    Files.move(next, link, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    becomes("second");
  }

  @Test
  void rewrittenWhileRead_neverShowsAPartialState() throws IOException {
    create("policies");
    int files = 40;
    rewrite(files, "0");
    open(QUICK, new SettleTimes(Duration.ofSeconds(1), Duration.ofSeconds(1)));
    Eventually.isTrue("the first", () -> !sids().equals("Unknown"));
    for (int round = 1; round <= 20; round++) {
      rewrite(files, Integer.toString(round));
      assertThat(sids().split(" ")).hasSize(files).containsOnly(sids().split(" ")[0]);
    }
    Eventually.isTrue("the last", () -> sids().startsWith("20 "));
  }

  private void rewrite(int files, String sid) throws IOException {
    for (int i = 0; i < files; i++) {
      write(root, IDENTITY + "policy-" + i + ".json", sid);
      Eventually.pause(1);
    }
  }

  @Test
  void close_stopsItsThreads() throws IOException {
    create("policies");
    write(root, IDENTITY + "a.json", "first");
    open(QUICK);
    becomes("first");
    watched.close();
    write(root, IDENTITY + "a.json", "second");
    Eventually.pause(300);
    assertThat(sids()).isEqualTo("first");
  }

  @Test
  void awaitLoaded_directory_isTrueWhenItIsRead() throws Exception {
    create("policies");
    write(root, IDENTITY + "one.json", "one");
    open(QUICK);
    assertThat(watched.awaitLoaded(Duration.ofMinutes(1))).isTrue();
    assertThat(sids()).isEqualTo("one");
  }

  @Test
  void awaitLoaded_missingDirectory_isFalseWhenTheTimeHasElapsed() throws Exception {
    root = temporary.resolve("missing");
    open(QUICK);
    assertThat(watched.awaitLoaded(Duration.ofMillis(50))).isFalse();
  }
}
