package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.directory.PolicyDirectory;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MaximumAgeTest {

  @TempDir private Path root;

  @Test
  void longest_directoryReadOnce_neverStopsEnforcingUnlessAnAgeIsSet() {
    PolicyDirectory directory = PolicyDirectory.load(root);
    assertThat(KmsPolicyInterceptor.builder().directory(directory).longest())
        .isGreaterThan(Duration.ofDays(36_500));
    assertThat(
            KmsPolicyInterceptor.builder()
                .directory(directory)
                .maximumAge(Duration.ofDays(1))
                .longest())
        .isEqualTo(Duration.ofDays(1));
    assertThat(KmsPolicyInterceptor.builder().longest()).isEqualTo(Duration.ofHours(1));
  }
}
