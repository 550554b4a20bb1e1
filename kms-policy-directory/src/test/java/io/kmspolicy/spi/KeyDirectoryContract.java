package io.kmspolicy.spi;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The contract of every {@link KeyDirectory}, as tests. To test an implementation, extend this
 * class and return a directory that has finished loading.
 */
public abstract class KeyDirectoryContract {

  private static final String ACCOUNT = "arn:aws:kms:us-west-2:999988887777:";
  private static final String STRANGE_ID = "99999999-9999-9999-9999-999999999999";
  private static final KmsResource.Key STRANGE_KEY =
      (KmsResource.Key) KmsResource.parse(ACCOUNT + "key/" + STRANGE_ID);
  private static final KmsResource.Alias STRANGE_ALIAS =
      (KmsResource.Alias) KmsResource.parse(ACCOUNT + "alias/nobody-knows");

  /** The directory under test; the same object during a test. */
  protected abstract KeyDirectory directory();

  /** An alias whose key the directory knows; empty if it knows no alias. */
  protected Optional<KmsResource.Alias> knownAlias() {
    return Optional.empty();
  }

  /** A key whose metadata the directory knows; empty if it knows no key. */
  protected Optional<KmsResource.Key> knownKey() {
    return Optional.empty();
  }

  @Test
  public void answers_strangers_areEmpty() {
    assertThat(directory().keyBehind(STRANGE_ALIAS)).isEmpty();
    assertThat(directory().keyWithId("us-west-2", STRANGE_ID)).isEmpty();
    assertThat(directory().keyWithId("nowhere-1", "")).isEmpty();
    assertThat(directory().metadata(STRANGE_KEY)).isEmpty();
  }

  @Test
  public void answers_knownKey_areAboutThatKey() {
    knownKey()
        .ifPresent(
            key -> assertThat(directory().metadata(key).map(KeyMetadata::key)).contains(key));
    knownAlias()
        .ifPresent(
            alias -> {
              Optional<KmsResource.Key> key = directory().keyBehind(alias);
              assertThat(key).isPresent();
              assertThat(key.get().region()).isEqualTo(alias.region());
              assertThat(key.get().accountId()).isEqualTo(alias.accountId());
            });
  }

  @Test
  public void answers_nothingChanged_areEqual() {
    knownKey()
        .ifPresent(
            key -> assertThat(directory().metadata(key)).isEqualTo(directory().metadata(key)));
    knownAlias()
        .ifPresent(
            alias ->
                assertThat(directory().keyBehind(alias)).isEqualTo(directory().keyBehind(alias)));
  }

  @Test
  public void answers_anything_comeFromMemory() throws Exception {
    KmsResource.Key key = knownKey().orElse(STRANGE_KEY);
    KmsResource.Alias alias = knownAlias().orElse(STRANGE_ALIAS);
    AnswerCheck.answersWithoutWaiting(() -> directory().metadata(key));
    AnswerCheck.answersWithoutWaiting(() -> directory().keyWithId(key.region(), key.keyId()));
    AnswerCheck.answersWithoutWaiting(() -> directory().keyBehind(alias));
  }
}
