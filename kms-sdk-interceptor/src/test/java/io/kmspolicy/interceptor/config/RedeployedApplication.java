package io.kmspolicy.interceptor.config;

import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/**
 * An application of a server: its classes are loaded by a class loader of its own, it calls KMS on
 * a thread of its own, and closes the shared interceptor.
 */
public final class RedeployedApplication {

  static final String KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab";

  /** What an application says. */
  static final String EXPECTED = "stopped, closed, sent, sent by a new client";

  private static final Path ARTIFACT =
      Path.of("../kms-sdk-interceptor-autoregister/src/main/resources");

  private static final int APPLICATIONS = 2;
  private static final int LOOKS = 300;
  private static final int LOOK_MILLIS = 100;

  private RedeployedApplication() {}

  private record Linked(Thread component) {}

  /**
   * Runs two applications, one after the other, in a process that does nothing else.
   *
   * @param arguments the endpoint of KMS
   */
  public static void main(String[] arguments) throws Exception {
    List<String> said = new ArrayList<>();
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    for (int number = 0; number < APPLICATIONS; number++) {
      loaders.add(run(URI.create(arguments[0]), said));
    }
    for (int look = 0; look < LOOKS && !loaders.isEmpty(); look++) {
      Thread.sleep(LOOK_MILLIS);
      loaders.removeIf(RedeployedApplication::isCollected);
    }
    said.removeIf(EXPECTED::equals);
    said.forEach(System.out::println);
    System.out.println(APPLICATIONS + " applications, " + loaders.size() + " class loaders kept");
  }

  /** Runs an application; returns its class loader. */
  static WeakReference<ClassLoader> run(URI endpoint, List<String> said) throws Exception {
    List<URL> urls = new ArrayList<>();
    urls.add(ARTIFACT.toUri().toURL());
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.add(new File(entry).toURI().toURL());
    }
    URLClassLoader loader =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
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

  /**
   * Whether a class loader is free. Later lines of Java than 17 keep types for which a record's
   * {@code equals} was linked by soft references, which the JVM of these tests clears at once.
   */
  static boolean isCollected(WeakReference<ClassLoader> loader) {
    replaceLinkedRecord();
    System.gc();
    return loader.refersTo(null);
  }

  /**
   * Java 17 keeps the types for which a record's {@code equals} was linked last, and with them a
   * class loader ({@code MethodHandle.asTypeCache} of a handle of {@code ObjectMethods}).
   */
  private static void replaceLinkedRecord() {
    Linked one = new Linked(Thread.currentThread());
    if (!one.equals(new Linked(Thread.currentThread())) || one.hashCode() == 0) {
      throw new AssertionError("equal records differ");
    }
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
