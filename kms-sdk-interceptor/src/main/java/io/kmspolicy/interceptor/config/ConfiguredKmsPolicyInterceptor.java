package io.kmspolicy.interceptor.config;

import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.log.DecisionLog;
import io.kmspolicy.source.SourceState;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * The interceptor that is configured by system properties, environment variables or a properties
 * file, for registration by class name. All clients of the process share one interceptor, which is
 * created with the first client. If the settings are wrong, an error is logged once and the clients
 * work without the interceptor; the constructor never throws. {@link #closeShared} ends it.
 */
public final class ConfiguredKmsPolicyInterceptor implements ExecutionInterceptor {

  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredKmsPolicyInterceptor.class);

  private static final Shared SHARED = new Shared(() -> Settings.ofTheProcess().made());

  private final @Nullable KmsPolicyInterceptor delegate;

  /** The interceptor of a process, made when it is first asked for. Thread-safe. */
  static final class Shared implements AutoCloseable {

    private final Supplier<ConfiguredInterceptor> settings;
    private boolean begun;
    private @Nullable ConfiguredInterceptor made;

    Shared(Supplier<ConfiguredInterceptor> settings) {
      this.settings = settings;
    }

    /** Null if the settings are wrong, while it is being made by this thread, and once closed. */
    synchronized @Nullable ConfiguredInterceptor made() {
      if (!begun) {
        begun = true;
        made = ConfiguredKmsPolicyInterceptor.made(settings);
      }
      return made;
    }

    @Override
    public synchronized void close() {
      begun = true;
      ConfiguredInterceptor before = made;
      made = null;
      if (before != null) {
        before.close();
      }
    }
  }

  /** The SDK creates an instance for each client. */
  public ConfiguredKmsPolicyInterceptor() {
    // Null for the clients of a live source: they are created while the shared one is.
    this(shared().orElse(null));
  }

  ConfiguredKmsPolicyInterceptor(@Nullable KmsPolicyInterceptor delegate) {
    this.delegate = delegate;
  }

  static @Nullable ConfiguredInterceptor made(Supplier<ConfiguredInterceptor> settings) {
    try {
      return settings.get();
    } catch (Throwable e) { // An error of any kind would break the client that is being made.
      logged(e);
      return null;
    }
  }

  private static void logged(Throwable failure) {
    try {
      String message = failure.getMessage();
      LOG.error(
          "KMS calls are not checked, the settings are wrong: {}",
          message == null ? failure.toString() : message);
    } catch (Throwable second) {
      // The logger fails: nothing can be done about it here.
    }
  }

  /**
   * The interceptor of the process, for metrics, reports and modes; empty if the settings are
   * wrong, and once it is closed.
   */
  public static Optional<KmsPolicyInterceptor> shared() {
    ConfiguredInterceptor made = SHARED.made();
    return made == null ? Optional.empty() : Optional.of(made.interceptor());
  }

  /** The state of its source, for metrics; empty if the source is read once or does not exist. */
  public static Optional<SourceState> sharedSource() {
    ConfiguredInterceptor made = SHARED.made();
    return made == null ? Optional.empty() : made.source();
  }

  /** The log of its decisions, for metrics; empty if there is none. */
  public static Optional<DecisionLog> sharedLog() {
    ConfiguredInterceptor made = SHARED.made();
    return made == null ? Optional.empty() : made.log();
  }

  /**
   * Closes the interceptor of the process with its source, its log, its clients and its threads,
   * such as when a web application is removed. The calls of all clients are sent unchecked from
   * then on, those of clients that are made later included.
   */
  public static void closeShared() {
    SHARED.close();
  }

  @Override
  public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
    if (delegate != null) {
      delegate.beforeExecution(context, attributes);
    }
  }

  @Override
  public void beforeMarshalling(Context.BeforeMarshalling context, ExecutionAttributes attributes) {
    if (delegate != null) {
      delegate.beforeMarshalling(context, attributes);
    }
  }

  @Override
  public void afterMarshalling(Context.AfterMarshalling context, ExecutionAttributes attributes) {
    if (delegate != null) {
      delegate.afterMarshalling(context, attributes);
    }
  }

  @Override
  public void beforeTransmission(
      Context.BeforeTransmission context, ExecutionAttributes attributes) {
    if (delegate != null) {
      delegate.beforeTransmission(context, attributes);
    }
  }

  @Override
  public void afterExecution(Context.AfterExecution context, ExecutionAttributes attributes) {
    if (delegate != null) {
      delegate.afterExecution(context, attributes);
    }
  }

  @Override
  public Throwable modifyException(
      Context.FailedExecution context, ExecutionAttributes attributes) {
    return delegate == null ? context.exception() : delegate.modifyException(context, attributes);
  }

  @Override
  public void onExecutionFailure(Context.FailedExecution context, ExecutionAttributes attributes) {
    if (delegate != null) {
      delegate.onExecutionFailure(context, attributes);
    }
  }
}
