package io.kmspolicy.interceptor.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.directory.WatchedDirectory;
import io.kmspolicy.embeddedkms.EmbeddedKms;
import io.kmspolicy.interceptor.KmsPolicyInterceptor;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
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

/** Processes with the opt-in artifact on their class path, each a class loader of its own. */
@Isolated
class ClassPathRegistrationTest {

  /** The level of the loggers that tests leave at warnings. */
  private static final String LEVEL = "org.slf4j.simpleLogger.log.io.kmspolicy";

  private static final String KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final Path ARTIFACT =
      Path.of("../kms-sdk-interceptor-autoregister/src/main/resources");

  @TempDir private Path directory;
  private final PrintStream before = System.err;
  private final ByteArrayOutputStream logged = new ByteArrayOutputStream();
  private EmbeddedKms kms;

  /** What this process was given itself, such as the length of the soak, is no part of a test. */
  private final Map<String, String> own = new HashMap<>();

  @BeforeEach
  void start() {
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith("kms.policy.")) {
        own.put(name, System.clearProperty(name));
      }
    }
    kms = EmbeddedKms.start("111122223333", "us-west-2");
    kms.addKey(KEY_ID);
    System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    System.setErr(before);
    System.clearProperty("kms.policy.config");
    System.clearProperty(LEVEL);
    own.forEach(System::setProperty);
    kms.close();
  }

  private void configure(String... lines) throws IOException {
    Path file = directory.resolve("kms-policy.properties");
    Files.write(file, List.of(lines));
    System.setProperty("kms.policy.config", file.toString());
  }

  /** What a process says that makes two clients and calls each until it is stopped, or twice. */
  private String process() throws Exception {
    List<URL> urls = new ArrayList<>();
    urls.add(ARTIFACT.toUri().toURL());
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(new File(entry).toURI().toURL());
    }
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    try (URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      thread.setContextClassLoader(loader);
      @SuppressWarnings("unchecked") // The class is the one below, in another loader.
      Function<URI, String> inside =
          (Function<URI, String>)
              loader.loadClass(Inside.class.getName()).getConstructor().newInstance();
      return inside.apply(kms.endpoint());
    } finally {
      thread.setContextClassLoader(own);
    }
  }

  @Test
  @DisplayName("The artifact's presence registers the configured interceptor with every client")
  void configured_everyClient_isIntercepted() throws Exception {
    Path policies = Files.createDirectory(directory.resolve("policies"));
    Refused unused = new Refused(policies);
    configure(
        "kms.policy.caller=arn:aws:sts::111122223333:assumed-role/App/s",
        "kms.policy.directory=" + policies,
        "kms.policy.warm-up=true",
        "kms.policy.mode=enforce");
    System.setProperty(LEVEL, "info");
    assertThat(process()).isEqualTo("stopped, stopped, 2 of one interceptor, 0 failures");
    assertThat(logged.toString(StandardCharsets.UTF_8).lines())
        .filteredOn(line -> line.contains("checks KMS calls"))
        .singleElement()
        .asString()
        .contains("checks KMS calls as session s of role App (111122223333), policies: directory ")
        .endsWith("mode enforce");
    assertThat(logged.toString(StandardCharsets.UTF_8))
        .contains("read directory " + policies + " (1 principal, 0 keys; unknown: ");
  }

  @Test
  @DisplayName("Wrong settings give one message in a process of two clients, and both work")
  void misconfigured_clientsWork_andOneMessageSaysWhatIsWrong() throws Exception {
    configure("kms.policy.mode=sometimes", "kms.policy.caller=arn:aws:iam::111122223333:user/a");
    assertThat(process()).isEqualTo("answered, answered, none");
    assertThat(logged.toString(StandardCharsets.UTF_8).lines())
        .filteredOn(line -> line.contains("KMS calls are not checked"))
        .singleElement()
        .asString()
        .contains("`kms.policy.mode` is `sometimes`; it must be one of [observe, enforce]");
    assertThat(kms.requests()).isPositive();
  }

  /** Runs inside a process. */
  public static final class Inside implements Function<URI, String> {

    private static final long LONGEST = 30_000_000_000L;

    /** Made by reflection. */
    public Inside() {}

    @Override
    public String apply(URI endpoint) {
      try (KmsClient one = client(endpoint);
          KmsClient two = client(endpoint)) {
        return call(one)
            + ", "
            + call(two)
            + ", "
            + ConfiguredKmsPolicyInterceptor.shared().map(Inside::counts).orElse("none");
      } finally {
        // The classes go with the process; a thread that still watched would miss them.
        if (ConfiguredKmsPolicyInterceptor.sharedSource().orElse(null)
            instanceof WatchedDirectory watched) {
          watched.close();
        }
      }
    }

    private static String counts(KmsPolicyInterceptor interceptor) {
      return interceptor.counts().calls(Disposition.STOPPED)
          + " of one interceptor, "
          + interceptor.counts().failures()
          + " failures";
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

    /** Waits for the policies, which arrive in the background, if there are any. */
    private static String call(KmsClient client) {
      boolean configured = ConfiguredKmsPolicyInterceptor.shared().isPresent();
      long end = System.nanoTime() + LONGEST;
      do {
        try {
          var unused =
              client.encrypt(r -> r.keyId(KEY_ID).plaintext(SdkBytes.fromUtf8String("text")));
        } catch (KmsAccessDeniedException e) {
          return "stopped";
        }
      } while (configured && System.nanoTime() - end < 0);
      return "answered";
    }
  }
}
