package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.spi.PolicySource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LibraryCheckTest {

  /**
   * The library of the class path that is too old, such as {@code Jackson 2.15}; empty if none is.
   */
  private static final String TOO_OLD = System.getProperty("kms.policy.too-old", "");

  @Test
  @DisplayName("An interceptor is built, or the message names the library that is too old")
  void build_librariesOfTheClassPath_areNewEnoughOrNamed() {
    InterceptorBuilder builder =
        KmsPolicyInterceptor.builder()
            .caller(Caller.parse("arn:aws:iam::111122223333:user/app"))
            .source(PolicySource.unknown());
    if (TOO_OLD.isEmpty()) {
      assertThatCode(builder::build).doesNotThrowAnyException();
    } else {
      assertThatIllegalStateException()
          .isThrownBy(builder::build)
          .withMessageStartingWith(
              "the version on the class path is too old: the interceptor needs "
                  + TOO_OLD
                  + " or later (");
    }
  }

  @Test
  void check_methodThatIsMissing_namesTheLibraryAndTheOldestVersion() {
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                LibraryCheck.check(
                    "Jackson 2.15",
                    () -> {
                      throw new NoSuchMethodError("StreamReadConstraints.builder()");
                    }))
        .withMessage(
            "the version on the class path is too old: the interceptor needs Jackson 2.15 or later"
                + " (java.lang.NoSuchMethodError: StreamReadConstraints.builder())");
  }
}
