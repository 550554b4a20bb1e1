package io.kmspolicy.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.cli.html.Browser;
import io.kmspolicy.cli.html.Contrast;
import io.kmspolicy.cli.html.PdfText;
import io.kmspolicy.cli.html.SharedBrowser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Promise: the page is one file, shows nothing confidential unless asked, and serves keyboards and
 * screen readers. The tests in a browser are skipped where {@code chromium} and {@code
 * chromedriver} are not installed. With {@code -Dkmspolicy.golden=write} the picture in the
 * documentation is written.
 */
class ReplayPageTest {

  private static final Path EXAMPLES = Path.of("..", "docs", "examples");
  private static final Path PICTURE = Path.of("..", "docs", "replay-page.png");
  private static final String TAB = "\uE004";
  private static final String ENTER = "\uE007";

  @RegisterExtension static final SharedBrowser BROWSER = new SharedBrowser();

  @TempDir Path directory;

  private Path page;

  @BeforeEach
  void writePage() throws IOException {
    copy("policies");
    copy("proposed");
    page = directory.resolve("page.html");
    write();
  }

  /** The example's policies, for a tenant whose name is confidential. */
  private void copy(String policies) throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLES.resolve(policies))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = directory.resolve(EXAMPLES.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.writeString(
            target,
            Files.readString(file)
                .replace(
                    "\"StringEquals\": {\"kms:EncryptionContext:tenant\": \"a\"}",
                    "\"StringLike\": {\"kms:EncryptionContext:tenant\": \"confid*\"}"));
      }
    }
  }

  /** The example's trail, with a marked name and a confidential value. */
  private static String trail() throws IOException {
    return Files.readString(EXAMPLES.resolve("trail.jsonl"))
        .replace("\"tenant\": \"a\"", "\"tenant\": \"confidential-4711\", \"<b>name\": \"x\"");
  }

  private void write(String... more) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of("replay", "--policies", "policies", "--proposed", "proposed", "--unused"));
    all.addAll(List.of(more));
    all.addAll(List.of("--html", "page.html", "-"));
    CommandRun run = CommandRun.in(directory, trail(), all.toArray(String[]::new));
    assertThat(run.err()).isEmpty();
  }

  @Test
  void page_textsOfTheTrail_areEscaped() throws IOException {
    assertThat(Files.readString(page)).contains("&lt;b&gt;name").doesNotContain("<b>name");
  }

  @Test
  void page_encryptionContext_isRedactedUnlessAsked() throws IOException {
    assertThat(Files.readString(page)).doesNotContain("confidential-4711");

    write("--show-values");

    assertThat(Files.readString(page)).contains("confidential-4711");
  }

  @Test
  void page_hasNothingFromOutside() throws IOException {
    assertThat(Files.readString(page))
        .contains("default-src 'none'")
        .doesNotContainPattern("(src|href)=")
        .doesNotContain("url(", "@import", "fetch(");
  }

  @Test
  void page_inABrowser_filtersAndSortsByKeyboard() throws Exception {
    Browser browser = BROWSER.emptied();
    browser.show(page);

    assertThat(browser.run("return document.title").asText()).isEqualTo("Replay of CloudTrail");
    long all = rows(browser);
    assertThat(all).isGreaterThan(3);

    browser.run("document.getElementById('usage-filter').focus()");
    browser.press("never matched");
    long shown = rows(browser);
    assertThat(shown).isBetween(1L, all - 1);
    assertThat(
            browser
                .run("return document.querySelector('[data-for=usage] [role=status]').textContent")
                .asText())
        .isEqualTo(shown + " of " + all + " rows");

    // From the filter over the list and the table's region to the first header.
    browser.press(TAB + TAB + TAB + ENTER);
    assertThat(sorted(browser, 0)).isEqualTo("ascending");
    browser.press(ENTER);
    assertThat(sorted(browser, 0)).isEqualTo("descending");
    assertThat(
            browser
                .run(
                    "const s = getComputedStyle(document.activeElement);"
                        + " return s.outlineStyle + ' ' + s.outlineWidth")
                .asText())
        .isEqualTo("solid 3px");
  }

  @Test
  void page_inABrowser_hasNamesForScreenReaders() throws Exception {
    Browser browser = BROWSER.emptied();
    browser.show(page);

    List<String> unnamed = new ArrayList<>();
    List<String> tables = new ArrayList<>();
    for (JsonNode node : browser.accessibilityTree()) {
      String role = node.at("/role/value").asText();
      String name = node.at("/name/value").asText();
      boolean ignored = node.path("ignored").asBoolean();
      if (!ignored
          && List.of("button", "searchbox", "combobox", "region", "table", "columnheader")
              .contains(role)
          && name.isBlank()) {
        unnamed.add(node.toString());
      }
      if (!ignored && role.equals("table")) {
        tables.add(name);
      }
    }
    assertThat(unnamed).isEmpty();
    assertThat(tables)
        .contains(
            "AWS's answers and those of the policies",
            "What the proposed policies change",
            "Use of statements and grants");
  }

  /**
   * WCAG 2.2, 1.4.3 and 1.4.11: texts have a contrast of 4.5 to 1 at least, and what marks rows,
   * controls and the focus one of 3 to 1, in both color schemes.
   */
  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void page_inABrowser_hasContrast(String scheme) throws Exception {
    Browser browser = BROWSER.emptied();
    browser.scheme(scheme);
    browser.show(page);
    browser.run("document.querySelectorAll('details').forEach(d => d.open = true)");

    assertThat(browser.run(Contrast.SCRIPT + "return dark(document.body)").asBoolean())
        .isEqualTo(scheme.equals("dark"));
    assertThat(browser.run(Contrast.SCRIPT + TEXTS).asDouble()).isGreaterThanOrEqualTo(4.5);
    assertThat(browser.run(Contrast.SCRIPT + MARKS).asDouble()).isGreaterThanOrEqualTo(3);
  }

  private static final String TEXTS =
      """
      return texts('h1, h2, dt, dd, td, th button, label, input, select, summary, pre, [role=status]');
      """;

  private static final String MARKS =
      """
      let least = fields();
      for (const e of document.querySelectorAll('tr.bad td:first-child, tr.open td:first-child')) {
        least = Math.min(least, contrast(parse(getComputedStyle(e).borderLeftColor), back(e)));
      }
      const focused = document.querySelector('th button');
      focused.focus({focusVisible: true});
      return Math.min(least, contrast(parse(getComputedStyle(focused).outlineColor), back(focused)));
      """;

  /** The suggestions of {@code --suggest} are on the page, with the policies. */
  @Test
  void page_withSuggestions_listsThem() throws IOException {
    Files.writeString(directory.resolve("trail.jsonl"), trail());
    CommandRun run =
        CommandRun.in(
            directory,
            "",
            "replay",
            "--policies",
            "policies",
            "--suggest",
            "suggested",
            "--html",
            "page.html",
            "trail.jsonl");
    assertThat(run.err()).isEmpty();

    assertThat(Files.readString(page))
        .contains("Key policies that allow what the calls needed")
        .containsPattern("<td data-kind>(can allow less|no suggestion)</td>");
  }

  /** The reason is what readers look for; wider windows show the whole table. */
  @ParameterizedTest
  @ValueSource(ints = {1024, 1280, 1440, 1920})
  void page_inABrowser_showsTheReasonWithoutScrolling(int width) throws Exception {
    Browser browser = BROWSER.emptied();
    browser.size(width, 900);
    browser.show(page);

    int right =
        browser
            .run(
                "return Math.max(...Array.from(document.querySelectorAll('#changes td.wide'),"
                    + " cell => cell.getBoundingClientRect().right))")
            .asInt();
    int hidden =
        browser
            .run(
                "const s = document.querySelector('#changes').parentElement;"
                    + " return s.scrollWidth - s.clientWidth")
            .asInt();

    assertThat(right).isBetween(1, width);
    assertThat(hidden).isLessThanOrEqualTo(width >= 1280 ? 0 : width);
  }

  @Test
  void page_inABrowser_isPictured() throws Exception {
    Browser browser = BROWSER.emptied();
    browser.show(page);
    browser.run("document.querySelector('details').open = true");

    byte[] picture = browser.picture();

    assertThat(picture).hasSizeGreaterThan(10_000).startsWith(0x89, 'P', 'N', 'G');
    if (System.getProperty("kmspolicy.golden", "").equals("write")) {
      Files.write(PICTURE, picture);
    }
  }

  /** A long ARN is abbreviated until it has the focus; it is found and printed as a whole. */
  @Test
  void page_inABrowser_abbreviatesArns() throws Exception {
    String arn = "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    Browser browser = BROWSER.emptied();
    browser.size(1280, 900);
    browser.show(page);
    String find =
        "const arn = Array.from(document.querySelectorAll('#changes .arn'))"
            + ".find(each => each.title === '"
            + arn
            + "'); ";

    assertThat(browser.run(find + "return arn.children[1].innerText").asText())
        .isEqualTo("arn:…:key/1234abc…234567890ab");
    assertThat(browser.run(find + "return arn.children[0].offsetWidth").asInt()).isEqualTo(1);
    assertThat(
            browser
                .run(find + "arn.focus(); return getComputedStyle(arn.children[0]).position")
                .asText())
        .isEqualTo("static");
    browser.run("document.getElementById('changes-filter').focus()");
    browser.press("us-west-2:111122223333:key/1234abcd-12ab");
    assertThat(
            browser
                .run("return document.querySelectorAll('#changes tbody tr:not([hidden])').length")
                .asInt())
        .isEqualTo(1);
    assertThat(String.join("", PdfText.pages(browser.print()))).contains(arn);
  }

  private static long rows(Browser browser) throws IOException, InterruptedException {
    return browser
        .run("return document.querySelectorAll('#usage tbody tr:not([hidden])').length")
        .asLong();
  }

  private static String sorted(Browser browser, int column)
      throws IOException, InterruptedException {
    return browser
        .run("return document.querySelectorAll('#usage th')[" + column + "].ariaSort")
        .asText();
  }
}
