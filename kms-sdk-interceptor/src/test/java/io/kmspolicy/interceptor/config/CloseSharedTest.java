package io.kmspolicy.interceptor.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.embeddedkms.EmbeddedKms;
import io.kmspolicy.source.Eventually;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** An application that is removed from its container leaves nothing behind. */
@Isolated
class CloseSharedTest {

  @TempDir private Path directory;
  private EmbeddedKms kms;

  /** What this process was given itself, such as the length of the soak, is no part of a test. */
  private final Map<String, String> own = new HashMap<>();

  @BeforeEach
  void start() throws Exception {
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("kms.policy.")) {
        own.put(name, System.clearProperty(name));
      }
    }
    kms = EmbeddedKms.start("111122223333", "us-west-2");
    kms.addKey(RedeployedApplication.KEY_ID);
    Path policies = Files.createDirectory(directory.resolve("policies"));
    Refused unused = new Refused(policies);
    Path file = directory.resolve("kms-policy.properties");
    Files.write(
        file,
        List.of(
            "kms.policy.caller=arn:aws:sts::111122223333:assumed-role/App/s",
            "kms.policy.directory=" + policies,
            "kms.policy.mode=enforce"));
    System.setProperty("kms.policy.config", file.toString());
  }

  @AfterEach
  void stop() {
    System.clearProperty("kms.policy.config");
    own.forEach(System::setProperty);
    kms.close();
  }

  /** The threads of interceptors and sources. */
  private static Set<Thread> ownThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("kms-policy-"))
        .collect(Collectors.toSet());
  }

  @Test
  @DisplayName("Closing the shared interceptor leaves no thread")
  void closeShared_application_leavesNoThread() throws Exception {
    Set<Thread> before = ownThreads();
    closedApplication();
    Eventually.isTrue("the end of all threads", () -> before.containsAll(ownThreads()));
  }

  @Test
  @DisplayName("Closing the shared interceptor leaves no class loader")
  void closeShared_application_leavesNoClassLoader() throws Exception {
    WeakReference<ClassLoader> loader = closedApplication();
    Eventually.isTrue(
        "the end of the class loader", () -> RedeployedApplication.isCollected(loader));
  }

  /** Other tests of this process may have started threads of the JDK already. */
  @Test
  @DisplayName("Nor does it in a process in which the application is the first to start a thread")
  void closeShared_firstApplicationsOfAProcess_leaveNoClassLoader() throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:SoftRefLRUPolicyMSPerMB=0",
                "-Dkms.policy.config=" + System.getProperty("kms.policy.config"),
                "-cp",
                System.getProperty("java.class.path"),
                RedeployedApplication.class.getName(),
                kms.endpoint().toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(said).isZero();
    assertThat(said.lines()).last().isEqualTo("2 applications, 0 class loaders kept");
  }

  private WeakReference<ClassLoader> closedApplication() throws Exception {
    List<String> said = new ArrayList<>();
    WeakReference<ClassLoader> loader = RedeployedApplication.run(kms.endpoint(), said);
    assertThat(said).containsExactly(RedeployedApplication.EXPECTED);
    return loader;
  }
}
