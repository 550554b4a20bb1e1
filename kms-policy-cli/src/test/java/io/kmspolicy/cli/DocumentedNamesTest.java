package io.kmspolicy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The pages for contributors name only files, packages, classes and methods that exist. A name is a
 * text between back-ticks that has the form of a name.
 */
class DocumentedNamesTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Set<String> SKIPPED = Set.of(".git", "docs");

  private static final Pattern CODE = Pattern.compile("(?<!`)`([^`\n]+)`(?!`)");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");
  private static final Pattern FILE =
      Pattern.compile(
          "[\\w.*/-]+/[\\w.*/-]*|[\\w-]+\\.(java|md|json|txt)|kms-(?:policy|sdk)-[a-z]+|kms-benchmarks");
  private static final Pattern PACKAGE = Pattern.compile("io\\.kmspolicy(\\.[a-z]+)*");
  private static final Pattern TYPE =
      Pattern.compile("([A-Z]\\w*[a-z]\\w*)((?:\\.[A-Z]\\w+)*)(?:\\.([a-z]\\w*))?");

  private static final Pattern DECISION =
      Pattern.compile("(?m)^\\| (\\d+) \\| \\[(.+)]\\((.+)\\) \\|$");

  private static final Pattern ARROW = Pattern.compile("(\\w+) --> (\\w+)");
  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import (?:static )?io\\.kmspolicy\\.(engine[\\w.]+);");

  /**
   * Names between back-ticks that have the form of a class and belong to no class of the project.
   */
  private static final Set<String> OTHERS =
      Set.of("ReEncrypt", "StringX", "IfExists", "Optional", "String.format");

  private static final Map<String, List<Path>> FILES = new HashMap<>();
  private static final Set<String> PACKAGES = new HashSet<>();

  @BeforeAll
  static void listFiles() throws IOException {
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return SKIPPED.stream().anyMatch(name -> folder.equals(ROOT.resolve(name)))
                    || folder.endsWith("target")
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String path = ROOT.relativize(file).toString().replace('\\', '/');
            String name = path.substring(path.lastIndexOf('/') + 1);
            FILES.computeIfAbsent(name, key -> new ArrayList<>()).add(file);
            if (name.endsWith(".java")) {
              String folder = path.substring(0, path.length() - name.length() - 1);
              PACKAGES.add(folder.replaceFirst(".*/java/?", "").replace('/', '.'));
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @ParameterizedTest(name = "{0} names only what exists")
  @ValueSource(
      strings = {
        "docs/architecture.md",
        "docs/recipes.md",
        "docs/decisions/README.md",
        "CONTRIBUTING.md",
        "SECURITY.md"
      })
  void page_everyName_exists(String name) throws IOException {
    Path page = ROOT.resolve(name);
    String text = Files.readString(page);
    assertThat(missingNames(text)).isEmpty();
    assertThat(missingLinks(page, text)).isEmpty();
  }

  @Test
  @DisplayName("The list of decisions has every decision, with its title")
  void decisions_everyPage_isListed() throws IOException {
    Path folder = ROOT.resolve("docs/decisions");
    Set<String> titles = new TreeSet<>();
    try (DirectoryStream<Path> pages = Files.newDirectoryStream(folder, "0*.md")) {
      for (Path page : pages) {
        String title = Files.readAllLines(page).get(0).replaceFirst("# 0*(\\d+)\\.? ", "$1 | ");
        titles.add(title + " | " + page.getFileName());
      }
    }
    Matcher row = DECISION.matcher(Files.readString(folder.resolve("README.md")));
    Set<String> listed = new TreeSet<>();
    while (row.find()) {
      listed.add(row.group(1) + " | " + row.group(2) + " | " + row.group(3));
    }
    assertThat(listed).isEqualTo(titles);
  }

  @Test
  @DisplayName("Names that do not exist are found")
  void missingNames_wrongNames_areReported() throws IOException {
    String text =
        "`docs/nothing.md` `Nothing` `Authorizer.nothing` `Comparison.Nothing`"
            + " `io.kmspolicy.nothing` `Nothing.java` `kms-policy-nothing`;"
            + " `Authorizer.publish` `README.md` `io.kmspolicy.model.policy`"
            + " `Comparison.Family.hasVariables` `kms-policy-cli`";
    assertThat(missingNames(text))
        .containsExactly(
            "docs/nothing.md",
            "Nothing",
            "Authorizer.nothing",
            "Comparison.Nothing",
            "io.kmspolicy.nothing",
            "Nothing.java",
            "kms-policy-nothing");
  }

  @Test
  @DisplayName("The picture of the engine's packages shows the imports that no others imply")
  void picture_arrowsOfTheEngine_areTheImports() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/architecture.md"));
    String section = page.substring(page.indexOf("### The engine"));
    Matcher arrow = ARROW.matcher(section.substring(0, section.indexOf("The arrows are")));
    Set<String> arrows = new TreeSet<>();
    while (arrow.find()) {
      arrows.add(arrow.group(1) + " -> " + arrow.group(2));
    }
    assertThat(arrows).isEqualTo(withoutImplied(importsOfTheEngine()));
  }

  private static Set<String> importsOfTheEngine() throws IOException {
    Path root = ROOT.resolve("kms-policy-engine/src/main/java/io/kmspolicy");
    Set<String> imports = new TreeSet<>();
    for (List<Path> files : FILES.values()) {
      for (Path file : files) {
        if (file.startsWith(root.resolve("engine"))) {
          Matcher line = IMPORT.matcher(Files.readString(file));
          String from = packageName(root.relativize(file).toString().replace('\\', '/'));
          while (line.find()) {
            imports.add(from + " -> " + packageName(line.group(1).replace('.', '/')));
          }
        }
      }
    }
    imports.removeIf(pair -> pair.matches("(\\w+) -> \\1"));
    return imports;
  }

  /** The transitive reduction: the pairs that no way by other pairs implies. There is no cycle. */
  private static Set<String> withoutImplied(Set<String> pairs) {
    Set<String> left = new TreeSet<>(pairs);
    left.removeIf(
        pair ->
            following(start(pair), pairs)
                .filter(next -> !next.equals(end(pair)))
                .anyMatch(next -> isReached(end(pair), next, pairs)));
    return left;
  }

  private static boolean isReached(String to, String from, Set<String> pairs) {
    return from.equals(to) || following(from, pairs).anyMatch(next -> isReached(to, next, pairs));
  }

  private static Stream<String> following(String start, Set<String> pairs) {
    return pairs.stream().filter(pair -> start(pair).equals(start)).map(DocumentedNamesTest::end);
  }

  private static String start(String pair) {
    return pair.substring(0, pair.indexOf(' '));
  }

  private static String end(String pair) {
    return pair.substring(pair.lastIndexOf(' ') + 1);
  }

  /** The last package of a path such as {@code engine/store/RowTable}. */
  private static String packageName(String path) {
    String folder = path.replaceFirst("/[A-Z].*|/[a-z-]+\\.java", "");
    return folder.substring(folder.lastIndexOf('/') + 1);
  }

  private static List<String> missingNames(String text) throws IOException {
    List<String> missing = new ArrayList<>();
    Matcher code = CODE.matcher(text.replaceAll("(?s)```.*?```", ""));
    while (code.find()) {
      if (!exists(code.group(1))) {
        missing.add(code.group(1));
      }
    }
    return missing;
  }

  private static List<String> missingLinks(Path page, String text) {
    List<String> missing = new ArrayList<>();
    Matcher link = LINK.matcher(text);
    while (link.find()) {
      if (!Files.exists(page.resolveSibling(link.group(1)))) {
        missing.add(link.group(1));
      }
    }
    return missing;
  }

  /** Whether a name exists; true for a text that does not have the form of a name. */
  private static boolean exists(String name) throws IOException {
    if (PACKAGE.matcher(name).matches()) {
      return PACKAGES.contains(name);
    }
    if (FILE.matcher(name).matches()) {
      return isFile(name);
    }
    Matcher type = TYPE.matcher(name);
    return !type.matches() || OTHERS.contains(name) || isType(type);
  }

  /** Whether a text is a path from the root, or the end of the path of a file. */
  private static boolean isFile(String name) {
    if (Files.exists(ROOT.resolve(name))) {
      return true;
    }
    String last = name.substring(name.lastIndexOf('/') + 1);
    return FILES.getOrDefault(last, List.of()).stream().anyMatch(file -> file.endsWith(name));
  }

  /** Whether a text names a top-level type, optionally with nested types and a method. */
  private static boolean isType(Matcher name) throws IOException {
    for (Path file : FILES.getOrDefault(name.group(1) + ".java", List.of())) {
      String source = Files.readString(file);
      boolean found = true;
      for (String nested : name.group(2).split("\\.")) {
        found &= nested.isEmpty() || holds(source, nested);
      }
      if (found && (name.group(3) == null || source.contains(" " + name.group(3) + "("))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a source declares a type or a constant with a name. */
  private static boolean holds(String source, String nested) {
    String before =
        nested.equals(nested.toUpperCase(Locale.ROOT)) ? "" : "(class|interface|record|enum) ";
    return Pattern.compile("\\b" + before + nested + "\\b").matcher(source).find();
  }
}
