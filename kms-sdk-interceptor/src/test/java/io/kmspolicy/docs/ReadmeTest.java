package io.kmspolicy.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The README's promises that a machine can hold: its code compiles, its links lead somewhere. */
class ReadmeTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  private static final Pattern CLASS = Pattern.compile("(?m)^class (\\w+)");

  /** Tests of policies are compiled where JUnit's extension is: {@code kms-policy-junit}. */
  private static final String TEST = "@PolicyTest";

  static List<String> snippets() throws IOException {
    List<String> snippets = new ArrayList<>();
    Matcher block = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(readme());
    while (block.find()) {
      if (!block.group(1).contains(TEST)) {
        snippets.add(block.group(1));
      }
    }
    return snippets;
  }

  private static String readme() throws IOException {
    return Files.readString(ROOT.resolve("README.md"));
  }

  @Test
  @DisplayName("The README has an example of each use")
  void snippets_readme_areFound() throws IOException {
    assertThat(snippets()).hasSize(2);
  }

  @ParameterizedTest
  @MethodSource("snippets")
  @DisplayName("The README's examples compile")
  void compile_snippet_hasNoError(String snippet) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter errors = new StringWriter();
    JavaFileObject source = new Source(snippet);
    List<String> options =
        List.of("-proc:none", "-d", "target", "-cp", System.getProperty("java.class.path"));
    boolean compiled = compiler.getTask(errors, null, null, options, null, List.of(source)).call();
    assertThat(errors.toString()).isEmpty();
    assertThat(compiled).isTrue();
  }

  @Test
  @DisplayName("The README's links lead to files of the repository")
  void links_readme_leadSomewhere() throws IOException {
    Matcher link = Pattern.compile("]\\(([^)#:]+)\\)").matcher(readme());
    while (link.find()) {
      assertThat(ROOT.resolve(link.group(1))).exists();
    }
  }

  private static final class Source extends SimpleJavaFileObject {

    private final String text;

    Source(String text) {
      super(URI.create("string:///" + name(text) + ".java"), Kind.SOURCE);
      this.text = text;
    }

    private static String name(String text) {
      Matcher declared = CLASS.matcher(text);
      assertThat(declared.find()).isTrue();
      return declared.group(1);
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
