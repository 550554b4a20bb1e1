package io.kmspolicy.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.cli.html.Browser;
import io.kmspolicy.cli.html.Contrast;
import io.kmspolicy.cli.html.PdfText;
import io.kmspolicy.cli.html.SharedBrowser;
import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Promise: the fleet's page is one file, runs nothing that a policy contains, stays small in the
 * browser, and serves keyboards and screen readers. The tests in a browser are skipped where {@code
 * chromium} and {@code chromedriver} are not installed. With {@code -Dkmspolicy.golden=write} the
 * pictures in the documentation are written; {@code -Dkmspolicy.fleet=300x1000} tests and times a
 * page of this size.
 */
class ReportPageTest {

  private static final Path PICTURES = Path.of("..", "docs");
  private static final String ENTER = "\uE007";
  private static final String ESCAPE = "\uE00C";
  private static final String LEFT = "\uE012";
  private static final String RIGHT = "\uE014";
  private static final String DOWN = "\uE015";
  private static final String END = "\uE010";
  private static final String SCRIPT = "</script><script>window.injected = 1</script>";
  private static final String IMAGE = "<img src=x onerror='window.injected = 2'>";

  @RegisterExtension static final SharedBrowser BROWSER = new SharedBrowser();

  @TempDir private static Path directory;

  private static Path page;

  @BeforeAll
  static void writePage() throws IOException {
    page = report(12, 24);
  }

  /** A page beside the directory that it shows. */
  private static Path report(int roles, int keys) throws IOException {
    Path fleet = directory.resolve("fleet-" + roles);
    new FleetFixture(fleet, roles, keys).write();
    Path policy =
        fleet.resolve("111122223333/keys/us-west-2/" + FleetFixture.keyId(0) + "/policy.json");
    Files.writeString(
        policy,
        Files.readString(policy)
            .replace("\"Sid\": \"Team\"", "\"Sid\": \"" + SCRIPT + "\"")
            .replace("\"key-0\"", "[\"key-0\", \"" + IMAGE + "\"]"));
    CommandRun run =
        CommandRun.in(
            directory,
            "",
            "report",
            fleet.getFileName().toString(),
            "-o",
            fleet.getFileName() + ".html");
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isEqualTo(ExitStatus.OK);
    return directory.resolve(fleet.getFileName() + ".html");
  }

  @Test
  void page_textsOfPolicies_areData() throws IOException {
    assertThat(Files.readString(page))
        .doesNotContain(SCRIPT, IMAGE)
        .contains("\\u003cimg")
        .containsPattern("default-src 'none'; .*script-src 'sha256-[^' ]*'\"")
        .doesNotContain("unsafe-inline")
        .doesNotContainPattern("(src|href)=\"")
        .doesNotContain("url(", "@import", "fetch(", "innerHTML");
  }

  /**
   * Every tenth key lets its account in. Every fifth has a grant to a role of another account,
   * whose own policies do not allow it, so that it may be of no effect (rule 5.8).
   */
  @Test
  void page_beginsWithTheKeysByRisk() throws IOException {
    String text = Files.readString(page);

    assertThat(text).containsSubsequence("id=\"risks\"", "id=\"worst\"", "id=\"fleet\"");
    assertThat(says(text, "public")).isEqualTo("0 of 24 keys");
    assertThat(says(text, "other accounts")).isEqualTo("0 of 24 keys; not known for 5");
    assertThat(says(text, "everybody in the account")).isEqualTo("3 of 24 keys");
    assertThat(says(text, "single administrator")).isEqualTo("0 of 24 keys");
    assertThat(says(text, "111122223333")).startsWith("8 keys: ");
    assertThat(text).contains("<strong title=\"arn:aws:kms:", "Everybody in account ");
  }

  /** The text beside a bar. */
  private static String says(String page, String bar) {
    String start = "<span class=\"what\">" + bar + "</span><span class=\"says\">";
    int from = page.indexOf(start) + start.length();
    return page.substring(from, page.indexOf("</span>", from));
  }

  @Test
  void report_ofADirectoryWithoutKeys_isRefused() throws IOException {
    Files.createDirectories(directory.resolve("none"));
    Files.writeString(directory.resolve("none/directory.properties"), "none = grants\n");

    CommandRun run = CommandRun.in(directory, "", "report", "none", "-o", "none.html");

    assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    assertThat(run.err()).contains("none: there is no key");
    assertThat(directory.resolve("none.html")).doesNotExist();
  }

