package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.source.Eventually;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.services.kms.KmsClient;

/** Two applications of a server that share the SDK, each with a library of its own. */
class SharedSdkTest {

  /** Loads the classes of this library itself, and all others as the test does. */
  private static final class Application extends URLClassLoader {

    Application() throws IOException {
      super(classPath(), SharedSdkTest.class.getClassLoader());
    }

    private static URL[] classPath() throws IOException {
      List<URL> urls = new ArrayList<>();
      for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
        urls.add(new File(entry).toURI().toURL());
      }
      return urls.toArray(URL[]::new);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = name.startsWith("io.kmspolicy.") ? findLoadedClass(name) : null;
        if (loaded != null) {
          return loaded;
        }
        return name.startsWith("io.kmspolicy.") ? findClass(name) : super.loadClass(name, resolve);
      }
    }
  }

  /** Runs inside of an application. */
  public static final class Inside implements Supplier<List<ExecutionAttribute<?>>> {

    /** Made by reflection. */
    public Inside() {}

    @Override
    public List<ExecutionAttribute<?>> get() {
      KmsPolicyInterceptor interceptor =
          Fixtures.interceptor(RecordingAuthorizer.answering(Decision.EXPLICIT_DENY))
              .mode(EnforcementMode.ENFORCE)
              .build();
      try (KmsClient client = Fixtures.client(o -> o.addExecutionInterceptor(interceptor))) {
        assertThatThrownBy(() -> client.describeKey(r -> r.keyId(Fixtures.KEY_ARN)))
            .isInstanceOf(KmsAccessDeniedException.class);
        Eventually.isTrue("the explanation", () -> isExplained(interceptor));
      }
      return List.of(
          KmsPolicyAttributes.BYPASS, KmsPolicyInterceptor.DECISION, KmsPolicyAttributes.CONTEXT);
    }

    private static boolean isExplained(KmsPolicyInterceptor interceptor) {
      return interceptor.report().stopped().stream().noneMatch(call -> call.reasons().isEmpty());
    }
  }

  @SuppressWarnings("unchecked") // The class is the one above, in another loader.
  private static List<ExecutionAttribute<?>> application() throws Exception {
    try (Application loader = new Application()) {
      Class<?> inside = loader.loadClass(Inside.class.getName());
      assertThat(inside).isNotEqualTo(Inside.class);
      return ((Supplier<List<ExecutionAttribute<?>>>) inside.getConstructor().newInstance()).get();
    }
  }

  @Test
  void applications_withOneSdk_haveAnInterceptorEach() throws Exception {
    List<ExecutionAttribute<?>> first = application();
    assertThat(application()).doesNotContainAnyElementsOf(first);
  }
}
