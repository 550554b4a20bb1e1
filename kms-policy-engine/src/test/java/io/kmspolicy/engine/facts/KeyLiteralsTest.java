package io.kmspolicy.engine.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The names of the condition keys that follow from caller, key, organization or route are written
 * in {@link DerivedKey} alone: code that derives or compares such a key elsewhere is a second
 * derivation, which forgets what the first one knows.
 */
class KeyLiteralsTest {

  private static final Path ROOT = Path.of("..");
  private static final String SOURCES = "src/main/java";
  private static final Path HERE =
      Path.of("kms-policy-engine", SOURCES, "io/kmspolicy/engine/facts");

  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|^\\s*//.*?$", flags());
  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");

  private static final Set<String> NAMES =
      Arrays.stream(DerivedKey.values())
          .map(DerivedKey::keyName)
          .collect(Collectors.toUnmodifiableSet());

  private static int flags() {
    return Pattern.DOTALL | Pattern.MULTILINE;
  }

  @Test
  @DisplayName("No other production code writes the name of a derived condition key")
  void sources_outsideOfDerivedKey_writeNoNames() throws IOException {
    List<String> excepted = excepted();
    List<String> writing = writing();
    assertThat(writing)
        .as("use DerivedKey.X.spelling() or keyName(); exceptions are in key-literals.txt")
        .allMatch(file -> excepted.stream().anyMatch(file::startsWith));
    assertThat(excepted)
        .as("exceptions that are needed")
        .allMatch(exception -> writing.stream().anyMatch(file -> file.startsWith(exception)));
  }

  /** The files that write a name. */
  private static List<String> writing() throws IOException {
    try (Stream<Path> modules = Files.list(ROOT)) {
      return modules
          .map(module -> module.resolve(SOURCES))
          .filter(Files::isDirectory)
          .flatMap(KeyLiteralsTest::files)
          .filter(file -> !file.startsWith(HERE) && writesName(read(ROOT.resolve(file))))
          .map(file -> file.toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  @Test
  @DisplayName("A name counts in any letter case, and neither in a comment nor within a text")
  void writesName_examples_areFound() {
    assertThat(writesName("get(\"aws:PrincipalArn\")")).isTrue();
    assertThat(writesName("get(\"aws:principalarn\")")).isTrue();
    assertThat(writesName("/** {@code \"aws:PrincipalArn\"} */\n  // \"aws:userid\"")).isFalse();
    assertThat(writesName("\"limit it by `aws:PrincipalArn`\"")).isFalse();
    assertThat(writesName("get(\"aws:SourceVpce\")")).isFalse();
  }

  private static Stream<Path> files(Path sources) {
    try (Stream<Path> all = Files.walk(sources)) {
      return all
          .filter(file -> file.toString().endsWith(".java"))
          .map(ROOT::relativize)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean writesName(String source) {
    return LITERAL
        .matcher(COMMENT.matcher(source).replaceAll(""))
        .results()
        .map(literal -> literal.group(1).toLowerCase(Locale.ROOT))
        .anyMatch(NAMES::contains);
  }

  /** The beginnings of the excepted files. */
  private static List<String> excepted() throws IOException {
    try (InputStream list = KeyLiteralsTest.class.getResourceAsStream("/key-literals.txt")) {
      assertThat(list).isNotNull();
      return new String(list.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    }
  }
}
