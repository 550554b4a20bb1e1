package io.kmspolicy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The metadata for native images lists what the libraries read and load by name: resources and
 * classes. No native image is built here.
 */
class NativeImageTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern BY_NAME =
      Pattern.compile("Class\\.forName\\(|loadClass\\(|ServiceLoader|Proxy\\.newProxyInstance");

  /** Classes that load others by name, with what is listed for them. */
  private static final Set<String> KNOWN = Set.of("SigningCredentials.java");

  static List<String> libraries() {
    return List.of(
        "kms-policy-model",
        "kms-policy-engine",
        "kms-policy-directory",
        "kms-policy-lint",
        "kms-policy-inputs",
        "kms-policy-replay",
        "kms-policy-testing",
        "kms-policy-junit",
        "kms-sdk-interceptor",
        "kms-sdk-interceptor-autoregister");
  }

  private static Path metadata(String module, String file) {
    return ROOT.resolve(module)
        .resolve("src/main/resources/META-INF/native-image/io.kmspolicy")
        .resolve(module)
        .resolve(file);
  }

  /** The texts of the members of a name, at any depth; none if there is no file. */
  private static Set<String> texts(Path file, String member) throws IOException {
    Set<String> texts = new TreeSet<>();
    if (Files.exists(file)) {
      try (JsonParser parser = new JsonFactory().createParser(file.toFile())) {
        for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
          if (token == JsonToken.VALUE_STRING && member.equals(parser.currentName())) {
            texts.add(parser.getText());
          }
        }
      }
    }
    return texts;
  }

  /** The resources in the classes of a module, and one of the documents that the linter carries. */
  private static Set<String> resources(String module) throws IOException {
    Set<String> names = new TreeSet<>();
    Path root = ROOT.resolve(module).resolve("src/main/resources");
    if (Files.isDirectory(root)) {
      try (Stream<Path> files = Files.walk(root)) {
        files
            .filter(Files::isRegularFile)
            .map(file -> root.relativize(file).toString().replace('\\', '/'))
            .filter(name -> !name.startsWith("META-INF/native-image/"))
            .forEach(names::add);
      }
    }
    if (Files.readString(ROOT.resolve(module).resolve("pom.xml")).contains("lint-rules.md")) {
      names.add("io/kmspolicy/lint/rule/lint-rules.md");
    }
    return names;
  }

  @ParameterizedTest
  @MethodSource("libraries")
  @DisplayName("Every resource of a library is listed, and nothing else")
  void resourceConfig_library_listsItsResources(String module) throws IOException {
    Set<String> expected =
        resources(module).stream()
            .map(name -> "\\Q" + name + "\\E")
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(texts(metadata(module, "resource-config.json"), "pattern")).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("libraries")
  @DisplayName("Every class of the project that is listed exists and can be made without arguments")
  void reflectConfig_library_listsClassesThatExist(String module) throws Exception {
    for (String name : texts(metadata(module, "reflect-config.json"), "name")) {
      if (name.startsWith("io.kmspolicy.")) {
        assertThat(Class.forName(name).getConstructor()).isNotNull();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("libraries")
  @DisplayName("Classes that are loaded by name are listed")
  void sources_loadsByName_areListed(String module) throws IOException {
    Path sources = ROOT.resolve(module).resolve("src/main/java");
    if (Files.isDirectory(sources)) {
      try (Stream<Path> files = Files.walk(sources)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          String text = Files.readString(file);
          if (BY_NAME.matcher(text).find()) {
            assertThat(KNOWN).contains(file.getFileName().toString());
            assertThat(texts(metadata(module, "reflect-config.json"), "name"))
                .anySatisfy(name -> assertThat(text).contains("\"" + name + "\""));
          }
        }
      }
    }
    if (module.endsWith("autoregister")) {
      Path installed =
          ROOT.resolve(module)
              .resolve(
                  "src/main/resources/software/amazon/awssdk/services/kms/execution.interceptors");
      assertThat(texts(metadata("kms-sdk-interceptor", "reflect-config.json"), "name"))
          .contains(Files.readString(installed).strip());
    }
  }
}
