package io.kmspolicy.spring;

import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.model.text.Quoting;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.core.SdkPlugin;
import software.amazon.awssdk.core.SdkServiceClientConfiguration;
import software.amazon.awssdk.core.client.builder.SdkClientBuilder;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.kms.KmsAsyncClient;
import software.amazon.awssdk.services.kms.KmsAsyncClientBuilder;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.KmsClientBuilder;

/**
 * Adds the interceptor to every client builder of KMS that is a bean, and finds the client beans
 * that were built without it: a client cannot be changed once it is built.
 *
 * <p>A plugin adds the interceptor when a client is built. An interceptor in the override
 * configuration would be lost where the application sets an override configuration of its own.
 */
final class ClientBuilderPostProcessor implements BeanPostProcessor, SmartInitializingSingleton {

  private static final Logger LOG = LoggerFactory.getLogger(ClientBuilderPostProcessor.class);

  private final ObjectProvider<InstalledPolicy> policy;
  private final Map<String, SdkClient> clients = new ConcurrentSkipListMap<>();

  ClientBuilderPostProcessor(ObjectProvider<InstalledPolicy> policy) {
    this.policy = policy;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    if (bean instanceof KmsClientBuilder || bean instanceof KmsAsyncClientBuilder) {
      addTo((SdkClientBuilder<?, ?>) bean, beanName);
    } else if (bean instanceof KmsClient || bean instanceof KmsAsyncClient) {
      clients.put(beanName, (SdkClient) bean);
    }
    return bean;
  }

  private void addTo(SdkClientBuilder<?, ?> builder, String beanName) {
    try {
      SdkPlugin plugin = this::configure;
      builder.addPlugin(plugin);
    } catch (Throwable e) { // An error of any kind would break the application.
      LOG.warn(
          "calls of clients of `{}` are not checked: {}", beanName, Quoting.oneLine(e.toString()));
    }
  }

  private void configure(SdkServiceClientConfiguration.Builder client) {
    try {
      policy.getObject().interceptor().ifPresent(interceptor -> add(interceptor, client));
    } catch (Throwable e) { // An error of any kind would break the client that is being made.
      LOG.warn("calls of a client of KMS are not checked: {}", Quoting.oneLine(e.toString()));
    }
  }

  private static void add(
      KmsPolicyInterceptor interceptor, SdkServiceClientConfiguration.Builder client) {
    ClientOverrideConfiguration before = client.overrideConfiguration();
    if (!before.executionInterceptors().contains(interceptor)) {
      client.overrideConfiguration(before.toBuilder().addExecutionInterceptor(interceptor).build());
    }
  }

  /**
   * The names of the client beans that were built without the interceptor, in alphabetical order.
   * Clients that do not tell their configuration, such as mocks, are left out.
   */
  List<String> uncheckedClients(KmsPolicyInterceptor interceptor) {
    Map<String, SdkClient> unchecked = new TreeMap<>(clients);
    unchecked.values().removeIf(client -> !isWithout(client, interceptor));
    return List.copyOf(unchecked.keySet());
  }

  private static boolean isWithout(SdkClient client, KmsPolicyInterceptor interceptor) {
    try {
      List<ExecutionInterceptor> interceptors =
          client.serviceClientConfiguration().overrideConfiguration().executionInterceptors();
      return !interceptors.contains(interceptor);
    } catch (RuntimeException | LinkageError e) {
      return false;
    }
  }

  /** Names the clients once that were built without the interceptor. */
  @Override
  public void afterSingletonsInstantiated() {
    try {
      policy
          .getObject()
          .interceptor()
          .map(this::uncheckedClients)
          .filter(names -> !names.isEmpty())
          .ifPresent(
              names ->
                  LOG.warn(
                      "calls of the clients {} are not checked, since they were built without the"
                          + " interceptor: inject a `KmsClientBuilder` and build them from it",
                      names));
    } catch (Throwable e) { // An error of any kind would break the application.
      LOG.warn("the clients of KMS could not be looked at: {}", Quoting.oneLine(e.toString()));
    }
  }
}
