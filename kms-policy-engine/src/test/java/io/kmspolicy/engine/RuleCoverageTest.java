package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Label;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Consistency of rules, code and tests: every rule has a test whose name begins with its number,
 * and nothing cites a rule that does not exist.
 */
class RuleCoverageTest {

  private static final Pattern CITED = Pattern.compile("(\\d+\\.\\d+)(?:-(\\d+)\\.(\\d+))?");
  private static final Pattern WHOLE_SECTION = Pattern.compile("[089](?=[,:])");

  /** The rules that the name of a test cites: the numbers before the first colon. */
  private static Set<String> cited(String name) {
    Set<String> rules = new TreeSet<>();
    String numbers = name.substring(0, Math.max(name.indexOf(':'), 0));
    Matcher cited = CITED.matcher(numbers);
    while (cited.find()) {
      rules.add(cited.group(1));
      if (cited.group(2) != null) {
        int first = Integer.parseInt(cited.group(1).substring(cited.group(1).indexOf('.') + 1));
        for (int number = first; number <= Integer.parseInt(cited.group(3)); number++) {
          rules.add(cited.group(2) + "." + number);
        }
      }
    }
    Matcher section = WHOLE_SECTION.matcher(name);
    if (section.lookingAt()) {
      rules.add(section.group());
    }
    return rules;
  }

  private static Set<String> citedByTests() {
    Set<String> rules = new TreeSet<>();
    for (Class<?> test : testClasses()) {
      for (Method method : test.getDeclaredMethods()) {
        DisplayName name = method.getAnnotation(DisplayName.class);
        Label label = method.getAnnotation(Label.class);
        rules.addAll(name == null ? Set.of() : cited(name.value()));
        rules.addAll(label == null ? Set.of() : cited(label.value()));
      }
    }
    return rules;
  }

  private static List<Class<?>> testClasses() {
    try {
      Path place =
          Path.of(
              RuleCoverageTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.walk(place)) {
        return files
            .map(file -> place.relativize(file).toString())
            .filter(file -> file.endsWith(".class"))
            .<Class<?>>map(RuleCoverageTest::load)
            .toList();
      }
    } catch (IOException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Class<?> load(String file) {
    String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
    try {
      return Class.forName(name, false, RuleCoverageTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void rules_all_haveATest() {
    RuleBook book = RuleBook.read();
    Set<String> untested = new TreeSet<>(book.rules());
    untested.removeAll(citedByTests());
    untested.removeAll(book.invisible());

    assertThat(untested).as("rules without a test that cites them").isEmpty();
  }

  @Test
  void rules_ofAllSections_areRead() {
    RuleBook book = RuleBook.read();

    assertThat(book.rules()).hasSizeGreaterThan(110).contains("0", "1.1", "2.19", "6.15", "8", "9");
    assertThat(book.invisible()).hasSizeLessThan(5);
  }

  @Test
  void tests_citations_exist() {
    assertThat(RuleBook.read().rules()).containsAll(citedByTests());
  }

  @Test
  void sources_citations_exist() throws IOException {
    Set<String> rules = RuleBook.read().rules();
    assertThat(RuleBook.sources())
        .hasSizeGreaterThan(100)
        .allSatisfy(source -> assertThat(rules).containsAll(RuleBook.citedIn(source)));
  }

  @Test
  void cited_names_giveNumbers() {
    assertThat(cited("6.3-6.5, 1.1: x 2.2")).containsExactly("1.1", "6.3", "6.4", "6.5");
    assertThat(cited("0, line 1: x")).containsExactly("0");
    assertThat(cited("7.2 a: x")).containsExactly("7.2");
    assertThat(cited("no number")).isEmpty();
  }
}
