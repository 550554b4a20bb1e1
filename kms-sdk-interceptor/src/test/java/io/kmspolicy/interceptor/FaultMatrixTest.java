package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.source.Eventually;
import io.kmspolicy.spi.PolicySource;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.kms.model.EncryptRequest;

/** Whatever fails inside of the interceptor or of what is plugged into it, the call goes out. */
@Isolated // It replaces the error stream and the handler of uncaught exceptions.
class FaultMatrixTest {

  private static final EncryptRequest ALLOWED =
      EncryptRequest.builder().keyId(Fixtures.KEY_ARN).plaintext(Fixtures.BYTES).build();
  private static final EncryptRequest DENIED =
      EncryptRequest.builder().keyId(Fixtures.OTHER_ARN).plaintext(Fixtures.BYTES).build();

  private final InMemoryKms kms = new InMemoryKms();
  private final PrintStream errorStream = System.err;
  private final Thread.UncaughtExceptionHandler uncaught =
      Thread.getDefaultUncaughtExceptionHandler();

  /** A part that fails. */
  enum Part {
    LISTENER,
    METRICS,
    LOG,
    DRIFT_LISTENER,
    POLICIES,
    CALLERS,
    FRESHNESS
  }

  /** The parts without which a call cannot be decided, or not be stopped. */
  private static final Set<Part> NEEDED = EnumSet.of(Part.POLICIES, Part.CALLERS, Part.FRESHNESS);

  /** What a part does in place of its work. */
  interface Failure {

    /** Fails, or returns a value: the given one, which is right, or null. */
    <T> T fail(T working);
  }

  /** A way to fail. */
  enum Fault implements Failure {
    CHECKED {
      @Override
      Throwable failure() {
        return new IOException("on purpose");
      }
    },
    RUNTIME {
      @Override
      Throwable failure() {
        return new IllegalStateException("on purpose");
      }
    },
    LINKAGE {
      @Override
      Throwable failure() {
        return new NoSuchMethodError("on purpose");
      }
    },
    SERVICE_CONFIGURATION {
      @Override
      Throwable failure() {
        return new ServiceConfigurationError("on purpose");
      }
    },
    STACK_OVERFLOW {
      @Override
      Throwable failure() {
        return new StackOverflowError("on purpose");
      }
    },
    OUT_OF_MEMORY {
      @Override
      Throwable failure() {
        return new OutOfMemoryError("on purpose");
      }
    },
    INTERNAL {
      @Override
      Throwable failure() {
        return new InternalError("on purpose");
      }
    },
    /** The part returns null. */
    NULL;

    /** The failure; null if this fault throws nothing. */
    Throwable failure() {
      return null;
    }

    @Override
    public <T> T fail(T working) {
      Throwable failure = failure();
      if (failure != null) {
        FaultMatrixTest.<RuntimeException>sneak(failure);
      }
      return null;
    }
  }

  /** Blocks the first thread that comes until it is opened, and then works. */
  private static final class Gate implements Failure {

    private final AtomicBoolean first = new AtomicBoolean(true);
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);

    @Override
    public <T> T fail(T working) {
      if (first.compareAndSet(true, false)) {
        reached.countDown();
        await(opened);
      }
      return working;
    }

    static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Throws without a declaration, as Kotlin and Lombok do. */
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void sneak(Throwable failure) throws T {
    throw (T) failure;
  }

  static Stream<Arguments> matrix() {
    List<Arguments> all = new ArrayList<>();
    for (Part part : Part.values()) {
      for (Fault fault : Fault.values()) {
        if (fault == Fault.NULL && !NEEDED.contains(part)) {
          continue; // It returns nothing.
        }
        for (EnforcementMode mode : EnforcementMode.values()) {
          for (boolean async : new boolean[] {false, true}) {
            for (boolean neighbor : new boolean[] {false, true}) {
              all.add(Arguments.of(part, fault, mode, async, neighbor));
            }
          }
        }
      }
    }
    return all.stream();
  }

  static Stream<Arguments> blocks() {
    List<Arguments> all = new ArrayList<>();
    for (Part part : Part.values()) {
      for (EnforcementMode mode : EnforcementMode.values()) {
        for (boolean async : new boolean[] {false, true}) {
          all.add(Arguments.of(part, mode, async));
        }
      }
    }
    return all.stream();
  }

  @BeforeEach
  void silence() {
    System.setErr(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {});
  }

  @AfterEach
  void restore() {
    System.setErr(errorStream);
    Thread.setDefaultUncaughtExceptionHandler(uncaught);
  }

  private static Decision decide(AuthorizationRequest request) {
    return request.resource().arn().equals(Fixtures.KEY_ARN)
        ? Decision.ALLOWED
        : Decision.EXPLICIT_DENY;
  }

