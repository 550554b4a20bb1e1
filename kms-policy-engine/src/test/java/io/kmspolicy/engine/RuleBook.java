package io.kmspolicy.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The numbers of the rules in {@code docs/semantics.md}.
 *
 * @param rules the numbers of all rules, such as 4.8, and of sections that are one rule, such as 0
 * @param invisible the rules whose effect no test can observe
 */
record RuleBook(Set<String> rules, Set<String> invisible) {

  private static final Pattern RULE = Pattern.compile("\\*\\*(\\d+\\.\\d+) .*", Pattern.DOTALL);
  private static final Pattern SECTION = Pattern.compile("## ([089]) .*", Pattern.DOTALL);
  private static final Pattern NUMBER = Pattern.compile("\\d+\\.\\d+");
  private static final Pattern CITATION =
      Pattern.compile(
          "[Rr]ules?\\s+(?:\\*\\s+)?(\\d+\\.\\d+(?:(?:-|,\\s+|\\s+and\\s+|\\s+to\\s+)\\d+\\.\\d+)*)");

  /** The directory of the modules. */
  static Path root() {
    Path place = Path.of("").toAbsolutePath();
    while (!Files.exists(place.resolve("docs/semantics.md"))) {
      place = place.getParent();
    }
    return place;
  }

  static RuleBook read() {
    Set<String> rules = new TreeSet<>();
    Set<String> invisible = new TreeSet<>();
    for (String paragraph : text(root().resolve("docs/semantics.md")).split("\n\n")) {
      Matcher rule = RULE.matcher(paragraph);
      Matcher section = SECTION.matcher(paragraph);
      Matcher found = rule.matches() ? rule : section;
      if (found == rule || section.matches()) {
        rules.add(found.group(1));
        if (paragraph.replaceAll("\\s+", " ").endsWith("(not visible offline)")) {
          invisible.add(found.group(1));
        }
      }
    }
    return new RuleBook(rules, invisible);
  }

  /** The rules that the comments of a source file cite. */
  static Set<String> citedIn(Path source) {
    Set<String> cited = new TreeSet<>();
    Matcher citations = CITATION.matcher(text(source));
    while (citations.find()) {
      NUMBER.matcher(citations.group(1)).results().forEach(number -> cited.add(number.group()));
    }
    return cited;
  }

  /** The Java sources of all modules, including tests. */
  static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    try (DirectoryStream<Path> modules = Files.newDirectoryStream(root(), "kms-*")) {
      for (Path module : modules) {
        Path source = module.resolve("src");
        if (!Files.isDirectory(source)) {
          continue; // The bill of materials has none.
        }
        try (Stream<Path> files = Files.walk(source)) {
          files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
        }
      }
    }
    return sources;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
