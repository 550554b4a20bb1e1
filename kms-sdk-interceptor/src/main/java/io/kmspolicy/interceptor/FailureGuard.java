package io.kmspolicy.interceptor;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what goes wrong in the interceptor from the call: counts it, and logs the first. */
final class FailureGuard {

  private static final Logger LOG = LoggerFactory.getLogger(KmsPolicyInterceptor.class);

  private final InterceptorCounts counts;
  private final AtomicBoolean logged = new AtomicBoolean();

  FailureGuard(InterceptorCounts counts) {
    this.counts = counts;
  }

  /** Does something that may fail. */
  void contain(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
      note(e);
    }
  }

  void note(Throwable failure) {
    counts.countFailure();
    if (logged.compareAndSet(false, true)) {
      LOG.warn(
          "a KMS call could not be checked; further failures are only counted",
          new Unquoted(failure));
    }
  }

  /** A failure as logs may show it: a message may hold values of the request. */
  private static final class Unquoted extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Unquoted(Throwable failure) {
      super(
          failure.getClass().getName(),
          failure.getCause() == null ? null : new Unquoted(failure.getCause()));
      setStackTrace(failure.getStackTrace());
    }
  }
}
