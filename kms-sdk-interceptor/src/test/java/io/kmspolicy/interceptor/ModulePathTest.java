package io.kmspolicy.interceptor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Applications with a module descriptor of their own, compiled and run in processes of their own.
 */
class ModulePathTest {

  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";

  @TempDir private Path app;

  @Test
  @DisplayName(
      "`requires io.kmspolicy.engine` is all that an embedder writes; no Micrometer is needed")
  void run_engineAsModule_needsNeitherMicrometerNorFlags() throws Exception {
    write("module-info.java", "module app { requires io.kmspolicy.engine; }");
    write(
        "app/Main.java",
        """
        package app;

        import io.kmspolicy.engine.Authorizer;
        import io.kmspolicy.model.request.Caller;
        import io.kmspolicy.model.request.RequestContext;

        public class Main {
          public static void main(String[] args) {
            try (Authorizer authorizer = Authorizer.builder().build()) {
              Caller caller = Caller.parse("arn:aws:iam::111122223333:user/Bob");
              System.out.println(
                  authorizer
                      .principal(caller)
                      .decide("kms:Decrypt", "%s", RequestContext.empty()));
            }
          }
        }
        """
            .formatted(KEY));
    assertThat(
            compileAndRun(
                "kms-policy-model", "kms-policy-engine", "caffeine", "jackson-core", "jspecify"))
        .isEqualTo("INDETERMINATE");
  }

  @Test
  @DisplayName("The interceptor works on the module path without --add-modules")
  void run_interceptorAsModule_needsNoFlags() throws Exception {
    write("module-info.java", "module app { requires io.kmspolicy.interceptor; }");
    write(
        "app/Main.java",
        """
        package app;

        import io.kmspolicy.interceptor.KmsPolicyInterceptor;
        import io.kmspolicy.model.request.Caller;
        import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
        import software.amazon.awssdk.regions.Region;
        import software.amazon.awssdk.services.kms.KmsClient;

        public class Main {
          public static void main(String[] args) throws Exception {
            KmsPolicyInterceptor interceptor =
                KmsPolicyInterceptor.builder()
                    .caller(Caller.parse("arn:aws:iam::111122223333:user/Bob"))
                    .source(io.kmspolicy.directory.PolicyDirectory.load(
                        java.nio.file.Files.createTempDirectory("policies")))
                    .build();
            try (KmsClient kms =
                KmsClient.builder()
                    .region(Region.US_WEST_2)
                    .endpointOverride(java.net.URI.create("http://127.0.0.1:9"))
                    .credentialsProvider(AnonymousCredentialsProvider.create())
                    .overrideConfiguration(o -> o
                        .addExecutionInterceptor(interceptor)
                        .retryStrategy(b -> b.maxAttempts(1)))
                    .build()) {
              kms.listKeys();
            } catch (software.amazon.awssdk.core.exception.SdkClientException e) {
              // Nobody listens there: the call went out.
            }
            System.out.println(interceptor.counts().calls() + " " + interceptor.counts().failures());
          }
        }
        """);
    assertThat(compileAndRun("")).isEqualTo("1 0");
  }

  private void write(String file, String text) throws IOException {
    Path path = app.resolve("src").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  /** What the application prints, with those entries of this class path whose names begin so. */
  private String compileAndRun(String... prefixes) throws Exception {
    String modules =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(Files::exists)
            .filter(entry -> !entry.toString().contains("test-classes") && !isOptional(entry))
            .filter(entry -> Stream.of(prefixes).anyMatch(prefix -> isOf(entry, prefix)))
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    List<String> sources;
    try (Stream<Path> files = Files.walk(app.resolve("src"))) {
      sources = files.filter(Files::isRegularFile).map(Path::toString).toList();
    }
    run(
        Stream.concat(
                Stream.of("javac", "--module-path", modules, "-d", app.resolve("out").toString()),
                sources.stream())
            .toList());
    return run(
        List.of(
            "java",
            "--module-path",
            app.resolve("out") + File.pathSeparator + modules,
            "-m",
            "app/app.Main"));
  }

  /** Libraries that are optional, tests' own, or not made for the module path. */
  private static boolean isOptional(Path entry) {
    String name = entry.getFileName().toString();
    return Stream.of(
            "micrometer",
            "ec2-",
            "iam-",
            "sts-",
            "aws-xray",
            "archunit",
            "jqwik",
            "junit",
            "assertj",
            "kms-policy-directory-0.1.0-SNAPSHOT-tests",
            "byte-buddy",
            "opentest4j",
            "apiguardian",
            "surefire",
            "HdrHistogram",
            "LatencyUtils",
            "netty",
            "apache",
            "http",
            "slf4j-simple")
        .anyMatch(prefix -> name.startsWith(prefix) && !name.startsWith("http-"));
  }

  /** Whether an entry is the jar or, before it is packaged, the classes of a module. */
  private static boolean isOf(Path entry, String prefix) {
    return entry.getFileName().toString().startsWith(prefix)
        || (entry.endsWith("classes") && entry.toString().contains(prefix));
  }

  private static String run(List<String> command) throws Exception {
    List<String> whole =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", command.get(0)).toString()),
                command.stream().skip(1))
            .toList();
    Process process = new ProcessBuilder(whole).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output.lines().filter(line -> !line.startsWith("SLF4J")).reduce("", (a, b) -> b).strip();
  }
}
