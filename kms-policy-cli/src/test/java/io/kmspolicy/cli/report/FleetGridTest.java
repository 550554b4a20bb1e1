package io.kmspolicy.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmspolicy.analysis.fleet.FleetGrid;
import io.kmspolicy.analysis.query.AccessQuery;
import io.kmspolicy.analysis.query.Answer;
import io.kmspolicy.analysis.query.DirectoryNames;
import io.kmspolicy.analysis.query.Principal;
import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.engine.condition.ConditionWriter;
import io.kmspolicy.engine.explain.DeterminingStatement;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Promise: a cell of the page is what {@code who-can} answers, although keys that differ in their
 * names only are asked about once.
 */
class FleetGridTest {

  private static final Path EXAMPLES = Path.of("..", "docs", "examples", "policies");
  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\" id=\"fleet-data\">(.*)</script>");
  private static final Pattern MARKER = Pattern.compile("\uE000(.)", Pattern.DOTALL);

  private static final List<String> LOOKS =
      List.of("allowed", "conditional", "at most", "indeterminate", "denied");

  @TempDir Path directory;

  /** The data of a page. */
  static JsonNode data(String page) throws IOException {
    MatchResult found = DATA.matcher(page).results().findFirst().orElseThrow();
    return new ObjectMapper().readTree(found.group(1));
  }

  @Test
  void cells_ofTheExample_areTheAnswersOfWhoCan() throws IOException {
    assertThat(compare(EXAMPLES)).isGreaterThan(200);
  }

  @Test
  void cells_ofAFleet_areTheAnswersOfWhoCan() throws IOException {
    new FleetFixture(directory, 9, 30).write();

    assertThat(compare(directory)).isGreaterThan(10_000);
  }

  /** Texts that name a key or an alias are kept: they do not become another key's name. */
  @Test
  void cells_whosePoliciesQuoteOneKey_nameThatKeyInEveryCell() throws IOException {
    new FleetFixture(directory, 3, 12).write();
    Path policy = directory.resolve("111122223333/roles/team-0/identity/use.json");
    Files.writeString(
        policy,
        """
        {"Version": "2012-10-17", "Statement": [
          {"Sid": "Key%s", "Effect": "Allow", "Action": "kms:*", "Resource": "*",
           "Condition": {"StringEquals": {
             "kms:EncryptionContext:key": "%s", "kms:RequestAlias": "alias/team-6"}}},
          {"Sid": "Own", "Effect": "Allow", "Action": "kms:Encrypt",
           "Resource": "arn:aws:kms:*:*:key/${aws:PrincipalTag/key}"}]}
        """
            .formatted(FleetFixture.keyId(0).replace("-", ""), FleetFixture.keyId(0)));

    assertThat(compare(directory)).isGreaterThan(1_000);
  }

  /** A row stands for users, roles and service-linked roles, to which other rules apply. */
  @Test
  void cells_ofRowsForSeveralKindsOfCallers_areTheAnswersOfWhoCan() throws IOException {
    new FleetFixture(directory, 1, 9).write();
    for (int key = 0; key < 6; key++) {
      String folder =
          FleetFixture.account(key)
              + "/keys/"
              + FleetFixture.region(key)
              + "/"
              + FleetFixture.keyId(key);
      String principal =
          List.of("\"*\"", "{\"AWS\": \"AROACKCEVSQ6C2EXAMPLE\"}", "{\"AWS\": \"*\"}").get(key % 3);
      String account = List.of("4444*", "444455556666").get(key % 2);
      Files.writeString(
          directory.resolve(folder + "/policy.json"),
          """
          {"Version": "2012-10-17", "Statement": [
            {"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Principal": %s,
             "Condition": {"StringLike": {"kms:CallerAccount": "%s"}}}]}
          """
              .formatted(principal, account));
    }
    Path control = directory.resolve("111122223333/service-control/1/deny.json");
    Files.createDirectories(control.getParent());
    Files.writeString(
        control,
        """
        {"Version": "2012-10-17", "Statement":
          {"Effect": "Deny", "Action": "kms:*", "Resource": "*"}}
        """);

    assertThat(compare(directory)).isGreaterThan(1_000);
  }

  /** Anybody else of an account may be a session that the user of a grant made (rule 4.12). */
  @Test
  void cells_ofKeysWithGrantsToAUser_areTheAnswersOfWhoCan() throws IOException {
    new FleetFixture(directory, 1, 9).write();
    Files.writeString(
        directory.resolve("directory.properties"), "none = boundary, scp, rcp, endpoint");
    for (int key = 0; key < 9; key++) {
      Path folder =
          directory.resolve(
              FleetFixture.account(key)
                  + "/keys/"
                  + FleetFixture.region(key)
                  + "/"
                  + FleetFixture.keyId(key));
      Files.writeString(
          folder.resolve("policy.json"),
          """
          {"Version": "2012-10-17", "Statement":
            {"Effect": "Allow", "Action": "kms:DescribeKey", "Resource": "*", "Principal":
              {"AWS": ["arn:aws:iam::%1$s:root", "arn:aws:iam::%1$s:user/alice"]}}}
          """
              .formatted(FleetFixture.account(key)));
      Files.writeString(
          folder.resolve("grants.json"),
          """
          {"Grants": [{"GrantId": "g1", "KeyId": "%s", "Operations": ["Decrypt"],
            "GranteePrincipal": "arn:aws:iam::%s:%s"}]}
          """
              .formatted(
                  FleetFixture.keyId(key),
                  FleetFixture.account(key),
                  key < 6 ? "role/App" : "user/alice"));
    }

    assertThat(compare(directory)).isGreaterThan(500);
  }

  @Test
  @DisplayName("Of key policies alone, cells say the most, and one line what is not known")
  void cells_ofKeyPoliciesAlone_sayTheMost() throws IOException {
    Path folder = Path.of("..", "docs", "examples", "key-policies").toAbsolutePath();
    String[] options = {"--account", "111122223333", "--region", "us-west-2", "-o", "-"};
    List<String> line = new ArrayList<>(List.of("report", folder.toString()));
    line.addAll(List.of(options));
    String page = CommandRun.in(folder, "", line.toArray(String[]::new)).out();
    assertThat(page)
        .containsOnlyOnce(
            "Not known: identity, boundary, session, scp, rcp, endpoint, which may deny what follows"
                + " `at most`; grants, which may allow more");
    JsonNode data = data(page);
    List<String> shown = new ArrayList<>();
    for (int row = 0; row < data.at("/rows").size(); row++) {
      for (int column = 0; column < data.at("/columns").size(); column++) {
        for (int item = 0; item < data.at("/groups/0/items").size(); item++) {
          String action = data.at("/groups/0/items/" + item).asText();
          if (action.equals("kms:Decrypt")) {
            shown.add(
                data.at("/rows/" + row + "/name").asText()
                    + " "
                    + data.at("/columns/" + column + "/name").asText()
                    + " "
                    + shown(data, row, column, 0, item).lines().findFirst().orElse(""));
          }
        }
      }
    }
    assertThat(shown)
        .contains(
            "role/App alias/orders at most: at most: allowed by the key policy if `kms:ViaService`"
                + " is `s3.us-west-2.amazonaws.com`",
            "root alias/orders indeterminate: at most: only a grant can allow it")
        .noneMatch(text -> text.contains("not known: the"));

    line.add("--no-at-most");
    String before = CommandRun.in(folder, "", line.toArray(String[]::new)).out();
    assertThat(before).doesNotContain("at most:", "Not known: ").contains("<li hidden><span");
  }

  @Test
  void cells_ofManyKeys_areAskedOnceForEachClass() throws IOException {
    new FleetFixture(directory, 6, 120).write();

    FleetGrid grid = FleetGrid.of(DirectoryNames.load(directory), principal -> {});

    long all = (long) grid.principals().size() * 120 * 45;
    assertThat(grid.asked()).isBetween(1L, all / 4);
  }

  /** Compares every answer of a page with an answer that shares nothing; returns their number. */
  private int compare(Path root) throws IOException {
    String page = CommandRun.in(root.toAbsolutePath(), "", "report", ".", "-o", "-").out();
    JsonNode data = data(page);
    DirectoryNames names = DirectoryNames.load(root);
    List<Principal> principals = new ArrayList<>(names.principals(names.keys()));
    List<KmsResource.Key> keys = names.keys();
    assertThat(data.at("/rows").size()).isEqualTo(principals.size());
    assertThat(data.at("/columns").size()).isEqualTo(keys.size());
    int count = 0;
    for (int row = 0; row < principals.size(); row++) {
      List<String> deciding = new ArrayList<>();
      AccessQuery runner =
          AccessQuery.explaining(
              PolicyEvaluator.tables(),
              names,
              explanation -> deciding.addAll(deciding(explanation)));
      for (int column = 0; column < keys.size(); column++) {
        for (int group = 0; group < data.at("/groups").size(); group++) {
          JsonNode items = data.at("/groups/" + group + "/items");
          for (int item = 0; item < items.size(); item++) {
            deciding.clear();
            KmsAction action =
                KmsCatalogue.bundled().action(items.get(item).asText()).orElseThrow();
            Answer answer = runner.ask(principals.get(row), action, keys.get(column));
            assertThat(shown(data, row, column, group, item))
                .as("%s %s %s", principals.get(row).name(), action.name(), keys.get(column))
                .startsWith(answer.result().text() + ": ")
                .contains(answer.conditions().isPresent() ? "" : answer.text())
                .satisfies(
                    text -> assertThat(text.lines().skip(1)).hasSize(Set.copyOf(deciding).size()))
                .satisfies(text -> deciding.forEach(one -> assertThat(text).contains(one)));
            if (answer.conditions().isPresent()) {
              assertThat(shown(data, row, column, group, item))
                  .contains(json(answer.conditions().get()));
            }
            count++;
          }
        }
      }
    }
    return count;
  }

  private static List<String> deciding(Explanation explanation) {
    boolean open = explanation.decision() == Decision.INDETERMINATE;
    List<String> grants = new ArrayList<>(explanation.determiningGrants());
    List<DeterminingStatement> statements = new ArrayList<>(explanation.determiningStatements());
    for (io.kmspolicy.model.request.MatchResult result :
        List.of(
            io.kmspolicy.model.request.MatchResult.MATCH,
            io.kmspolicy.model.request.MatchResult.INDETERMINATE)) {
      if (open) {
        statements.addAll(explanation.statements(result));
        grants.addAll(explanation.grants(result));
      }
    }
    return Stream.concat(
            statements.stream().map(one -> one.statement().effect().text() + " of " + one.text()),
            grants.stream().map(id -> "grant " + id))
        .toList();
  }

  private static String json(ConditionExpression condition) {
    return JsonWriter.text(JsonWriter.Layout.COMPACT, out -> ConditionWriter.write(condition, out));
  }

  /** The answer in the data with names in place of the markers. */
  private static String shown(JsonNode data, int row, int column, int group, int item) {
    JsonNode header = data.at("/rows/" + row);
    int cell = data.get("cellsOfRows").get(header.get("cells").asInt()).get(column).asInt();
    int part = data.get("cells").get(cell).get(group).asInt();
    JsonNode answer = data.get("answers").get(data.get("parts").get(part).get(item).asInt());
    StringBuilder text = new StringBuilder();
    text.append(LOOKS.get(answer.get(0).asInt()))
        .append(": ")
        .append(data.get("texts").get(answer.get(1).asInt()).asText());
    if (answer.get(2).asInt() >= 0) {
      text.append(data.get("conditions").get(answer.get(2).asInt()));
    }
    for (int i = 3; i < answer.size(); i++) {
      text.append('\n').append(data.get("texts").get(answer.get(i).asInt()).asText());
    }
    return MARKER
        .matcher(text)
        .replaceAll(
            found -> {
              String name = found.group(1);
              JsonNode own = header.at("/names/" + name);
              JsonNode ofKey = data.at("/columns/" + column + "/names/" + name);
              return Matcher.quoteReplacement(
                  name.equals("e") ? "\uE000" : own.isTextual() ? own.asText() : ofKey.asText());
            });
  }
}
