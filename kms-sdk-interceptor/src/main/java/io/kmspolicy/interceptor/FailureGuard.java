package io.kmspolicy.interceptor;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;

/**
 * The only place where failures of this library, and of what users plug into it, are caught. The
 * call goes out as if the interceptor were not there.
 *
 * <p>Every {@code Throwable} is caught: listeners in Kotlin throw checked exceptions, service
 * loaders throw {@code ServiceConfigurationError}. Each failure is counted, and the first of each
 * class is logged. The first fatal error of the virtual machine of each class is thrown again on a
 * thread of its own after a call has ended, so that the uncaught exception handler of the process
 * receives it. Thread-safe.
 */
final class FailureGuard {

  /** Named for the class that users know; a reference to it would close a cycle of classes. */
  private static final Logger LOG =
      LoggerFactory.getLogger("io.kmspolicy.interceptor.KmsPolicyInterceptor");

  private static final ExecutionAttributes NO_ATTRIBUTES = new ExecutionAttributes();
  private static final int MAX_KINDS = 100;

  private final InterceptorCounts counts;
  private final Consumer<VirtualMachineError> rethrow;
  private final Set<String> kinds = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable VirtualMachineError> fatal = new AtomicReference<>();

  /** Work that may fail. Kept in fields, so that a call makes no object for it. */
  @FunctionalInterface
  interface Step<C, R extends @Nullable Object> {
    R run(C subject, ExecutionAttributes attributes);
  }

  FailureGuard(InterceptorCounts counts) {
    this(counts, FailureGuard::rethrowOnThread);
  }

  FailureGuard(InterceptorCounts counts, Consumer<VirtualMachineError> rethrow) {
    this.counts = counts;
    this.rethrow = rethrow;
  }

  private static void rethrowOnThread(VirtualMachineError error) {
    Thread thread =
        new Thread(
            () -> {
              throw error;
            },
            "kms-policy-fatal-error");
    thread.setDaemon(true);
    thread.start();
  }

  /** The result of a step, or another value if the step fails. Throws nothing. */
  <C, R extends @Nullable Object> R run(
      Step<C, R> step, C subject, ExecutionAttributes attributes, R otherwise) {
    try {
      return step.run(subject, attributes);
    } catch (Throwable failure) {
      note(failure);
      return otherwise;
    }
  }

  /** The result of a supplier, or another value if it fails. Throws nothing. */
  <R> R get(Supplier<R> supplier, R otherwise) {
    return run((subject, attributes) -> subject.get(), supplier, NO_ATTRIBUTES, otherwise);
  }

  /**
   * Gives an exception the stack trace of the caller, as far as memory suffices. Throws nothing.
   */
  void fillInStackTrace(Throwable exception) {
    try {
      var unused = exception.fillInStackTrace();
    } catch (Throwable failure) {
      note(failure);
    }
  }

  private void note(Throwable failure) {
    try {
      if (failure instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      counts.countFailure();
      if (kinds.size() < MAX_KINDS && kinds.add(failure.getClass().getName())) {
        VirtualMachineError error = fatal(failure);
        if (error != null) {
          fatal.compareAndSet(null, error);
        }
        log(failure, error != null);
      }
    } catch (Throwable second) {
      // The logger fails, or memory or stack are exhausted: nothing can be done about it here.
    }
  }

  /** A stack that overflows is unwound here and leaves the virtual machine intact. */
  private static @Nullable VirtualMachineError fatal(Throwable failure) {
    return failure instanceof VirtualMachineError error && !(failure instanceof StackOverflowError)
        ? error
        : null;
  }

  private static void log(Throwable failure, boolean fatal) {
    String message =
        "a KMS call could not be checked and went out; further failures of this kind are only"
            + " counted";
    if (fatal) {
      LOG.error(message, Redacted.of(failure));
    } else {
      LOG.warn(message, Redacted.of(failure));
    }
  }

  /** Hands on a fatal error of the virtual machine; called when a call has ended. */
  void rethrowFatal() {
    VirtualMachineError error = fatal.get();
    if (error != null && fatal.compareAndSet(error, null)) {
      get(
          () -> {
            rethrow.accept(error);
            return "";
          },
          "");
    }
  }

  /** A failure without its message, which may contain values of the request. */
  private static final class Redacted extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final int MAX_CAUSES = 10;

    private Redacted(Throwable failure, @Nullable Throwable cause) {
      super(failure.getClass().getName(), cause);
      setStackTrace(failure.getStackTrace());
    }

    static Redacted of(Throwable failure) {
      return of(failure, MAX_CAUSES);
    }

    private static Redacted of(Throwable failure, int causes) {
      Throwable cause = failure.getCause();
      return new Redacted(failure, cause == null || causes == 0 ? null : of(cause, causes - 1));
    }
  }
}
