package io.kmspolicy.inputs.ignore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.source.RequiredProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Paths are ignored by the rules of {@code gitignore(5)}; Git itself is the oracle. */
final class IgnoreRulesTest {

  private static final int TREES = 100;
  private static final List<String> NAMES = List.of("a", "b", "ab", "ba.c", "a b", "[a]", "#a");
  private static final List<String> PARTS =
      List.of("a", "b", "*", "?", "**", "[ab]", "[!a]", "[a-c]", "\\*", "\\[", ".c", "[[:alpha:]]");

  @TempDir private Path root;

  @ParameterizedTest(name = "`{0}` and {1}: {2}")
  @DisplayName("The rules of gitignore(5), one by one")
  @CsvSource(
      delimiter = '|',
      value = {
        "a.json          | a.json        | true",
        "a.json          | d/a.json      | true",
        "/a.json         | a.json        | true",
        "/a.json         | d/a.json      | false",
        "d/a.json        | d/a.json      | true",
        "d/a.json        | e/d/a.json    | false",
        "**/d/a.json     | e/d/a.json    | true",
        "**/d/a.json     | d/a.json      | true",
        "d/**            | d/e/a.json    | true",
        "d/**            | d             | false",
        "d/**/a.json     | d/a.json      | true",
        "d/**/a.json     | d/e/f/a.json  | true",
        "*.json          | d/a.json      | true",
        "d/*             | d/e/a.json    | false",
        "d?a.json        | d/a.json      | false",
        "[a-c].json      | b.json        | true",
        "[!a-c].json     | b.json        | false",
        "[]-].json       | ].json        | true",
        "[[:digit:]].json| 7.json        | true",
        "[a              | [a            | false",
        "a\\             | a\\           | false",
        "\\#a            | #a            | true",
        "\\!a            | !a            | true",
        "\\a             | a             | true",
        "d/              | d             | false",
        "d//a            | d/a           | false"
      })
  void pattern_ofAFile_matches(String line, String path, boolean isIgnored) {
    assertThat(IgnorePattern.of(line).map(one -> one.matches(Path.of(path), false)).orElse(false))
        .isEqualTo(isIgnored);
  }

  @Test
  void line_blankCommentAndTrailingSpaces_areRead() {
    assertThat(IgnorePattern.of("")).isEmpty();
    assertThat(IgnorePattern.of("   ")).isEmpty();
    assertThat(IgnorePattern.of("# a")).isEmpty();
    assertThat(IgnorePattern.of("a  ").orElseThrow().matches(Path.of("a"), false)).isTrue();
    assertThat(IgnorePattern.of("a\\ ").orElseThrow().matches(Path.of("a "), false)).isTrue();
    assertThat(IgnorePattern.of("d/").orElseThrow().matches(Path.of("d"), true)).isTrue();
  }

  @Test
  @DisplayName("A name of many runs takes at most the product of the lengths")
  void match_manyRuns_ends() {
    NamePattern runs = NamePattern.of("*a".repeat(200) + "b").orElseThrow();
    assertThat(runs.matches("a".repeat(20_000))).isFalse();
    IgnorePattern paths = IgnorePattern.of("**/a/".repeat(100) + "b").orElseThrow();
    assertThat(paths.matches(Path.of("a/".repeat(1_000)), true)).isFalse();
  }

  @Test
  void above_directoryThatIsIgnored_hasNoRules() throws IOException {
    Files.createDirectories(root.resolve(".git"));
    Files.createDirectories(root.resolve("out/in"));
    write(".gitignore", "out/\n*.tmp\n");
    write("out/.gitignore", "*.json\n");
    assertThat(IgnoreRules.above(root.resolve("out/in"))).isSameAs(IgnoreRules.none());
    IgnoreRules kept = IgnoreRules.above(Files.createDirectory(root.resolve("kept")));
    assertThat(kept.ignore(root.resolve("kept/a.tmp"), false)).isTrue();
    assertThat(kept.ignore(root.resolve("kept/a.json"), false)).isFalse();
  }

  @Test
  void above_outsideOfARepository_hasNoRules() throws IOException {
    write(".gitignore", "*\n");
    assertThat(IgnoreRules.above(Files.createDirectory(root.resolve("d"))))
        .isSameAs(IgnoreRules.none());
  }

  @Test
  void below_hugeFile_isRefused() throws IOException {
    write(".gitignore", "a".repeat(2 << 20));
    assertThatThrownBy(() -> IgnoreRules.none().below(root))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(".gitignore: the file is larger than 1048576 bytes");
  }

