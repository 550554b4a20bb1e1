package io.kmspolicy.spring;

import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * The endpoint {@code kmspolicy} of the actuator: shows the state of the interceptor and switches
 * its modes. Thread-safe.
 *
 * <pre>
 * GET  /actuator/kmspolicy
 * POST /actuator/kmspolicy          {"mode": "observe"}
 * POST /actuator/kmspolicy/Decrypt  {"mode": "enforce"}
 * </pre>
 */
@Endpoint(id = "kmspolicy")
public final class KmsPolicyEndpoint {

  private static final Logger LOG = LoggerFactory.getLogger(KmsPolicyEndpoint.class);

  private final InstalledPolicy policy;
  private final ClientBuilderPostProcessor clients;

  KmsPolicyEndpoint(InstalledPolicy policy, ClientBuilderPostProcessor clients) {
    this.policy = policy;
    this.clients = clients;
  }

  /** The state of the interceptor: modes, ages of the sources, drift, and stopped calls. */
  @ReadOperation
  public KmsPolicyReport report() {
    return policy
        .interceptor()
        .map(
            interceptor ->
                KmsPolicyReport.of(
                    interceptor, policy.sources(), clients.uncheckedClients(interceptor)))
        .orElseGet(() -> KmsPolicyReport.without(policy));
  }

  /**
   * Switches the mode of all operations, those with a mode of their own included.
   *
   * @return the modes after it
   * @throws InvalidEndpointRequestException if no interceptor runs
   */
  @WriteOperation
  public KmsPolicyReport.Modes switchMode(EnforcementMode mode) {
    KmsPolicyInterceptor interceptor = running();
    interceptor.switchMode(mode);
    LOG.info("the mode of all operations is now {}", KmsPolicyReport.text(mode));
    return KmsPolicyReport.Modes.of(interceptor);
  }

  /**
   * Switches the mode of one operation.
   *
   * @param operation such as {@code Decrypt}
   * @return the modes after it
   * @throws InvalidEndpointRequestException if KMS has no such operation, or no interceptor runs
   */
  @WriteOperation
  public KmsPolicyReport.Modes switchModeOf(@Selector String operation, EnforcementMode mode) {
    KmsPolicyInterceptor interceptor = running();
    try {
      interceptor.switchMode(operation, mode);
    } catch (IllegalArgumentException e) {
      throw refused(e.getMessage());
    }
    LOG.info("the mode of {} is now {}", operation, KmsPolicyReport.text(mode));
    return KmsPolicyReport.Modes.of(interceptor);
  }

  private KmsPolicyInterceptor running() {
    return policy.interceptor().orElseThrow(() -> refused(policy.problem()));
  }

  private static InvalidEndpointRequestException refused(@Nullable String reason) {
    String text = String.valueOf(reason);
    return new InvalidEndpointRequestException(text, text);
  }
}
