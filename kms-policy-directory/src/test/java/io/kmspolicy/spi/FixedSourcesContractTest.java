package io.kmspolicy.spi;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Optional;
import org.junit.jupiter.api.Nested;

class FixedSourcesContractTest {

  @Nested
  class UnknownPoliciesTest extends PolicySourceContract {
    @Override
    protected PolicySource source() {
      return PolicySource.unknown();
    }

    @Override
    protected Optional<Caller> knownCaller() {
      return Optional.empty();
    }

    @Override
    protected Optional<KmsResource.Key> knownKey() {
      return Optional.empty();
    }
  }

  @Nested
  class EmptyKeyDirectoryTest extends KeyDirectoryContract {
    @Override
    protected KeyDirectory directory() {
      return KeyDirectory.empty();
    }
  }
}
