package io.kmspolicy.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.KmsPolicyMetrics;
import io.kmspolicy.interceptor.config.ConfiguredInterceptor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The meters in the registries of an application. */
class MetersTest {

  @Test
  @DisplayName("The meters are in the registry while the application runs, and no longer")
  void meters_oneRegistry_areBoundAndRemoved() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    LocalKms.application("kms.policy.decision-log=logger")
        .withBean("registry", SimpleMeterRegistry.class, () -> registry)
        .run(
            context -> {
              assertThat(registry.find("kms.policy.failures").meters()).hasSize(1);
              assertThat(registry.find("kms.policy.log").meters()).isNotEmpty();
            });
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  @DisplayName("A primary registry that is made of the others gets the meters once")
  void meters_primaryRegistry_isTheOnlyOneBound() {
    CompositeMeterRegistry primary = new CompositeMeterRegistry();
    SimpleMeterRegistry part = new SimpleMeterRegistry();
    primary.add(part);
    LocalKms.application()
        .withBean("part", MeterRegistry.class, () -> part)
        .withBean("primary", MeterRegistry.class, () -> primary, it -> it.setPrimary(true))
        .run(context -> assertThat(part.find("kms.policy.failures").meters()).hasSize(1));
  }

  @Test
  @DisplayName("Registries of which none is primary get the meters each")
  void meters_severalRegistries_areAllBound() {
    SimpleMeterRegistry one = new SimpleMeterRegistry();
    SimpleMeterRegistry other = new SimpleMeterRegistry();
    LocalKms.application()
        .withBean("one", MeterRegistry.class, () -> one)
        .withBean("other", MeterRegistry.class, () -> other)
        .run(
            context -> {
              assertThat(one.find("kms.policy.failures").meters()).hasSize(1);
              assertThat(other.find("kms.policy.failures").meters()).hasSize(1);
            });
  }

  @Test
  @DisplayName("Meters that cannot be bound break nothing")
  void meters_registryHasThemAlready_breakNothing() {
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    LocalKms.application()
        .withBean(SimpleMeterRegistry.class, () -> registry)
        .withInitializer(
            context -> {
              try (ConfiguredInterceptor other =
                  ConfiguredInterceptor.of(
                      Map.of(
                          "kms.policy.caller",
                          LocalKms.ROLE,
                          "kms.policy.remember-denials",
                          "PT5S"))) {
                new KmsPolicyMetrics(other.interceptor()).bindTo(registry);
              }
            })
        .run(
            context ->
                assertThat(context).hasNotFailed().hasSingleBean(KmsPolicyInterceptor.class));
  }

  @Test
  @DisplayName("An application without a registry has no meters")
  void meters_noRegistry_areNotNeeded() {
    LocalKms.application().run(context -> assertThat(context).hasNotFailed());
  }
}
