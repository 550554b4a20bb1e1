package io.kmspolicy.spring;

import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.model.text.Quoting;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.Environment;

/**
 * Gets the interceptor ready before the application is: the first calls wait neither for classes
 * nor for policies. Starts before the parts of the application that serve requests.
 */
final class PolicyReadiness implements SmartLifecycle {

  private static final Logger LOG = LoggerFactory.getLogger(PolicyReadiness.class);

  private final InstalledPolicy policy;
  private final Environment environment;
  private volatile boolean running;

  PolicyReadiness(InstalledPolicy policy, Environment environment) {
    this.policy = policy;
    this.environment = environment;
  }

  @Override
  public int getPhase() {
    return Integer.MIN_VALUE;
  }

  /**
   * Warms up and waits.
   *
   * @throws KmsPolicyStartException if the directory is not read in time, and the application asks
   *     for an exception
   */
  @Override
  public void start() {
    try {
      policy.interceptor().ifPresent(this::makeReady);
    } catch (KmsPolicyStartException e) {
      throw e;
    } catch (Throwable e) { // An error of any kind would break the application.
      LOG.warn("the interceptor is not warm: {}", Quoting.oneLine(e.toString()));
    }
    running = true;
  }

  private void makeReady(KmsPolicyInterceptor interceptor) {
    KmsPolicyProperties properties = new PropertyReader(environment).properties();
    long start = System.nanoTime();
    if (properties.warmUp()) {
      interceptor.warmUp();
    }
    Duration longest = properties.await();
    if (longest.isZero() || longest.isNegative()) {
      return;
    }
    try {
      if (!interceptor.awaitLoaded(longest.minusNanos(System.nanoTime() - start))) {
        report(longest, properties.failFast());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void report(Duration longest, boolean failFast) {
    String unread = policy.neverLoaded().orElse("");
    if (failFast && !unread.isEmpty()) {
      throw new KmsPolicyStartException(unread + ", after " + longest + " (`kms.policy.await`)");
    }
    LOG.warn(
        "the policies are not loaded after {} (`kms.policy.await`); calls that they would decide"
            + " are sent until they are{}",
        longest,
        unread.isEmpty() ? "" : ": " + unread);
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
