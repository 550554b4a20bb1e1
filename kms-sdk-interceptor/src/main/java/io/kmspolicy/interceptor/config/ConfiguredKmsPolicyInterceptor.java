package io.kmspolicy.interceptor.config;

import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.config.Settings.Made;
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
 * work without the interceptor; the constructor never throws.
 */
public final class ConfiguredKmsPolicyInterceptor implements ExecutionInterceptor {

  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredKmsPolicyInterceptor.class);

  private final @Nullable KmsPolicyInterceptor delegate;

  /** The interceptor of the process. */
  private static final class Shared {
    static final @Nullable Made MADE = made(() -> Settings.ofTheProcess().made());
  }

  /** The SDK creates an instance for each client. */
  public ConfiguredKmsPolicyInterceptor() {
    // Null for the clients of a live source: they are created while the shared one is.
    this(shared().orElse(null));
  }

  ConfiguredKmsPolicyInterceptor(@Nullable KmsPolicyInterceptor delegate) {
    this.delegate = delegate;
  }

  static @Nullable Made made(Supplier<Made> settings) {
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

  /** The interceptor of the process, for metrics and reports; empty if the settings are wrong. */
  public static Optional<KmsPolicyInterceptor> shared() {
    Made made = Shared.MADE;
    return made == null ? Optional.empty() : Optional.of(made.interceptor());
  }

  /** The state of its source, for metrics; empty if the source is read once or does not exist. */
  public static Optional<SourceState> sharedSource() {
    Made made = Shared.MADE;
    return made == null ? Optional.empty() : Optional.ofNullable(made.source());
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
