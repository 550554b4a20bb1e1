package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The table of fingerprints counts the questions that were asked recently. */
class RecentFingerprintsTest {

  private final RecentFingerprints recent = new RecentFingerprints();

  @Test
  @DisplayName("A fingerprint is counted from one, zero included")
  void add_again_isCounted() {
    for (int fingerprint : new int[] {0, 7, -1, Integer.MIN_VALUE}) {
      assertThat(recent.add(fingerprint)).isEqualTo(1);
      assertThat(recent.add(fingerprint)).isEqualTo(2);
      assertThat(recent.add(fingerprint)).isEqualTo(3);
    }
  }

  @Test
  @DisplayName("The table is bounded: most of a million fingerprints are forgotten")
  void add_manyOthers_areForgotten() {
    for (int fingerprint = 1; fingerprint <= 1_000_000; fingerprint++) {
      assertThat(recent.add(fingerprint * 31)).isEqualTo(1);
    }
    int seen = 0;
    for (int fingerprint = 1; fingerprint <= 100_000; fingerprint++) {
      seen += recent.add(fingerprint * 31) > 1 ? 1 : 0;
    }
    assertThat(seen).isLessThan(10_000);
  }

  @Test
  @DisplayName("Fingerprints that follow one another are remembered side by side")
  void add_neighbors_areRemembered() {
    for (int fingerprint = 0; fingerprint < 1_000; fingerprint++) {
      recent.add(fingerprint);
    }
    int remembered = 0;
    for (int fingerprint = 0; fingerprint < 1_000; fingerprint++) {
      remembered += recent.add(fingerprint) == 2 ? 1 : 0;
    }
    assertThat(remembered).isGreaterThan(900);
  }
}