  private static KmsPolicyInterceptor failing(Part part, Failure fault, EnforcementMode mode) {
    InterceptorBuilder builder =
        Fixtures.interceptor(RecordingAuthorizer.answering(FaultMatrixTest::decide)).mode(mode);
    switch (part) {
      case LISTENER -> builder.listener(decision -> fault.fail(""));
      case METRICS -> {}
      case LOG -> builder.listener(decision -> logs(fault));
      case DRIFT_LISTENER -> builder.driftListener(drift -> fault.fail(""));
      case POLICIES -> builder.source(new FailingPolicies(fault));
      case CALLERS ->
          builder.callers(
              (request, attributes) ->
                  fault.fail(Optional.of((Caller.AccountCaller) Fixtures.CALLER)));
      case FRESHNESS -> builder.ages(() -> fault.fail(Map.of())).maximumAge(Duration.ofHours(1));
    }
    KmsPolicyInterceptor interceptor = builder.build();
    if (part == Part.METRICS) {
      SimpleMeterRegistry registry = new SimpleMeterRegistry();
      new KmsPolicyMetrics(interceptor).bindTo(registry);
      registry
          .config()
          .meterFilter(
              new MeterFilter() {
                @Override
                public MeterFilterReply accept(Meter.Id id) {
                  return fault.fail(MeterFilterReply.NEUTRAL);
                }
              });
    }
    return interceptor;
  }

  private record FailingPolicies(Failure fault) implements PolicySource {
    @Override
    public PrincipalPolicies principal(Caller caller) {
      return PrincipalPolicies.unknown();
    }

    @Override
    public KeyPolicies key(KmsResource resource, Caller caller) {
      return fault.fail(KeyPolicies.unknown());
    }
  }

  /** Fails, so that something is logged, while the log fails. */
  private static void logs(Failure fault) {
    System.setErr(
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8) {
          @Override
          public void println(String line) {
            fault.fail("");
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            fault.fail("");
          }
        });
    throw new IllegalStateException("on purpose");
  }

  private Throwable call(
      KmsPolicyInterceptor own, EncryptRequest request, boolean async, boolean neighbor) {
    ChangedRequestsTest.Neighbor other =
        new ChangedRequestsTest.Neighbor(ChangedRequestsTest.Change.COPY);
    return ClientCall.encrypt(kms, request, async, neighbor ? List.of(own, other) : List.of(own));
  }

  @ParameterizedTest(name = "{0} {1} {2}, async {3}, neighbor {4}")
  @MethodSource("matrix")
  @DisplayName("A call fails only where it is denied, whatever fails here")
  void fault_everywhere_failsNoCall(
      Part part, Fault fault, EnforcementMode mode, boolean async, boolean neighbor) {
    KmsPolicyInterceptor own = failing(part, fault, mode);
    assertThat(call(own, ALLOWED, async, neighbor)).isNull();
    assertThat(kms.bodies).hasSize(1);
    Throwable denied = call(own, DENIED, async, neighbor);
    boolean stopped = mode == EnforcementMode.ENFORCE && !NEEDED.contains(part);
    if (stopped) {
      assertThat(denied).isInstanceOf(KmsAccessDeniedException.class);
      assertThat(denied.getMessage()).contains(Fixtures.OTHER_ARN);
    } else {
      assertThat(denied).isNull();
    }
    assertThat(kms.bodies).hasSize(stopped ? 1 : 2);
    kms.errorCode = "AccessDeniedException";
    assertThat(call(own, ALLOWED, async, neighbor))
        .isNotNull()
        .isNotInstanceOf(KmsAccessDeniedException.class)
        .hasMessageContaining("Service: Kms");
    // The drift listener runs on the thread of explanations.
    Eventually.isTrue("a failure", () -> own.counts().failures() > 0);
  }

  @ParameterizedTest(name = "{0} {1}, async {2}")
  @MethodSource("blocks")
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @DisplayName("A part that blocks delays the call that uses it, however long, and no other call")
  void block_duringOneCall_delaysNoOther(Part part, EnforcementMode mode, boolean async) {
    Gate gate = new Gate();
    KmsPolicyInterceptor own = failing(part, gate, mode);
    boolean drift = part == Part.DRIFT_LISTENER;
    kms.errorCode = drift ? "AccessDeniedException" : "";
    CompletableFuture<Throwable> blocked = new CompletableFuture<>();
    new Thread(() -> blocked.complete(call(own, drift ? ALLOWED : DENIED, async, false))).start();
    try {
      Gate.await(gate.reached);
      kms.errorCode = "";
      if (part != Part.METRICS) { // Micrometer holds the lock of its registry meanwhile.
        assertThat(call(own, ALLOWED, async, false)).isNull();
      }
      if (part != Part.METRICS && part != Part.LOG) { // The call may have to be logged.
        assertDenied(mode, call(own, DENIED, async, false));
      }
      if (drift) { // It blocks the thread of explanations, and no call.
        assertThat(blocked.join()).hasMessageContaining("Service: Kms");
      } else {
        assertThat(blocked).isNotDone();
      }
    } finally {
      gate.opened.countDown();
    }
    if (!drift) {
      assertDenied(mode, blocked.join());
    }
  }

  private static void assertDenied(EnforcementMode mode, Throwable thrown) {
    if (mode == EnforcementMode.ENFORCE) {
      assertThat(thrown).isInstanceOf(KmsAccessDeniedException.class);
    } else {
      assertThat(thrown).isNull();
    }
  }
}
