package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** "It costs nothing": the number of explanations does not grow with the number of calls. */
class CallSampleTest {

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - CallSample.INTERVAL_NANOS);
  private final CallSample sample = new CallSample(now::get);

  private int chosen(int calls, long nanosBetween) {
    int chosen = 0;
    for (int i = 0; i < calls; i++) {
      chosen += sample.choosesNext() ? 1 : 0;
      now.addAndGet(nanosBetween);
    }
    return chosen;
  }

  @Test
  @DisplayName("The first 100 calls are chosen, then one in 100 where calls are rare")
  void choosesNext_rareCalls_choosesOneInAHundred() {
    assertThat(chosen(100, 0)).isEqualTo(100);
    assertThat(chosen(1_000, CallSample.INTERVAL_NANOS / 100)).isEqualTo(10);
  }

  @Test
  @DisplayName("Of a million calls in a second, ten are chosen after the first 100")
  void choosesNext_manyCallsASecond_choosesTenASecond() {
    assertThat(chosen(100, 0)).isEqualTo(100);
    assertThat(chosen(1_000_000, 1_000)).isEqualTo(10);
  }
}
