package io.kmspolicy.spring;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/** The meters of the interceptor. */
@AutoConfiguration(after = KmsPolicyAutoConfiguration.class)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(InstalledPolicy.class)
final class MetersAutoConfiguration {

  @Bean(destroyMethod = "close")
  @Lazy(false)
  PolicyMeters kmsPolicyMeters(InstalledPolicy policy, ObjectProvider<MeterRegistry> registries) {
    return new PolicyMeters(policy, registries);
  }
}
