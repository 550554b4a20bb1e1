package io.kmspolicy.interceptor.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Many callers against changing policies and a service that fails now and then: no call is stopped
 * that must go on, and nothing grows. Three seconds long; {@code -Dkms.policy.soak=PT4M} makes it a
 * real one.
 */
class SoakTest {

  @Test
  void soak_changingPoliciesAndFaults_stopNothingWronglyAndLeakNothing() throws Exception {
    Duration length = Duration.parse(System.getProperty("kms.policy.soak", "PT3S"));
    try (Soak soak = new Soak()) {
      Soak.Figures figures = soak.run(length);
      System.out.println(figures);
      assertThat(figures.wrongStops()).isEmpty();
      assertThat(figures.missedStops()).isEmpty();
      assertThat(figures.failures()).isZero();
      assertThat(figures.stopped()).isPositive();
      assertThat(figures.faults()).isPositive();
      assertThat(figures.heapGrowthBytes()).isLessThan(16L << 20);
      // A layer's thread comes and goes with its loads; there are two layers.
      assertThat(figures.threadGrowth()).isLessThanOrEqualTo(2);
    }
  }
}