  @Test
  void page_inABrowser_isUsedByKeyboard() throws Exception {
    Browser browser = BROWSER.emptied();
    browser.show(page);
    browser.run("document.getElementById('fleet').focus()");

    browser.press(DOWN + DOWN + RIGHT);

    assertThat(active(browser)).isEqualTo("fleet-2-1");
    assertThat(text(browser, "getComputedStyle(document.querySelector('.active')).boxShadow"))
        .contains("3px inset");

    browser.press(LEFT + ENTER);

    assertThat(browser.run("return document.querySelector('dialog').open").asBoolean()).isTrue();
    assertThat(text(browser, "document.querySelector('dialog').textContent"))
        .contains("use: ", "change policy: ", "statement \"", "policy.json:");
    assertThat(text(browser, "document.activeElement.tagName")).isEqualTo("H2");

    browser.press(ESCAPE);

    assertThat(browser.run("return document.querySelector('dialog').open").asBoolean()).isFalse();
    assertThat(text(browser, "document.activeElement.id")).isEqualTo("fleet");
    browser.press(END);
    assertThat(active(browser)).isEqualTo("fleet-2-23");
  }

  @Test
  void page_inABrowser_showsMarkupOfPoliciesAsText() throws Exception {
    Browser browser = BROWSER.emptied();
    browser.show(page);
    filter(browser, "rows", "role/team-0");
    filter(browser, "columns", "alias/team-0");
    browser.run("document.getElementById('fleet').focus()");
    browser.press(ENTER);

    assertThat(text(browser, "document.querySelector('dialog').textContent"))
        .contains("window.injected = 1", IMAGE, "kms:EncryptionContext:key");
    assertThat(text(browser, "String(window.injected)")).isEqualTo("undefined");
    assertThat(browser.run("return document.querySelectorAll('dialog img').length").asInt())
        .isZero();
  }

  @Test
  void page_inABrowser_filtersRowsColumnsGroupsAndLooks() throws Exception {
    Browser browser = BROWSER.emptied();
    browser.show(page);
    String all = status(browser);

    filter(browser, "rows", "team-1");
    assertThat(status(browser)).startsWith("3 of ").contains("24 of 24 keys");
    filter(browser, "columns", "eu-central-1");
    assertThat(status(browser)).contains("12 of 24 keys");
    filter(browser, "rows", "");
    filter(browser, "columns", "");
    assertThat(status(browser)).isEqualTo(all);

    filter(browser, "group", "change policy");
    filter(browser, "look", "allowed");
    assertThat(status(browser)).doesNotStartWith("0 of ").isNotEqualTo(all);
    assertThat(
            browser.run("return document.querySelectorAll('.cell .look.allowed').length").asInt())
        .isPositive();
    assertThat(browser.run("return document.querySelectorAll('.cell .look.denied').length").asInt())
        .isZero();
  }

  @Test
  void page_inABrowser_hasRolesAndNamesForScreenReaders() throws Exception {
    Browser browser = BROWSER.emptied();
    browser.show(page);

    List<String> cells = new ArrayList<>();
    List<String> unnamed = new ArrayList<>();
    List<String> roles = new ArrayList<>();
    for (JsonNode node : browser.accessibilityTree()) {
      String role = node.at("/role/value").asText();
      String name = node.at("/name/value").asText();
      if (node.path("ignored").asBoolean()) {
        continue;
      }
      roles.add(role);
      if (role.equals("gridcell")) {
        cells.add(name);
      }
      if (List.of(
                  "button",
                  "searchbox",
                  "combobox",
                  "grid",
                  "gridcell",
                  "rowheader",
                  "columnheader")
              .contains(role)
          && name.isBlank()) {
        unnamed.add(node.toString());
      }
    }
    assertThat(unnamed).isEmpty();
    assertThat(roles).contains("grid", "row", "rowheader", "columnheader", "status");
    assertThat(cells)
        .anyMatch(
            name ->
                name.matches(
                    "role/team-\\d+, alias/team-\\d+: use .*, grant .*, administer .*, change"
                        + " policy .*, view .*"));
  }

