package io.kmspolicy.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code check} of two plans whose key policy allows a role that both of them create. */
final class OpaquePlanTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path PLAN = Path.of("src/test/resources/gate/dangerous/data-source.json");

  @TempDir private Path folder;

  /** Writes a plan in which the second statement of the key policy is about the new role. */
  private void plan(String name, Consumer<JsonNode> change) throws IOException {
    JsonNode plan = JSON.readTree(Files.readString(PLAN));
    JsonNode source = plan.at("/resource_changes/2/change");
    ((ObjectNode) source.at("/after/statement/1/principals/0"))
        .set("identifiers", JSON.readTree("[null]"));
    ((ObjectNode) source.at("/after_unknown"))
        .set("statement", JSON.readTree("[{}, {\"principals\": [{\"identifiers\": [true]}]}]"));
    ((ObjectNode) plan.at("/configuration/root_module/resources/2/expressions"))
        .set(
            "statement",
            JSON.readTree(
                """
                [{}, {"principals": [{"type": {"constant_value": "AWS"}, "identifiers":
                  {"references": ["aws_iam_role.app.arn", "aws_iam_role.app"]}}]}]
                """));
    change.accept(plan);
    Files.writeString(folder.resolve(name), JSON.writeValueAsString(plan));
  }

  /** Sets an argument of the role in what the plan leaves. */
  private static Consumer<JsonNode> role(String argument, String value) {
    return plan ->
        ((ObjectNode) plan.at("/planned_values/root_module/resources/1/values"))
            .put(argument, value);
  }

  private CommandRun check() {
    return CommandRun.in(
        folder,
        "",
        "check",
        "--before",
        "one.json",
        "--after",
        "two.json",
        "--account",
        "111122223333");
  }

  @Test
  @DisplayName("the same role, also with another description, is the same value in both plans")
  void check_sameRole_passes() throws IOException {
    plan("one.json", plan -> {});
    plan("two.json", role("description", "another text"));

    CommandRun run = check();

    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(ExitStatus.OK);
  }

  @Test
  @DisplayName("a role with another path may be somebody else, so the change is undecided")
  void check_movedRole_isUndecided() throws IOException {
    plan("one.json", plan -> {});
    plan("two.json", role("path", "/other/"));

    CommandRun run = check();

    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(ExitStatus.INDETERMINATE);
    assertThat(run.out()).contains("`aws_iam_role.app.arn`");
  }
}
