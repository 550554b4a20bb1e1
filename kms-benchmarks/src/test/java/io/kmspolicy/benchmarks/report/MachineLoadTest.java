package io.kmspolicy.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class MachineLoadTest {

  /** The fields are user, nice, system, idle, iowait, irq, softirq, steal. */
  @Test
  void between_counters_givesShares() {
    long[] before = {100, 0, 50, 1_000, 10, 0, 0, 5};
    long[] after = {104, 0, 52, 1_088, 12, 0, 0, 9};

    assertThat(MachineLoad.Sample.between(before, after))
        .hasValue(new MachineLoad.Sample(0.06, 0.04));
  }

  @Test
  void between_noTimePassed_isUnknown() {
    long[] same = {100, 0, 50, 1_000, 10, 0, 0, 5};

    assertThat(MachineLoad.Sample.between(same, same)).isEmpty();
  }

  @Test
  void isQuiet_noSample_isUnknown() {
    assertThat(new MachineLoad().isQuiet()).isEmpty();
    assertThat(new MachineLoad().text()).isEqualTo("not known on this system");
  }

  @Test
  void sample_thisMachine_hasSharesWhereTheSystemReportsThem() throws IOException {
    MachineLoad load = new MachineLoad();
    load.sample();

    assertThat(load.text())
        .matches("not known on this system|1 samples between .* % stolen; (quiet|busy)");
  }
}