  @Test
  @DisplayName("In random trees with random patterns, the files that Git leaves out are left out")
  void ignore_randomTrees_areThoseOfGit() throws IOException, InterruptedException {
    RequiredProgram.GIT.path();
    long seed = 20_261_126L;
    Random random = new Random(seed);
    int ignored = 0;
    int kept = 0;
    for (int i = 0; i < TREES; i++) {
      Path tree = Files.createDirectory(root.resolve("tree" + i));
      git(tree, "init", "-q");
      int files = makeTree(tree, random);
      TreeSet<String> ours = new TreeSet<>();
      collect(tree, tree, IgnoreRules.above(tree), ours);
      TreeSet<String> theirs =
          new TreeSet<>(
              Arrays.asList(
                  git(tree, "ls-files", "-o", "-z", "--exclude-standard").split("\0", -1)));
      theirs.remove("");
      TreeSet<String> extra = new TreeSet<>(ours);
      extra.removeAll(theirs);
      TreeSet<String> missing = new TreeSet<>(theirs);
      missing.removeAll(ours);
      assertThat(List.of(extra, missing))
          .as("seed %d, tree %d, kept here and by Git only; %s", seed, i, patterns(tree))
          .allMatch(TreeSet::isEmpty);
      kept += ours.size();
      ignored += files - ours.size();
    }
    assertThat(List.of(kept, ignored)).allMatch(count -> count > TREES);
  }

  /** Makes files with random names, and a list of patterns in each directory. */
  private static int makeTree(Path tree, Random random) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      Path directory = tree;
      for (int depth = random.nextInt(4); depth > 0; depth--) {
        directory = directory.resolve("d" + any(NAMES, random));
      }
      Files.createDirectories(directory);
      Path file = directory.resolve(any(NAMES, random));
      if (Files.notExists(file)) {
        files.add(Files.createFile(file));
      }
    }
    List<Path> directories;
    try (Stream<Path> all = Files.walk(tree)) {
      directories =
          all.filter(Files::isDirectory).filter(one -> !one.toString().contains(".git")).toList();
    }
    int lists = 0;
    for (Path directory : directories) {
      if (directory.equals(tree) || random.nextInt(3) == 0) {
        StringBuilder lines = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
          lines.append(line(random)).append(random.nextInt(5) == 0 ? "\r\n" : "\n");
        }
        Files.writeString(directory.resolve(".gitignore"), lines);
        lists++;
      }
    }
    return files.size() + lists;
  }

  private static String line(Random random) {
    StringBuilder line = new StringBuilder(random.nextInt(4) == 0 ? "!" : "");
    line.append(random.nextInt(4) == 0 ? "/" : "");
    int names = 1 + random.nextInt(3);
    for (int i = 0; i < names; i++) {
      line.append(i == 0 ? "" : "/");
      line.append(i < names - 1 && random.nextBoolean() ? "d" : "");
      for (int j = 1 + random.nextInt(2); j > 0; j--) {
        line.append(any(PARTS, random));
      }
    }
    line.append(random.nextInt(5) == 0 ? "/" : "").append(random.nextInt(6) == 0 ? "  " : "");
    // Git compares the literal beginning `d` of `d**` by itself, so that `**` then stands for whole
    // names, against its documentation. Such patterns are left out.
    return line.toString().replaceAll("(?<=[^/!*])\\*{2,}|\\*{2,}(?=[^/* ])|\\*{3,}", "*");
  }

  private static <T> T any(List<T> list, Random random) {
    return list.get(random.nextInt(list.size()));
  }

  private static void collect(Path tree, Path directory, IgnoreRules above, Set<String> files)
      throws IOException {
    IgnoreRules rules = above.below(directory);
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path entry : entries.toList()) {
        boolean isDirectory = Files.isDirectory(entry);
        if (entry.endsWith(".git") || rules.ignore(entry, isDirectory)) {
          continue;
        }
        if (isDirectory) {
          collect(tree, entry, rules, files);
        } else {
          files.add(tree.relativize(entry).toString());
        }
      }
    }
  }

  private static String patterns(Path tree) throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path file : all.filter(one -> one.endsWith(".gitignore")).toList()) {
        text.append(tree.relativize(file)).append(":\n").append(Files.readString(file));
      }
    }
    return text.toString();
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String git(Path directory, String... args)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "-C", directory.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
    builder.environment().put("GIT_CONFIG_NOSYSTEM", "1");
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