  /** WCAG 2.2, 1.4.3 and 1.4.11. */
  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void page_inABrowser_hasContrast(String scheme) throws Exception {
    Browser browser = BROWSER.emptied();
    browser.scheme(scheme);
    browser.show(page);

    assertThat(browser.run(Contrast.SCRIPT + "return dark(document.body)").asBoolean())
        .isEqualTo(scheme.equals("dark"));
    assertThat(browser.run(Contrast.SCRIPT + "return texts('main *')").asDouble())
        .isGreaterThanOrEqualTo(4.5);
    assertThat(browser.run(Contrast.SCRIPT + "return fields()").asDouble())
        .isGreaterThanOrEqualTo(3);
    assertThat(
            browser
                .run(
                    Contrast.SCRIPT
                        + "return Math.min(...['bad', 'open', 'mild'].map(name => contrast("
                        + "parse(getComputedStyle(document.querySelector('.part.' + name)).fill),"
                        + " back(document.body))))")
                .asDouble())
        .isGreaterThanOrEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {360, 768, 1920})
  void page_inABrowser_fitsTheWindow(int width) throws Exception {
    Browser browser = BROWSER.emptied();
    browser.size(width, 800);
    browser.show(page);
    browser.run("document.getElementById('fleet').focus()");
    browser.press(DOWN + RIGHT + RIGHT + RIGHT);

    assertThat(browser.run("return document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(width);
    JsonNode cell =
        browser.run(
            "const c = document.querySelector('.active').getBoundingClientRect();"
                + " const g = document.getElementById('fleet').getBoundingClientRect();"
                + " return [c.left - g.left, g.right - c.right]");
    assertThat(cell.get(0).asDouble()).isPositive();
    assertThat(cell.get(1).asDouble()).isGreaterThanOrEqualTo(-1);
  }

  /** On paper are all keys and principals, not those that the window shows. */
  @ParameterizedTest
  @ValueSource(strings = {"light", "dark"})
  void page_onPaper_isWhole(String scheme) throws Exception {
    Browser browser = BROWSER.emptied();
    browser.scheme(scheme);
    browser.size(390, 800);
    browser.show(page);

    String text = String.join("", PdfText.pages(browser.print()));

    assertThat(text).contains("Keysbyrisk", "Thekeyswithrisks", "Whatwasnotknown");
    for (int key = 0; key < 24; key++) {
      assertThat(text).contains("alias/team-" + key + "arn:aws:kms:", FleetFixture.keyId(key));
    }
    assertThat(text.split("anybodyelseofaccount333344445555\\d", -1)).hasSize(1 + 24 / 4);
  }

  /** What a cell opens is on paper too: once for equal cells, with the number that the cell has. */
  @Test
  void page_onPaper_hasTheDetailsOfTheCells() throws Exception {
    Browser browser = BROWSER.emptied();
    browser.show(page);
    filter(browser, "columns", "team-3");
    filter(browser, "rows", "role");

    String text = String.join("", PdfText.pages(browser.print()));

    assertThat(text)
        .contains("Thenumberinacellisthatofitsdetailsbelow.")
        .containsPattern("1\\.\\S*onalias/team-3")
        .contains("Decidedby", "Allowofidentitypolicyuse:statement\"Use\"");
    assertThat(browser.run("return document.querySelectorAll('.printed-detail').length").asInt())
        .as("the details are of the print alone")
        .isZero();
  }

  /** The page has elements for what is visible, whatever the size of the fleet. */
  @Test
  void page_ofALargeFleet_hasNoMoreElements() throws Exception {
    String[] size = System.getProperty("kmspolicy.fleet", "40x160").split("x");
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    Path large = report(Integer.parseInt(size[0]), Integer.parseInt(size[1]));
    System.out.printf(
        "%s: made in %.1f s of processor time, with the directory; %,d bytes%n",
        String.join("x", size),
        (threads.getCurrentThreadCpuTime() - start) / 1e9,
        Files.size(large));
    Browser browser = BROWSER.emptied();
    browser.show(large);
    String steps =
        """
        const grid = document.getElementById('fleet');
        const count = () => document.getElementsByTagName('*').length;
        const field = name => document.querySelector('[name=' + name + ']');
        const set = (name, value) => {
          field(name).value = value;
          field(name).dispatchEvent(new Event('input', {bubbles: true}));
        };
        const press = key =>
          grid.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
        const found = [];
        const step = (name, action) => {
          const start = performance.now();
          action();
          grid.getBoundingClientRect();
          found.push([name, Math.round(performance.now() - start), count()]);
        };
        step('arrow', () => press('ArrowDown'));
        step('page down', () => press('PageDown'));
        step('end', () => press('End'));
        step('open', () => press('Enter'));
        document.querySelector('dialog').close();
        step('filter text', () => set('rows', 'team'));
        step('filter look', () => set('look', 'indeterminate'));
        step('filter group', () => set('group', 'use'));
        step('all', () => { set('rows', ''); set('look', ''); set('group', ''); });
        return found;
        """;
    JsonNode found = browser.run(steps);

    StreamSupport.stream(found.spliterator(), false)
        .forEach(
            step -> {
              System.out.printf(
                  "%s, %s: %d ms, %d elements%n",
                  String.join("x", size),
                  step.get(0).asText(),
                  step.get(1).asInt(),
                  step.get(2).asInt());
              assertThat(step.get(2).asInt()).as(step.get(0).asText()).isLessThan(4_000);
            });
  }

  /** Of a fleet with a public key, one that an account shares, and one without grants. */
  @ParameterizedTest
  @CsvSource({
    "1280, 800, light, report-page.png",
    "1280, 800, dark, report-page-dark.png",
    "390, 1000, light, report-page-narrow.png",
    "390, 1000, dark, report-page-narrow-dark.png"
  })
  void page_inABrowser_isPictured(int width, int height, String scheme, String file)
      throws Exception {
    Browser browser = BROWSER.emptied();
    browser.size(width, height);
    browser.scheme(scheme);
    browser.show(pictured());

    byte[] picture = browser.picture();

    assertThat(browser.run("return document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(width);
    assertThat(picture).hasSizeBetween(10_000, 150_000).startsWith(0x89, 'P', 'N', 'G');
    if (System.getProperty("kmspolicy.golden", "").equals("write")) {
      Files.write(PICTURES.resolve(file), picture);
    }
  }

  private static Path pictured() throws IOException {
    Path fleet = directory.resolve("example");
    new FleetFixture(fleet, 6, 18).write();
    allow(fleet, 4, "\"*\"", "");
    allow(
        fleet,
        7,
        "\"*\"",
        ", \"Condition\": {\"StringEquals\": {\"aws:PrincipalOrgID\": \"o-exampleorgid\"}}");
    allow(fleet, 9, "{\"AWS\": \"999988887777\"}", "");
    Files.delete(folder(fleet, 12).resolve("policy.json"));
    CommandRun run = CommandRun.in(directory, "", "report", "example", "-o", "example.html");
    assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.OK);
    return directory.resolve("example.html");
  }

  private static Path folder(Path fleet, int key) {
    return fleet.resolve(
        FleetFixture.account(key)
            + "/keys/"
            + FleetFixture.region(key)
            + "/"
            + FleetFixture.keyId(key));
  }

  /** Adds a statement to the policy of a key. */
  private static void allow(Path fleet, int key, String principal, String condition)
      throws IOException {
    Path policy = folder(fleet, key).resolve("policy.json");
    Files.writeString(
        policy,
        Files.readString(policy)
            .replace(
                "\"Statement\": [",
                "\"Statement\": [{\"Effect\": \"Allow\", \"Action\": [\"kms:Decrypt\","
                    + " \"kms:Encrypt\"], \"Resource\": \"*\", \"Principal\": "
                    + principal
                    + condition
                    + "},"));
  }

  private static String active(Browser browser) throws IOException, InterruptedException {
    return text(browser, "document.getElementById('fleet').getAttribute('aria-activedescendant')");
  }

  private static String text(Browser browser, String expression)
      throws IOException, InterruptedException {
    return browser.run("return " + expression).asText();
  }

  private static String status(Browser browser) throws IOException, InterruptedException {
    return text(browser, "document.querySelector('[role=status]').textContent");
  }

  private static void filter(Browser browser, String name, String value)
      throws IOException, InterruptedException {
    browser.run(
        "const f = document.querySelector('[name="
            + name
            + "]'); f.value = '"
            + value
            + "'; f.dispatchEvent(new Event('input', {bubbles: true}))");
  }
}
