package io.kmspolicy.source;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The thread that finds the loads that are due must not end: values would grow old unnoticed. */
class RefresherTest {

  @Test
  @DisplayName("The ticks go on where a task fails and the log fails, too")
  void tick_taskAndLogFail_goesOn() {
    PrintStream before = System.err;
    AtomicInteger ticks = new AtomicInteger();
    try (Refresher refresher = new Refresher()) {
      System.setErr(
          new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8) {
            @Override
            public void println(String line) {
              throw new IllegalStateException("the log fails");
            }
          });
      refresher.atEachTick(
          () -> {
            ticks.incrementAndGet();
            throw new AssertionError("a task fails");
          });
      refresher.start(Duration.ofMillis(5));
      Eventually.isTrue("a second tick", () -> ticks.get() > 1);
    } finally {
      System.setErr(before);
    }
  }
}
