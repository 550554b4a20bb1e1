package io.kmspolicy.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.directory.DirectoryLoader.SettleTimes;
import io.kmspolicy.engine.Authorizer;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.source.Eventually;
import io.kmspolicy.source.RefreshSettings;
import io.kmspolicy.source.SourceStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A watched directory that publishes what it reads to an authorizer. */
class PublishedDirectoryTest {

  private static final SettleTimes SETTLE =
      new SettleTimes(Duration.ofMillis(50), Duration.ofMillis(50));
  private static final RefreshSettings QUICK =
      RefreshSettings.defaults()
          .every(Duration.ofSeconds(1), Duration.ofHours(1))
          .retryAfter(Duration.ofMillis(50))
          .lookEvery(Duration.ofMillis(20));
  private static final Duration WAIT = Duration.ofMinutes(1);
  private static final Caller APP = Caller.parse("arn:aws:sts::111122223333:assumed-role/App/s-1");
  private static final String STATEMENT =
      """
      {"Version": "2012-10-17", "Statement": {"Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111122223333:role/App"}, "Action": "%s", "Resource": "*"}}
      """;
  private static final String LIST_KEYS =
      """
      {"Version": "2012-10-17", "Statement":
        {"Effect": "Allow", "Action": "kms:ListKeys", "Resource": "*"}}
      """;
  private static final String KEY_POLICY =
      "111122223333/keys/us-west-2/" + Examples.KEY_ID + "/policy.json";

  @TempDir private Path root;
  private final Authorizer authorizer = Authorizer.builder().build();
  private WatchedDirectory watched;

  @BeforeEach
  void writeDirectory() throws IOException {
    Files.writeString(
        root.resolve("directory.properties"),
        "none = identity, boundary, session, scp, rcp, grants," + " endpoint");
    write("111122223333/roles/App/identity/list.json", LIST_KEYS);
    write(
        "111122223333/roles/App/role.json",
        "{\"Role\": {\"Arn\": \"arn:aws:iam::111122223333:role/App\"}}");
    write(KEY_POLICY, STATEMENT.formatted("kms:Decrypt"));
  }

