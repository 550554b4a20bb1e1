package io.kmspolicy.spring;

import org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The health of the interceptor in Spring Boot 3. */
@AutoConfiguration(after = KmsPolicyAutoConfiguration.class)
@ConditionalOnClass(
    name = {
      "org.springframework.boot.actuate.health.HealthIndicator",
      "org.springframework.boot.actuate.autoconfigure.health.ConditionalOnEnabledHealthIndicator"
    })
@ConditionalOnBean(InstalledPolicy.class)
@ConditionalOnEnabledHealthIndicator("kmspolicy")
final class Boot3HealthAutoConfiguration {

  /** The name of the bean without its suffix is the name of the component. */
  @Bean
  @ConditionalOnMissingBean(name = "kmspolicyHealthIndicator")
  HealthIndicator kmspolicyHealthIndicator(
      InstalledPolicy policy, ClientBuilderPostProcessor clients) {
    return () -> health(PolicyHealth.of(policy, clients));
  }

  private static Health health(PolicyHealth found) {
    Health.Builder health =
        switch (found.level()) {
          case UP -> Health.up();
          case UNKNOWN -> Health.unknown();
          case DOWN -> Health.down();
        };
    return health.withDetails(found.details()).build();
  }
}
