package io.kmspolicy.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.check.CheckMarkdownTest.Fixed;
import io.kmspolicy.cli.check.Part.Detail;
import io.kmspolicy.lint.sarif.SarifResult;
import io.kmspolicy.lint.sarif.SarifRule;
import io.kmspolicy.model.json.JsonWriter;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import picocli.CommandLine;

/** Texts of policies and names of files are shown by the Markdown, and never read as such. */
final class CheckMarkdownTest {

  private static final Pattern PRE = Pattern.compile("<pre>\n[^<>]*</pre>\n");
  private static final Pattern CODE = Pattern.compile("<code>(?:[\\p{L}\\p{Nd} ]|&#\\d+;)*</code>");
  private static final String FRAME =
      """
      ### kms-policy check: failed

      Compared NAME with NAME.

      | part | outcome | |
      | --- | --- | --- |
      | lint | :x: failed | summary |

      <details>
      <summary>lint: NAME</summary>

      TEXT

      </details>
      """;

  /** A part that failed with these details. */
  record Fixed(List<Detail> details) implements Part {
    @Override
    public PartName name() {
      return PartName.LINT;
    }

    @Override
    public Outcome outcome() {
      return Outcome.FAILED;
    }

    @Override
    public String summary() {
      return "summary";
    }

    @Override
    public void write(JsonWriter json) {}

    @Override
    public List<SarifRule> rules() {
      return List.of();
    }

    @Override
    public List<SarifResult> results() {
      return List.of();
    }
  }

  private static String markdown(String name, List<Detail> details) {
    FailOn option = new FailOn();
    return CheckMarkdown.of(
        new CheckReport(
            name,
            name + "2",
            List.of(),
            List.of(),
            List.of(new Fixed(details)),
            option.rules(new CommandLine(CommandLine.Model.CommandSpec.create()))));
  }

  private static String frame(String markdown) {
    return CODE.matcher(PRE.matcher(markdown).replaceAll("TEXT\n")).replaceAll("NAME");
  }

  @Property(tries = 500)
  @Label("Whatever names and texts contain, the page has the same structure")
  void of_anyText_keepsTheStructure(
      @ForAll String name, @ForAll String title, @ForAll String text) {
    assertThat(frame(markdown(name, List.of(new Detail(title, text + "\n"))))).isEqualTo(FRAME);
  }

  @Example
  @Label("HTML, Markdown, mentions and line breaks in a name or a text are shown as they are")
  void of_hostileText_isShown() {
    String hostile =
        "</pre></code></details><script>alert(1)</script> @everyone | `x` \n\n"
            + "# Title [a](b) \u202e";

    String markdown = markdown(hostile, List.of(new Detail(hostile, hostile + "\n")));

    assertThat(frame(markdown)).isEqualTo(FRAME);
    assertThat(markdown)
        .contains("&lt;/pre&gt;&lt;/code&gt;&lt;/details&gt;&lt;script&gt;alert(1)&lt;/script&gt;")
        .doesNotContain("<script", "\u202e");
  }

  @Example
  @Label("A comment stays below the limit of GitHub; what is left out is counted")
  void of_manyDetails_staysBelowTheLimit() {
    String lines = "a line with <b>\n".repeat(5_000);

    String markdown = markdown("a", Collections.nCopies(10, new Detail("title", lines)));

    assertThat(markdown.length()).isLessThan(65_536);
    assertThat(markdown)
        .contains("The section above is cut off; the other formats have all of it.\n")
        .contains(" more sections left out; the other formats have all of them.\n");
  }
}
