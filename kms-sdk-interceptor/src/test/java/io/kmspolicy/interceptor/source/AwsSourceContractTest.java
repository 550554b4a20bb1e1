package io.kmspolicy.interceptor.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.interceptor.spi.CallerSource;
import io.kmspolicy.interceptor.spi.CallerSourceContract;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.source.Eventually;
import io.kmspolicy.source.SourceLayer;
import io.kmspolicy.spi.KeyDirectory;
import io.kmspolicy.spi.KeyDirectoryContract;
import io.kmspolicy.spi.PolicySource;
import io.kmspolicy.spi.PolicySourceContract;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The live source keeps the contracts of the ports. */
class AwsSourceContractTest {

  private static final Caller CALLER = Caller.parse("arn:aws:iam::111122223333:user/alice");
  private static final KmsResource.Key KEY = LivePolicyKms.key(1);

  private final AwsSource source = open();

  private static AwsSource open() {
    FakeAws aws = new FakeAws();
    LivePolicyKms kms = new LivePolicyKms();
    kms.set(KEY, "Allow");
    aws.service = kms.service();
    AwsSource opened =
        AwsSource.builder()
            .kms(aws.kms())
            .accountId("111122223333")
            .layers(
                EnumSet.of(SourceLayer.KEY_POLICY, SourceLayer.GRANTS, SourceLayer.KEY_METADATA))
            .share(1000)
            .build();
    Eventually.isTrue(
        "the key is loaded",
        () ->
            opened.key(KEY, CALLER).key() instanceof PolicyLayer.Attached
                && opened.key(KEY, CALLER).grants() instanceof GrantLayer.Known
                && opened.metadata(KEY).isPresent());
    return opened;
  }

  @AfterEach
  void close() {
    source.close();
  }

  @Test
  void key_grantsLoaded_areKnownToBeNone() {
    assertThat(source.key(KEY, CALLER).grants()).isInstanceOf(GrantLayer.Known.class);
  }

  @Nested
  class PoliciesTest extends PolicySourceContract {
    @Override
    protected PolicySource source() {
      return source;
    }

    @Override
    protected Optional<Caller> knownCaller() {
      return Optional.empty(); // no client for IAM
    }

    @Override
    protected Optional<KmsResource.Key> knownKey() {
      return Optional.of(KEY);
    }
  }

  @Nested
  class KeysTest extends KeyDirectoryContract {
    @Override
    protected KeyDirectory directory() {
      return source;
    }

    @Override
    protected Optional<KmsResource.Key> knownKey() {
      return Optional.of(KEY);
    }
  }

  @Nested
  class CallersTest extends CallerSourceContract {
    @Override
    protected CallerSource source() {
      return source;
    }
  }
}
