package io.kmspolicy.spring;

import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.source.SourceState;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.core.env.Environment;
import software.amazon.awssdk.services.kms.KmsAsyncClient;
import software.amazon.awssdk.services.kms.KmsAsyncClientBuilder;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;

/**
 * Makes the interceptor of the settings {@code kms.policy.*} and adds it to the client builders of
 * KMS that are beans. An application may define a bean of the type {@link KmsPolicyInterceptor}
 * itself; it takes the place of the settings.
 *
 * <pre>{@code
 * @Bean
 * KmsClient kms(KmsClientBuilder builder) {
 *   return builder.build();
 * }
 * }</pre>
 *
 * <p>The interceptor decides on the threads of the calls; the beans are safe for use by many
 * threads, except the builders, of which each injection point gets its own.
 */
@AutoConfiguration
@ConditionalOnProperty(prefix = KmsPolicyProperties.PREFIX, name = "enabled", matchIfMissing = true)
@ImportRuntimeHints(CatalogueHints.class)
public final class KmsPolicyAutoConfiguration {

  KmsPolicyAutoConfiguration() {}

  @Bean
  InstalledPolicy kmsPolicy(
      ObjectProvider<PolicyStart> start,
      ObjectProvider<KmsPolicyInterceptor> interceptors,
      ObjectProvider<SourceState> sources,
      Environment environment) {
    return new InstalledPolicy(
        start, interceptors, sources, new PropertyReader(environment).isFailFast());
  }

  /** Not lazy: it is about the start of the application. */
  @Bean
  @Lazy(false)
  PolicyReadiness kmsPolicyReadiness(InstalledPolicy policy, Environment environment) {
    return new PolicyReadiness(policy, environment);
  }

  /** Static, since post-processors are made before the configurations of other beans. */
  @Bean
  static ClientBuilderPostProcessor kmsPolicyClientBuilderPostProcessor(
      ObjectProvider<InstalledPolicy> policy) {
    return new ClientBuilderPostProcessor(policy);
  }

  /** A builder with the defaults of the SDK. */
  @Bean
  @Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
  @ConditionalOnMissingBean
  KmsClientBuilder kmsClientBuilder() {
    return KmsClient.builder();
  }

  /** A builder with the defaults of the SDK. */
  @Bean
  @Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
  @ConditionalOnMissingBean
  KmsAsyncClientBuilder kmsAsyncClientBuilder() {
    return KmsAsyncClient.builder();
  }

  /** The interceptor of the settings, unless the application defines one. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnMissingBean(KmsPolicyInterceptor.class)
  static class Configured {

    /** Not lazy: {@code kms.policy.fail-fast} is about the start of the application. */
    @Bean(destroyMethod = "close")
    @Lazy(false)
    PolicyStart kmsPolicyStart(Environment environment) {
      return PolicyStarter.start(environment);
    }

    /** No bean if the interceptor does not run. Its start closes it. */
    @Bean(destroyMethod = "")
    @Nullable KmsPolicyInterceptor kmsPolicyInterceptor(PolicyStart start) {
      return start instanceof PolicyStart.Running running
          ? running.configured().interceptor()
          : null;
    }
  }
}
