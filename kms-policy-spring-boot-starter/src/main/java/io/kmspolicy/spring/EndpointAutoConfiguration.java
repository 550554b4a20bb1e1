package io.kmspolicy.spring;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The endpoint of the actuator. */
@AutoConfiguration(after = KmsPolicyAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(InstalledPolicy.class)
@ConditionalOnAvailableEndpoint(KmsPolicyEndpoint.class)
final class EndpointAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  KmsPolicyEndpoint kmsPolicyEndpoint(InstalledPolicy policy, ClientBuilderPostProcessor clients) {
    return new KmsPolicyEndpoint(policy, clients);
  }
}
