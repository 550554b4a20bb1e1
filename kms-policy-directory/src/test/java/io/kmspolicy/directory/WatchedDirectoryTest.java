package io.kmspolicy.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.interceptor.source.LivePolicyKms;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.source.Eventually;
import io.kmspolicy.source.RefreshSettings;
import io.kmspolicy.source.SourceLayer;
import io.kmspolicy.source.SourceStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    watched = WatchedDirectory.open(root, settings);
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
  void change_isReadAnewWithoutWaitingForTheInterval() throws IOException {
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
  void changed_byTheClient_isUnknownUntilTheFilesSaySomethingNew() throws IOException {
    create("policies");
    KmsResource.Key key = LivePolicyKms.key(1);
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
  void changed_beforeTheDirectoryIsRead_countsWhenItIs() throws IOException {
    KmsResource.Key key = LivePolicyKms.key(1);
    root = temporary.resolve("later");
    open(QUICK);
    watched.changed(key);
    create("later");
    for (int number = 1; number <= 2; number++) {
      String file =
          "111122223333/keys/us-west-2/" + LivePolicyKms.key(number).keyId() + "/policy.json";
      write(root, file, "first", "\"Principal\": \"*\", ");
    }
    Eventually.isTrue(
        "the other policy", () -> keyPolicy(LivePolicyKms.key(2)) instanceof PolicyLayer.Attached);
    assertThat(keyPolicy(key)).isEqualTo(PolicyLayer.unknown());
  }

  private PolicyLayer keyPolicy(KmsResource.Key key) {
    return watched.policiesFor(CALLER, key).key();
  }

  @Test
  void mistake_keepsTheLastGoodPoliciesSaysWhyAndRecovers() throws IOException {
    create("policies");
    write(root, IDENTITY + "a.json", "first");
    open(QUICK);
    becomes("first");
    Files.writeString(root.resolve(IDENTITY + "a.json"), "{\"Version\": ");
    Eventually.isTrue("stale", () -> status().condition() == SourceStatus.Condition.STALE);
    Eventually.isTrue("the reason", () -> status().reason().contains("a.json:1:"));
    assertThat(sids()).isEqualTo("first");
    write(root, IDENTITY + "a.json", "second");
    becomes("second");
    Eventually.isTrue("fresh", () -> status().condition() == SourceStatus.Condition.FRESH);
  }

  private SourceStatus status() {
    return watched.statuses().get(0);
  }

  @Test
  void missingDirectory_isUnknownUntilItIsThere() throws IOException {
    root = temporary.resolve("later");
    open(QUICK);
    Eventually.isTrue("stale", () -> status().condition() == SourceStatus.Condition.STALE);
    assertThat(sids()).isEqualTo("Unknown");
    create("later");
    write(root, IDENTITY + "a.json", "first");
    becomes("first");
  }

  @Test
  void link_turnedToAnotherDirectory_isFollowed() throws IOException {
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
  void rewrittenWhileRead_neverShowsHalf() throws IOException {
    create("policies");
    int files = 40;
    rewrite(files, "0");
    watched = WatchedDirectory.open(root, QUICK, Duration.ofSeconds(1));
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
}
