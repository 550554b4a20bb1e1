package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class LibraryCheckTest {

  @Test
  void run_librariesOfTheBuild_areNewEnough() {
    assertThatCode(LibraryCheck::run).doesNotThrowAnyException();
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
