package io.kmspolicy.interceptor.spi;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.interceptor.Fixtures;
import io.kmspolicy.model.request.Caller;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.regions.Region;

class CallerSourceContractTest {

  private static final Caller.AccountCaller CALLER = (Caller.AccountCaller) Fixtures.CALLER;

  private static CallerSourceContract contractOf(CallerSource source) {
    return new CallerSourceContract() {
      @Override
      protected CallerSource source() {
        return source;
      }
    };
  }

  @Nested
  class FixedTest extends CallerSourceContract {
    @Override
    protected CallerSource source() {
      return CallerSource.fixed(CALLER);
    }

    @Override
    protected Optional<ExecutionAttributes> knownCall() {
      return Optional.of(Fixtures.attributes("ListKeys", Region.US_WEST_2));
    }
  }

  @Test
  void callerOf_anyCredentialsTakenForOneCaller_fails() {
    CallerSourceContract contract = contractOf((request, attributes) -> Optional.of(CALLER));
    assertThatThrownBy(contract::callerOf_requestWithCredentialsOfItsOwn_isNotKnown)
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void tagsOf_noTagsInPlaceOfUnknown_fails() {
    CallerSourceContract contract =
        contractOf(
            new CallerSource() {
              @Override
              public Optional<Caller.AccountCaller> callerOf(
                  SdkRequest request, ExecutionAttributes attributes) {
                return Optional.empty();
              }

              @Override
              public Optional<Map<String, String>> tagsOf(Caller.AccountCaller caller) {
                return Optional.of(Map.of());
              }
            });
    assertThatThrownBy(contract::tagsOf_stranger_areNotKnown).isInstanceOf(AssertionError.class);
  }
}
