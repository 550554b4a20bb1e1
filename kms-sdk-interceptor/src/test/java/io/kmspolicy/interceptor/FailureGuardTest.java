package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.interceptor.FailureGuard.Step;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;

@Isolated // It replaces the error stream, to which the log is written.
class FailureGuardTest {

  private final PrintStream before = System.err;
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private final InterceptorCounts counts = new InterceptorCounts();
  private final List<VirtualMachineError> rethrown = new ArrayList<>();
  private final FailureGuard guard = new FailureGuard(counts, rethrown::add);

  @BeforeEach
  void capture() {
    System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void restore() {
    System.setErr(before);
  }

  private static String fail(Supplier<? extends Throwable> failure) {
    FailureGuardTest.<RuntimeException>sneak(failure.get());
    return "";
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable failure) throws T {
    throw (T) failure;
  }

  private int logs(String text) {
    return logged.toString(StandardCharsets.UTF_8).split(text, -1).length - 1;
  }

  @Test
  void run_step_returnsItsResultOrTheOther() {
    Step<String, Integer> length = (text, attributes) -> text.length();
    ExecutionAttributes attributes = new ExecutionAttributes();
    assertThat(guard.run(length, "four", attributes, -1)).isEqualTo(4);
    assertThat(guard.run(length, null, attributes, -1)).isEqualTo(-1);
    assertThat(counts.failures()).isOne();
  }

  @Test
  void failures_ofTwoKinds_areCountedAllAndLoggedOnceEach() {
    for (int i = 0; i < 3; i++) {
      assertThat(guard.get(() -> fail(IllegalStateException::new), "other")).isEqualTo("other");
      assertThat(guard.get(() -> fail(java.io.IOException::new), "other")).isEqualTo("other");
    }
    assertThat(counts.failures()).isEqualTo(6);
    assertThat(logs("WARN")).isEqualTo(2);
    assertThat(logs("java.lang.IllegalStateException")).isOne();
    assertThat(logs("java.io.IOException")).isOne();
  }

  @Test
  void fatalErrors_areLoggedAsErrorsAndRethrownOnceACallHasEnded() {
    OutOfMemoryError memory = new OutOfMemoryError();
    var unused = guard.get(() -> fail(() -> memory), "");
    var unusedAgain = guard.get(() -> fail(OutOfMemoryError::new), "");
    assertThat(rethrown).isEmpty();
    guard.rethrowFatal();
    guard.rethrowFatal();
    assertThat(rethrown).containsExactly(memory);
    assertThat(logs("ERROR")).isOne();
  }

  @Test
  void stackOverflow_isNotFatal() {
    var unused = guard.get(() -> fail(StackOverflowError::new), "");
    guard.rethrowFatal();
    assertThat(rethrown).isEmpty();
  }

  @Test
  void interrupt_isRestored() {
    var unused = guard.get(() -> fail(InterruptedException::new), "");
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void causesInACircle_endTheLoggedText() {
    IllegalStateException first = new IllegalStateException();
    first.initCause(new IllegalArgumentException(first));
    var unused = guard.get(() -> fail(() -> first), "");
    assertThat(logs("java.lang.IllegalArgumentException")).isBetween(1, 10);
  }

  @Test
  void rethrow_thatFails_failsNoCall() {
    FailureGuard failing =
        new FailureGuard(
            counts,
            error -> {
              throw new OutOfMemoryError("unable to create native thread");
            });
    var unused = failing.get(() -> fail(InternalError::new), "");
    failing.rethrowFatal();
    assertThat(counts.failures()).isEqualTo(2);
  }
}
