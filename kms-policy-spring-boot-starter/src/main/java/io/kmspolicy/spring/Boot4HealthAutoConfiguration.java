package io.kmspolicy.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The health of the interceptor in Spring Boot 4. */
@AutoConfiguration(after = KmsPolicyAutoConfiguration.class)
@ConditionalOnClass(
    name = {
      "org.springframework.boot.health.contributor.HealthIndicator",
      "org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator"
    })
@ConditionalOnBean(InstalledPolicy.class)
@ConditionalOnEnabledHealthIndicator("kmspolicy")
final class Boot4HealthAutoConfiguration {

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
