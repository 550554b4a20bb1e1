package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.interceptor.source.AwsSource;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the module does without the libraries that its users need not have. */
class OptionalModulesTest {

  private static final Pattern OPTIONAL =
      Pattern.compile(".*/(micrometer-|HdrHistogram|LatencyUtils|iam-|sts-|ec2-)[^/]*\\.jar");

  /** The class path of this test without what is optional. */
  private static URLClassLoader bare() throws Exception {
    List<URL> urls = new ArrayList<>();
    int left = 0;
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (OPTIONAL.matcher(entry.replace('\\', '/')).matches()) {
        left++;
      } else {
        urls.add(new File(entry).toURI().toURL());
      }
    }
    assertThat(left).isGreaterThanOrEqualTo(5);
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  @Test
  @DisplayName(
      "Calls are decided and stopped without Micrometer, IAM, STS and EC2 on the class path")
  void calls_withoutOptionalModules_areDecided() throws Exception {
    try (URLClassLoader loader = bare()) {
      for (String missing :
          List.of(
              "io.micrometer.core.instrument.MeterRegistry",
              "software.amazon.awssdk.services.iam.IamClient",
              "software.amazon.awssdk.services.sts.StsClient",
              "software.amazon.awssdk.services.ec2.Ec2Client")) {
        assertThatThrownBy(() -> loader.loadClass(missing))
            .isInstanceOf(ClassNotFoundException.class);
      }
      Object found = probe(loader, "io.kmspolicy.interceptor.OptionalModulesTest$Calls");
      assertThat(found).isEqualTo("1 stopped, 0 failures, key policy unknown, no settings");
    }
  }

  private static Object probe(ClassLoader loader, String name) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      return ((Callable<?>) loader.loadClass(name).getConstructor().newInstance()).call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Runs inside the bare class path: an interceptor, a live source of KMS alone, and settings. */
  public static final class Calls implements Callable<String> {

    /** Made by reflection. */
    public Calls() {}

    @Override
    public String call() {
      KmsPolicyInterceptor interceptor =
          Fixtures.interceptor(
                  RecordingAuthorizer.answering(io.kmspolicy.model.request.Decision.EXPLICIT_DENY))
              .mode(EnforcementMode.ENFORCE)
              .build();
      var request =
          software.amazon.awssdk.services.kms.model.EncryptRequest.builder()
              .keyId(Fixtures.KEY_ARN)
              .plaintext(Fixtures.BYTES)
              .build();
      try {
        interceptor.beforeExecution(() -> request, Fixtures.attributes(request));
      } catch (KmsAccessDeniedException e) {
        // Counted.
      }
      try (AwsSource source = AwsSource.builder().build()) {
        var policies = source.policiesFor(Fixtures.CALLER, Fixtures.KEY);
        return interceptor.counts().stopped()
            + " stopped, "
            + interceptor.counts().failures()
            + " failures, key policy "
            + (policies.key() instanceof io.kmspolicy.model.policy.PolicyLayer.Unknown
                ? "unknown"
                : "?")
            + (io.kmspolicy.interceptor.config.ConfiguredKmsPolicyInterceptor.shared().isEmpty()
                ? ", no settings"
                : ", settings");
      }
    }
  }
}