  @AfterEach
  void close() {
    if (watched != null) {
      watched.close();
    }
    authorizer.close();
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private WatchedDirectory open(RefreshSettings settings) {
    watched = WatchedDirectory.open(root, settings, SETTLE);
    return watched;
  }

  private Decision decrypt() {
    return authorizer
        .principal(APP)
        .decide("kms:Decrypt", Examples.KEY_ARN, RequestContext.empty());
  }

  private void becomes(Decision expected) {
    Eventually.isTrue(expected.text(), () -> decrypt() == expected);
  }

  @Test
  @DisplayName("After awaitLoaded the authorizer has the directory")
  void publishTo_awaited_isPublished() throws Exception {
    open(QUICK).publishTo(authorizer);
    assertThat(watched.awaitLoaded(WAIT)).isTrue();
    assertThat(decrypt()).isEqualTo(Decision.ALLOWED);
  }

  @Test
  @DisplayName("A directory that is read already is published at once, to several authorizers")
  void publishTo_loadedDirectory_isPublishedAtOnce() throws Exception {
    assertThat(open(QUICK).awaitLoaded(WAIT)).isTrue();
    assertThat(decrypt()).isEqualTo(Decision.INDETERMINATE);
    watched.publishTo(authorizer);
    assertThat(decrypt()).isEqualTo(Decision.ALLOWED);
    try (Authorizer second = Authorizer.builder().build()) {
      watched.publishTo(second);
      assertThat(
              second.principal(APP).decide("kms:Decrypt", Examples.KEY_ARN, RequestContext.empty()))
          .isEqualTo(Decision.ALLOWED);
    }
    write(KEY_POLICY, STATEMENT.formatted("kms:Encrypt"));
    becomes(Decision.IMPLICIT_DENY);
  }

  @Test
  @DisplayName("A state that is refused leaves the last good one published and reports its reason")
  void publishTo_refusedState_keepsTheLastGoodOne() throws Exception {
    open(QUICK).publishTo(authorizer);
    assertThat(watched.awaitLoaded(WAIT)).isTrue();
    Files.createDirectories(root.resolve("111122223333/service-contol"));
    Eventually.isTrue(
        "the reason", () -> watched.statuses().get(0).reason().contains("service-contol"));
    assertThat(watched.statuses().get(0).condition()).isEqualTo(SourceStatus.Condition.STALE);
    assertThat(decrypt()).isEqualTo(Decision.ALLOWED);
    assertThat(watched.isOutdated(APP, Examples.KEY)).isTrue();
    Files.delete(root.resolve("111122223333/service-contol"));
    write(KEY_POLICY, STATEMENT.formatted("kms:Encrypt"));
    becomes(Decision.IMPLICIT_DENY);
  }

  @Test
  @DisplayName("A last good state that is too old is unknown")
  void publishTo_tooOldState_isUnknown() throws Exception {
    open(QUICK.every(Duration.ofMillis(400), Duration.ofMillis(800))).publishTo(authorizer);
    assertThat(watched.awaitLoaded(WAIT)).isTrue();
    Files.createDirectories(root.resolve("111122223333/service-contol"));
    becomes(Decision.INDETERMINATE);
    Files.delete(root.resolve("111122223333/service-contol"));
    becomes(Decision.ALLOWED);
  }

  @Test
  @DisplayName("A key that a client changed is unknown to the authorizer until the files change")
  void publishTo_changedKey_isUnknown() throws Exception {
    open(QUICK).publishTo(authorizer);
    assertThat(watched.awaitLoaded(WAIT)).isTrue();
    watched.changed(KmsResource.parse(Examples.KEY_ARN));
    becomes(Decision.INDETERMINATE);
    write(KEY_POLICY, STATEMENT.formatted("kms:*"));
    becomes(Decision.ALLOWED);
  }

  @Test
  @DisplayName("A closed authorizer is refused, and dropped if it is closed later")
  void publishTo_closedAuthorizer_doesNotHinderOthers() throws Exception {
    Authorizer closed = Authorizer.builder().build();
    open(QUICK).publishTo(closed).publishTo(authorizer);
    closed.close();
    assertThat(watched.awaitLoaded(WAIT)).isTrue();
    becomes(Decision.ALLOWED);
    write(KEY_POLICY, STATEMENT.formatted("kms:Encrypt"));
    becomes(Decision.IMPLICIT_DENY);
    assertThatThrownBy(() -> watched.publishTo(closed)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName("An authorizer that is closed while others are published to does not hinder them")
  void look_authorizerIsClosedMeanwhile_publishesToOthers() throws Exception {
    String id = "1234abcd-12ab-34cd-56ef-%012d";
    for (int i = 0; i < 300; i++) {
      write(
          "111122223333/keys/us-west-2/" + id.formatted(i) + "/policy.json",
          STATEMENT.formatted("kms:Decrypt"));
    }
    PolicyDirectory state = PolicyDirectory.load(root);
    for (int round = 0; round < 40; round++) {
      SnapshotPublisher publisher = new SnapshotPublisher();
      publisher.read(state);
      Authorizer closing = Authorizer.builder().build();
      publisher.add(closing);
      publisher.add(authorizer);
      String arn = Examples.arn("key/" + id.formatted(round));
      state.changed(KmsResource.parse(arn));
      publisher.markChanged();
      Thread closer = closer(closing, round * 100_000L);
      publisher.look(Optional.of(state));
      closer.join();
      assertThat(authorizer.principal(APP).decide("kms:Decrypt", arn, RequestContext.empty()))
          .isEqualTo(Decision.INDETERMINATE);
    }
  }

  private static Thread closer(Authorizer closing, long afterNanos) {
    Thread closer =
        new Thread(
            () -> {
              LockSupport.parkNanos(afterNanos);
              closing.close();
            });
    closer.start();
    return closer;
  }
}
