package io.kmspolicy.spring;

import io.kmspolicy.interceptor.config.ConfiguredInterceptor;

/** The result of starting the interceptor with the settings of an application. Immutable. */
sealed interface PolicyStart extends AutoCloseable {

  /** The interceptor runs. */
  record Running(ConfiguredInterceptor configured) implements PolicyStart {
    @Override
    public void close() {
      configured.close();
    }
  }

  /** Nothing is configured: calls of KMS are not checked. */
  record NotConfigured() implements PolicyStart {}

  /**
   * The interceptor did not start: calls of KMS are not checked.
   *
   * @param problem what is wrong, where, and what would be right
   */
  record Failed(String problem) implements PolicyStart {}

  /** Closes what was started. */
  @Override
  default void close() {}
}
