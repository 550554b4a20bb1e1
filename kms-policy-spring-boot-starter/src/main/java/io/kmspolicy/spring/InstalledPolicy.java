package io.kmspolicy.spring;

import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.config.ConfiguredInterceptor;
import io.kmspolicy.interceptor.log.DecisionLog;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.source.SourceState;
import io.kmspolicy.source.SourceStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The interceptor of an application as the other beans see it: the one that its settings describe,
 * or the bean that the application defines in its place. Nothing is asked for before it is needed,
 * so that no bean is created early. Thread-safe.
 */
final class InstalledPolicy {

  static final String NOTHING_CONFIGURED =
      "no policies are configured; set `kms.policy.directory`, `kms.policy.class-path` or"
          + " `kms.policy.aws`";

  private static final Logger LOG = LoggerFactory.getLogger(InstalledPolicy.class);

  private final ObjectProvider<PolicyStart> start;
  private final ObjectProvider<KmsPolicyInterceptor> interceptors;
  private final ObjectProvider<SourceState> sources;
  private final boolean failFast;
  private final AtomicBoolean isLogged = new AtomicBoolean();

  InstalledPolicy(
      ObjectProvider<PolicyStart> start,
      ObjectProvider<KmsPolicyInterceptor> interceptors,
      ObjectProvider<SourceState> sources,
      boolean failFast) {
    this.failFast = failFast;
    this.start = start;
    this.interceptors = interceptors;
    this.sources = sources;
  }

  /** What became of the interceptor. */
  enum State {
    RUNNING,
    NOT_CONFIGURED,
    FAILED
  }

  /** What became of the interceptor. */
  State state() {
    if (interceptor().isPresent()) {
      return State.RUNNING;
    }
    return start.getIfAvailable() instanceof PolicyStart.NotConfigured
        ? State.NOT_CONFIGURED
        : State.FAILED;
  }

  /** Why calls are not checked; empty if they are. */
  String problem() {
    if (interceptor().isPresent()) {
      return "";
    }
    PolicyStart started = start.getIfAvailable();
    if (started instanceof PolicyStart.Failed failed) {
      return failed.problem();
    }
    return started instanceof PolicyStart.NotConfigured
        ? NOTHING_CONFIGURED
        : "no bean of the type KmsPolicyInterceptor can be used: there are several and none is"
            + " primary, or it is being created";
  }

  /**
   * The interceptor; empty if none runs. A bean that cannot be created, or is being created, counts
   * as none: the interceptor must not break the client that asks for it.
   */
  Optional<KmsPolicyInterceptor> interceptor() {
    try {
      return Optional.ofNullable(interceptors.getIfUnique());
    } catch (BeansException e) {
      if (!isLogged.getAndSet(true)) {
        LOG.warn("calls of KMS are not checked: {}", Quoting.oneLine(e.toString()));
      }
      return Optional.empty();
    }
  }

  /** The sources of policies whose state is known. */
  List<SourceState> sources() {
    List<SourceState> all = new ArrayList<>();
    configured().flatMap(ConfiguredInterceptor::source).ifPresent(all::add);
    sources.stream().filter(one -> !all.contains(one)).forEach(all::add);
    return all;
  }

  /** Whether a failure of the interceptor is one of the application. */
  boolean isFailFast() {
    return failFast;
  }

  /** Why the policy directory was never read; empty if it was, or if there is none. */
  Optional<String> neverLoaded() {
    return sources().stream()
        .flatMap(source -> source.statuses().stream())
        .filter(status -> status.condition() == SourceStatus.Condition.NEVER_LOADED)
        .map(
            status ->
                "the policy directory was never read"
                    + (status.reason().isEmpty() ? "" : ": " + status.reason()))
        .findFirst();
  }

  /** The log of decisions. */
  Optional<DecisionLog> log() {
    return configured().flatMap(ConfiguredInterceptor::log);
  }

  private Optional<ConfiguredInterceptor> configured() {
    return Stream.ofNullable(start.getIfAvailable())
        .filter(PolicyStart.Running.class::isInstance)
        .map(running -> ((PolicyStart.Running) running).configured())
        .findAny();
  }
}
