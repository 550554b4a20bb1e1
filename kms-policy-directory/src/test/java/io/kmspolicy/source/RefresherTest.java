package io.kmspolicy.source;

import java.io.ByteArrayOutputStream;
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
  @DisplayName("A task that fails is logged with its stack trace")
  void tick_taskFails_isLogged() {
    PrintStream before = System.err;
    ByteArrayOutputStream logged = new ByteArrayOutputStream();
    try (Refresher refresher = new Refresher()) {
      System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
      refresher.atEachTick(
          () -> {
            throw new IllegalStateException("a task fails");
          });
      refresher.start(Duration.ofSeconds(1));
      for (String sign :
          OperationsTable.signs(OperationsTable.seen("a task that loads policies failed"))) {
        Eventually.isTrue(sign, () -> logged.toString(StandardCharsets.UTF_8).contains(sign));
      }
      Eventually.isTrue(
          "the stack trace",
          () ->
              logged.toString(StandardCharsets.UTF_8).contains("at io.kmspolicy.source.Refresher"));
    } finally {
      System.setErr(before);
    }
  }

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
