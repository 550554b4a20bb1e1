package io.kmspolicy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The page about embedding: its snippets compile, and its service answers. */
class EmbeddingPageTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path PAGE = ROOT.resolve("docs/embedding.md");
  private static final Path SERVICE =
      ROOT.resolve("examples/embedding-service/src/main/java/example/EmbeddingService.java");
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private static final String BEFORE =
      """
      import io.kmspolicy.analysis.fleet.*;
      import io.kmspolicy.analysis.query.*;
      import io.kmspolicy.directory.*;
      import io.kmspolicy.engine.*;
      import io.kmspolicy.engine.proof.*;
      import io.kmspolicy.meter.*;
      import io.kmspolicy.model.policy.*;
      import io.kmspolicy.model.reader.*;
      import io.kmspolicy.model.request.*;
      import io.kmspolicy.model.resource.*;
      import io.kmspolicy.spi.*;
      import io.micrometer.core.instrument.*;
      import io.micrometer.core.instrument.simple.*;
      import java.nio.file.Path;
      import java.time.Duration;
      import java.util.List;
      class Snippet {
        static Caller caller;
        static KmsResource.Key key;
        static String json;
        static List<String> keyArns;
        static PolicySnapshot snapshot;
        static PolicySnapshot before;
        static PolicySnapshot after;
        static Authorizer authorizer;
        static PrincipalHandle app;
        static ActionHandle decrypt;
        static ConditionContext context;
        static PolicySource source;
        static void audit(Caller who, ActionHandle action, String key, Decision decision) {}
        void run() throws Exception {
      """;

  private static final String SESSION = "arn:aws:sts::111122223333:assumed-role/App/i-0abc";
  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String VPCE = "vpce-1a2b3c4d";

  @TempDir private Path classes;

  private static String page() throws IOException {
    return Files.readString(PAGE);
  }

  static List<String> snippets() throws IOException {
    return BLOCK
        .matcher(page())
        .results()
        .map(found -> found.group(1))
        .filter(snippet -> !snippet.contains("public final class"))
        .toList();
  }

  /** The messages of a compilation; empty if it succeeds. */
  private String compile(String name, String source) {
    StringWriter errors = new StringWriter();
    JavaFileObject file =
        new SimpleJavaFileObject(
            URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    List<String> options =
        List.of(
            "-proc:none", "-d", classes.toString(), "-cp", System.getProperty("java.class.path"));
    boolean isCompiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(errors, null, null, options, null, List.of(file))
            .call();
    return isCompiled ? "" : errors.toString();
  }

  @Test
  @DisplayName("The page has a snippet for each use")
  void snippets_page_areFound() throws IOException {
    assertThat(snippets()).hasSizeGreaterThanOrEqualTo(6);
  }

  @ParameterizedTest
  @MethodSource("snippets")
  @DisplayName("The snippets compile")
  void compile_snippet_hasNoError(String snippet) {
    assertThat(compile("Snippet", BEFORE + snippet + "}}")).as(snippet).isEmpty();
  }

  @Test
  @DisplayName("The page prints the service of the example")
  void page_service_isTheExample() throws IOException {
    String service = Files.readString(SERVICE);
    assertThat(page()).contains(service.substring(service.indexOf("/** A service that tells")));
  }

  @Test
  @DisplayName("The example and the page name the version of this project")
  void example_version_isThatOfTheProject() throws IOException {
    String version =
        Files.readString(ROOT.resolve("pom.xml")).split("<version>")[1].split("</version>")[0];
    assertThat(Files.readString(ROOT.resolve("examples/embedding-service/pom.xml")))
        .contains("<kms.policy.version>" + version + "</kms.policy.version>");
    assertThat(page()).contains("<version>" + version + "</version>");
  }

  @Test
  @DisplayName("The service answers from the example policies")
  void service_questions_areAnswered() throws Exception {
    assertThat(compile("EmbeddingService", Files.readString(SERVICE))).isEmpty();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                classes + File.pathSeparator + System.getProperty("java.class.path"),
                "example.EmbeddingService",
                ROOT.resolve("docs/examples/policies").toString(),
                "0")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      String url = output.readLine();
      assertThat(url).as("the address").startsWith("http://127.0.0.1:");
      Map<String, String> decrypt = Map.of("caller", SESSION, "action", "kms:Decrypt", "key", KEY);
      Map<String, String> stated = Map.of("tenant", "a", "vpce", VPCE);
      assertThat(get(url + "/decide", decrypt, stated)).isEqualTo("200 allowed");
      assertThat(get(url + "/decide", decrypt, Map.of())).isEqualTo("200 indeterminate");
      assertThat(get(url + "/keys", decrypt, stated)).isEqualTo("200 [ALLOWED]");
      assertThat(get(url + "/conditions", decrypt, Map.of("vpce", VPCE)))
          .startsWith("200 if ")
          .contains("tenant")
          .doesNotContain("SourceVpce");
      assertThat(get(url + "/health", Map.of(), Map.of())).contains("directory: FRESH");
      assertThat(get(url + "/decide", Map.of(), Map.of()))
          .isEqualTo("400 the parameter `caller` is missing");
    } finally {
      process.destroy();
    }
  }

  private static String get(String url, Map<String, String> some, Map<String, String> more)
      throws Exception {
    String query =
        Stream.concat(some.entrySet().stream(), more.entrySet().stream())
            .map(
                pair ->
                    pair.getKey()
                        + "="
                        + URLEncoder.encode(pair.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    HttpRequest request = HttpRequest.newBuilder(URI.create(url + "?" + query)).build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    return response.statusCode() + " " + response.body().strip();
  }
}
