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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
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

  /** A way to fail. */
  enum Fault {
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
    NULL,
    /** The part blocks its thread, and then works. */
    BLOCKS;

    /** The failure; null if this fault throws nothing. */
    Throwable failure() {
      return null;
    }

    /** Fails; returns null if the fault is to return null. */
    <T> T fail(T working) {
      if (this == BLOCKS) {
        try {
          Thread.sleep(200);
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
        return working;
      }
      Throwable failure = failure();
      if (failure != null) {
        FaultMatrixTest.<RuntimeException>sneak(failure);
      }
      return null;
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
              if (fault != Fault.BLOCKS || !neighbor) {
                all.add(Arguments.of(part, fault, mode, async, neighbor));
              }
            }
          }
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

  private static KmsPolicyInterceptor failing(Part part, Fault fault, EnforcementMode mode) {
    InterceptorBuilder builder =
        Fixtures.interceptor(RecordingAuthorizer.answering(FaultMatrixTest::decide)).mode(mode);
    switch (part) {
      case LISTENER -> builder.listener(decision -> fault.fail(""));
      case METRICS -> {}
      case LOG -> builder.listener(decision -> logs(fault));
      case DRIFT_LISTENER -> builder.driftListener(drift -> fault.fail(""));
      case POLICIES -> builder.policies(new FailingPolicies(fault));
      case CALLERS ->
          builder.callers(
              (request, attributes) ->
                  fault.fail(Optional.of((Caller.AccountCaller) Fixtures.CALLER)));
      case FRESHNESS -> builder.freshness(() -> fault.fail(Map.of()), Duration.ofHours(1));
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

  private record FailingPolicies(Fault fault) implements PolicySource {
    @Override
    public PrincipalPolicies principal(Caller caller) {
      return PrincipalPolicies.unknown();
    }

    @Override
    public KeyPolicies key(KmsResource resource, Caller caller) {
      return fault.fail(KeyPolicies.unknown());
    }
  }

  /**
   * Fails, so that something is logged, while the log fails. A log that blocks does so once: a
   * stack trace is hundreds of lines.
   */
  private static void logs(Fault fault) {
    AtomicBoolean blocked = new AtomicBoolean();
    Runnable failure =
        () -> {
          if (fault != Fault.BLOCKS || blocked.compareAndSet(false, true)) {
            fault.fail("");
          }
        };
    System.setErr(
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8) {
          @Override
          public void println(String line) {
            failure.run();
          }

          @Override
          public void write(byte[] bytes, int offset, int length) {
            failure.run();
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
    boolean stopped =
        mode == EnforcementMode.ENFORCE && (fault == Fault.BLOCKS || !NEEDED.contains(part));
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
    if (fault == Fault.BLOCKS && part != Part.LOG) {
      assertThat(own.counts().failures()).isZero();
    } else {
      assertThat(own.counts().failures()).isPositive();
    }
  }
}
