package io.kmspolicy.interceptor.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.embeddedkms.EmbeddedKms;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.source.Eventually;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/** An application that is removed from its container leaves nothing behind. */
@Isolated
class CloseSharedTest {

  private static final String KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final Path ARTIFACT =
      Path.of("../kms-sdk-interceptor-autoregister/src/main/resources");

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
    kms.addKey(KEY_ID);
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

  /** Runs an application in a class loader of its own, on a thread of its own. */
  private WeakReference<ClassLoader> application(List<String> said) throws Exception {
    List<URL> urls = new ArrayList<>();
    urls.add(ARTIFACT.toUri().toURL());
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(new File(entry).toURI().toURL());
    }
    URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    URI endpoint = kms.endpoint();
    FutureTask<String> run =
        new FutureTask<>(
            () -> {
              @SuppressWarnings("unchecked") // The class is the one below, in another loader.
              Function<URI, String> inside =
                  (Function<URI, String>)
                      loader.loadClass(Inside.class.getName()).getConstructor().newInstance();
              return inside.apply(endpoint);
            });
    Thread thread = new Thread(run);
    thread.setContextClassLoader(loader);
    thread.start();
    said.add(run.get());
    thread.join();
    loader.close();
    return new WeakReference<>(loader);
  }

  private record Linked(Thread component) {}

  /**
   * Java 17 keeps the types for which a record's {@code equals} was linked last, and with them a
   * class loader ({@code MethodHandle.asTypeCache} of a handle of {@code ObjectMethods}).
   */
  private static void replaceLinkedRecord() {
    Thread same = Thread.currentThread();
    assertThat(new Linked(same)).isEqualTo(new Linked(same)).hasSameHashCodeAs(new Linked(same));
  }

  @Test
  @DisplayName("Closing the shared interceptor leaves no thread")
  void closeShared_application_leavesNoThread() throws Exception {
    Set<Thread> before = ownThreads();
    closedApplication();
    Eventually.isTrue("the end of all threads", () -> before.containsAll(ownThreads()));
  }

  /**
   * Later lines of Java keep such types by soft references, which the JVM of these tests clears at
   * once.
   */
  @Test
  @DisplayName("Closing the shared interceptor leaves no class loader")
  void closeShared_application_leavesNoClassLoader() throws Exception {
    WeakReference<ClassLoader> loader = closedApplication();
    replaceLinkedRecord();
    Eventually.isTrue(
        "the end of the class loader",
        () -> {
          System.gc();
          return loader.refersTo(null);
        });
  }

  private WeakReference<ClassLoader> closedApplication() throws Exception {
    List<String> said = new ArrayList<>();
    WeakReference<ClassLoader> loader = application(said);
    assertThat(said).containsExactly("stopped, closed, sent, sent by a new client");
    return loader;
  }

  /** Runs inside of the application. */
  public static final class Inside implements Function<URI, String> {

    private static final long LONGEST = 30_000_000_000L;

    /** Made by reflection. */
    public Inside() {}

    @Override
    public String apply(URI endpoint) {
      try (KmsClient client = client(endpoint)) {
        String first = untilStopped(client);
        ConfiguredKmsPolicyInterceptor.closeShared();
        String closed = ConfiguredKmsPolicyInterceptor.shared().isEmpty() ? "closed" : "not closed";
        String after = call(client);
        try (KmsClient another = client(endpoint)) {
          return first + ", " + closed + ", " + after + ", " + call(another) + " by a new client";
        }
      }
    }

    private static KmsClient client(URI endpoint) {
      return KmsClient.builder()
          .httpClient(UrlConnectionHttpClient.create())
          .region(Region.US_WEST_2)
          .credentialsProvider(
              StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIDEXAMPLE", "secret")))
          .endpointOverride(endpoint)
          .build();
    }

    private static String untilStopped(KmsClient client) {
      long end = System.nanoTime() + LONGEST;
      String said = "";
      while (!said.equals("stopped") && System.nanoTime() - end < 0) {
        said = call(client);
      }
      return said;
    }

    private static String call(KmsClient client) {
      try {
        var unused =
            client.encrypt(r -> r.keyId(KEY_ID).plaintext(SdkBytes.fromUtf8String("text")));
        return "sent";
      } catch (KmsAccessDeniedException e) {
        return e.getMessage().isEmpty() ? "no message" : "stopped";
      }
    }
  }
}
