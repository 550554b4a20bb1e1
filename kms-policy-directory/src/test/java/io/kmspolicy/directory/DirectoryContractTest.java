package io.kmspolicy.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.directory.DirectoryLoader.SettleTimes;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.source.Eventually;
import io.kmspolicy.source.RefreshSettings;
import io.kmspolicy.spi.KeyDirectory;
import io.kmspolicy.spi.KeyDirectoryContract;
import io.kmspolicy.spi.PolicySource;
import io.kmspolicy.spi.PolicySourceContract;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link PolicyDirectory} and {@link WatchedDirectory} satisfy the contracts of their ports. */
class DirectoryContractTest {

  private static final String ALLOW =
      """
      {"Version": "2012-10-17",
       "Statement": {"Effect": "Allow", %s"Action": "kms:*", "Resource": "*"}}
      """;
  private static final RefreshSettings REFRESH =
      RefreshSettings.defaults()
          .every(Duration.ofMinutes(1), Duration.ofHours(1))
          .lookEvery(Duration.ofMillis(20));
  private static final SettleTimes QUICK =
      new SettleTimes(Duration.ofMillis(50), Duration.ofMillis(50));
  private static final String KEY = "111122223333/keys/us-west-2/" + Examples.KEY_ID + "/";
  private static final KmsResource.Alias ALIAS =
      (KmsResource.Alias) KmsResource.parse(Examples.arn(Examples.ALIAS));

  @TempDir private Path root;

  private void write(String file, String text) {
    try {
      Path path = root.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeEach
  void writeDirectory() {
    write("111122223333/roles/App/identity/a.json", ALLOW.formatted(""));
    write("111122223333/resource-control/1/a.json", ALLOW.formatted("\"Principal\": \"*\", "));
    write(KEY + "policy.json", ALLOW.formatted("\"Principal\": \"*\", "));
    write(KEY + "grants.json", "{\"Grants\": []}");
    write(
        KEY + "aliases.json",
        "{\"Aliases\": [{\"AliasArn\": \"%s\", \"AliasName\": \"alias/app\", \"TargetKeyId\": \"%s\"}]}"
            .formatted(Examples.arn(Examples.ALIAS), Examples.KEY_ID));
  }

  private WatchedDirectory watched() {
    WatchedDirectory watched = WatchedDirectory.open(root, REFRESH, QUICK);
    Eventually.isTrue(
        "the directory is read",
        () -> watched.principal(Examples.CALLER).identity() instanceof PolicyLayer.Attached);
    return watched;
  }

  /** For a call without a key, the resource control policies are those of the caller's account. */
  @Test
  void key_callWithoutKey_hasTheResourceControlPoliciesOfTheCallersAccount() {
    PolicyDirectory directory = PolicyDirectory.load(root);
    KmsResource none = new KmsResource.Any();
    Caller elsewhere = Caller.parse("arn:aws:iam::444455556666:user/bob");
    assertThat(directory.key(none, Examples.CALLER).resourceControl())
        .isInstanceOf(OrganizationLayer.Levels.class);
    assertThat(directory.key(none, elsewhere).resourceControl())
        .isEqualTo(OrganizationLayer.unknown());
  }

  /** A snapshot keeps the state of one read of the files. */
  @Test
  void current_directoryReadAgain_keepsOneState() {
    try (WatchedDirectory watched = watched()) {
      PolicySource before = watched.current();
      PolicyLayer key = before.key(Examples.KEY, Examples.CALLER).key();
      write(KEY + "policy.json", ALLOW.formatted("\"Sid\": \"New\", \"Principal\": \"*\", "));
      Eventually.isTrue("the directory is read again", () -> watched.current() != before);
      assertThat(before.key(Examples.KEY, Examples.CALLER).key()).isSameAs(key);
      assertThat(watched.key(Examples.KEY, Examples.CALLER).key()).isNotEqualTo(key);
    }
  }

  /** The contract with the caller and the key of the directory. */
  private abstract static class Policies extends PolicySourceContract {
    @Override
    protected Optional<Caller> knownCaller() {
      return Optional.of(Examples.CALLER);
    }

    @Override
    protected Optional<KmsResource.Key> knownKey() {
      return Optional.of((KmsResource.Key) Examples.KEY);
    }
  }

  @Nested
  class PolicyDirectoryPoliciesTest extends Policies {
    private PolicyDirectory loaded;

    @BeforeEach
    void load() {
      loaded = PolicyDirectory.load(root);
    }

    @Override
    protected PolicySource source() {
      return loaded;
    }
  }

  @Nested
  class PolicyDirectoryKeysTest extends KeyDirectoryContract {
    private PolicyDirectory loaded;

    @BeforeEach
    void load() {
      loaded = PolicyDirectory.load(root);
    }

    @Override
    protected KeyDirectory directory() {
      return loaded;
    }

    @Override
    protected Optional<KmsResource.Alias> knownAlias() {
      return Optional.of(ALIAS);
    }
  }

  @Nested
  class WatchedDirectoryPoliciesTest extends Policies {
    private WatchedDirectory watched;

    @BeforeEach
    void open() {
      watched = watched();
    }

    @AfterEach
    void close() {
      watched.close();
    }

    @Override
    protected PolicySource source() {
      return watched;
    }
  }

  @Nested
  class WatchedDirectoryKeysTest extends KeyDirectoryContract {
    private WatchedDirectory watched;

    @BeforeEach
    void open() {
      watched = watched();
    }

    @AfterEach
    void close() {
      watched.close();
    }

    @Override
    protected KeyDirectory directory() {
      return watched;
    }

    @Override
    protected Optional<KmsResource.Alias> knownAlias() {
      return Optional.of(ALIAS);
    }
  }
}
