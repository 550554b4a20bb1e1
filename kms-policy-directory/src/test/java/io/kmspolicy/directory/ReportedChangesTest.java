package io.kmspolicy.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.resource.KmsResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportedChangesTest {

  private static final String POLICY =
      """
      {"Version": "2012-10-17",
       "Statement": {"Effect": "Allow", "Principal": "*", "Action": "%s", "Resource": "*"}}
      """;

  @TempDir private Path root;

  private final ReportedChanges changes = new ReportedChanges();
  private PolicyDirectory before;
  private PolicyDirectory after;

  @BeforeEach
  void readTwice() throws IOException {
    before = load("kms:Decrypt");
    after = load("kms:Decrypt");
  }

  private PolicyDirectory load(String action) throws IOException {
    Path file = root.resolve("111122223333/keys/us-west-2/" + Examples.KEY_ID + "/policy.json");
    Files.createDirectories(file.getParent());
    Files.writeString(file, POLICY.formatted(action));
    return PolicyDirectory.load(root);
  }

  private static PolicyLayer policy(PolicyDirectory state) {
    return state.policiesFor(Examples.CALLER, Examples.KEY).key();
  }

  @Test
  @DisplayName("A change belongs to the state that answers, and to later ones with the same files")
  void add_whileAStateAnswers_isHandedOn() throws IOException {
    changes.read(before);
    changes.add(Examples.KEY, Optional.of(before));
    assertThat(policy(before)).isEqualTo(PolicyLayer.unknown());
    changes.read(after);
    assertThat(policy(after)).isEqualTo(PolicyLayer.unknown());
    PolicyDirectory shown = load("kms:Encrypt");
    changes.read(shown);
    assertThat(policy(shown)).isInstanceOf(PolicyLayer.Attached.class);
  }

  @Test
  @DisplayName("A change that is reported while a new state is being published is not lost")
  void add_betweenReadingAndAnswering_isKnownToBothStates() {
    changes.read(before);
    changes.read(after);
    changes.add(Examples.KEY, Optional.of(before));
    assertThat(policy(before)).isEqualTo(PolicyLayer.unknown());
    assertThat(changes.applyTo(before)).isFalse();
    assertThat(changes.applyTo(after)).isTrue();
    assertThat(policy(after)).isEqualTo(PolicyLayer.unknown());
    assertThat(changes.applyTo(after)).isFalse();
  }

  @Test
  @DisplayName("A change that is reported when no state answers belongs to the next one")
  void add_withoutAState_isPending() {
    changes.add(Examples.KEY, Optional.empty());
    changes.read(before);
    assertThat(policy(before)).isEqualTo(PolicyLayer.unknown());
    assertThat(changes.applyTo(before)).isFalse();
  }

  @Test
  @DisplayName("More pending changes than are kept make everything unknown")
  void add_moreThanAreKept_allAreUnknown() {
    for (int i = 0; i <= PolicyDirectory.MAX_CHANGED; i++) {
      changes.add(
          new KmsResource.Alias("aws", "us-west-2", "111122223333", "a" + i), Optional.empty());
    }
    changes.read(before);
    assertThat(policy(before)).isEqualTo(PolicyLayer.unknown());
  }

  @Test
  @DisplayName("A client that reports a change does not wait for a publication")
  void markChanged_whileAStateIsPublished_doesNotBlock() throws InterruptedException {
    SnapshotPublisher publisher = new SnapshotPublisher();
    Thread client = new Thread(publisher::markChanged, "client");
    synchronized (publisher) { // As while policies are compiled.
      client.start();
      client.join(10_000);
      assertThat(client.isAlive()).isFalse();
    }
  }
}
