package io.kmspolicy.spring;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

/** Starts the interceptor with the settings of an application. */
final class PolicyStarter {

  private static final Logger LOG = LoggerFactory.getLogger(PolicyStarter.class);

  private PolicyStarter() {}

  /**
   * Starts the interceptor. A failure of any kind is logged once and returned, so that it cannot
   * break the application.
   *
   * @throws KmsPolicyStartException if it fails, and the application asks for an exception
   */
  static PolicyStart start(Environment environment) {
    boolean failFast = false;
    try {
      PropertyReader reader = new PropertyReader(environment);
      failFast = reader.isFailFast();
      return started(reader);
    } catch (Throwable e) { // An error of any kind would break the application.
      String problem = e.getMessage() == null ? e.toString() : e.getMessage();
      if (failFast) {
        throw new KmsPolicyStartException(problem, e);
      }
      LOG.error("calls of KMS are not checked, the interceptor did not start: {}", problem);
      return new PolicyStart.Failed(problem);
    }
  }

  private static PolicyStart started(PropertyReader reader) {
    KmsPolicyProperties properties = reader.properties();
    reader.warnings(properties).forEach(LOG::warn);
    if (properties.hasSomethingToDo()) {
      return new PolicyStart.Running(reader.interceptor(properties));
    }
    LOG.info("calls of KMS are not checked: {}", InstalledPolicy.NOTHING_CONFIGURED);
    return new PolicyStart.NotConfigured();
  }
}
