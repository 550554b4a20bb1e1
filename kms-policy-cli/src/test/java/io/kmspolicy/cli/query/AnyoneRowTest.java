package io.kmspolicy.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Promise: that a key is open to every account is the first thing that a user sees. */
final class AnyoneRowTest extends DirectoryOfOneKey {

  private static final String ANYONE = "anyone (any principal whose own account allows it)";
  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\" id=\"fleet-data\">(.*)</script>");

  @BeforeEach
  void writePublicKey() throws IOException {
    writeKey(DELEGATION + ", " + allow("'*'", ""));
  }

  private void writeState(String folder, String statements) throws IOException {
    write(folder + "/directory.properties", NONE);
    write(folder + "/" + ACCOUNT + "/keys/us-west-2/" + ID + "/policy.json", document(statements));
  }

  private void ask(String... more) {
    List<String> args = new ArrayList<>(List.of("who-can", "kms:Decrypt", ID, "--policies", "."));
    args.addAll(List.of(more));
    assertThat(run(args.toArray(String[]::new))).as(err).isZero();
  }

  @Test
  void text_isTheFirstRow() {
    ask();
    assertThat(out).startsWith(ANYONE + "  allowed: the key policy allows it to another account");
    ask("--principal", "anyone");
    assertThat(out.lines()).hasSize(1).first().asString().startsWith(ANYONE + "  allowed");
    ask("--result", "allowed", "--principal", "any*account allows it)");
    assertThat(out).startsWith(ANYONE);
  }

  @Test
  void json_andCsv_haveTheRow() throws IOException {
    ask("--json", "--principal", "anyone");
    JsonNode row = new ObjectMapper().readTree(out).get(0);
    assertThat(row.get("principal").asText()).isEqualTo(ANYONE);
    assertThat(row.get("result").asText()).isEqualTo("allowed");
    ask("--csv", "--principal", "anyone");
    assertThat(out.lines().skip(1).findFirst())
        .hasValueSatisfying(
            line -> assertThat(line).startsWith(ANYONE + ",kms:Decrypt,").contains(",allowed,"));
  }

  @Test
  void change_thatOpensTheKey_isAllowed() throws IOException {
    writeState("old", DELEGATION);
    writeState("new", DELEGATION + ", " + allow("'*'", ""));
    assertThat(run("who-can", "kms:Decrypt", ID, "--diff", "old", "new")).as(err).isEqualTo(1);
    assertThat(out).contains(ANYONE + "\n", "+ allowed");
  }

  @Test
  @DisplayName("The page's first row is about anyone, and its mark is that of what is allowed")
  void report_isTheFirstRow() throws IOException {
    assertThat(run("report", ".", "-o", "fleet.html")).as(err).isZero();
    JsonNode data =
        new ObjectMapper()
            .readTree(
                DATA.matcher(Files.readString(root.resolve("fleet.html")))
                    .results()
                    .findFirst()
                    .orElseThrow()
                    .group(1));
    JsonNode row = data.get("rows").get(0);
    assertThat(row.get("name").asText()).isEqualTo("anyone");
    assertThat(row.get("full").asText()).isEqualTo(ANYONE);
    assertThat(row.get("note").asText()).isEmpty();
    int cell = data.get("cellsOfRows").get(row.get("cells").asInt()).get(0).asInt();
    int use = data.get("cells").get(cell).get(0).asInt();
    List<String> actions = new ArrayList<>();
    data.get("groups").get(0).get("items").forEach(item -> actions.add(item.asText()));
    int answer = data.get("parts").get(use).get(actions.indexOf("kms:Decrypt")).asInt();
    assertThat(data.get("answers").get(answer).get(0).asInt()).isZero();
  }
}
