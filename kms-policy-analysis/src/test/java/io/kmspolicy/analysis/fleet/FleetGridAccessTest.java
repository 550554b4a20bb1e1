package io.kmspolicy.analysis.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.analysis.query.AccessQuery;
import io.kmspolicy.analysis.query.Answer;
import io.kmspolicy.analysis.query.DirectoryNames;
import io.kmspolicy.analysis.query.Principal;
import io.kmspolicy.engine.condition.ConditionWriter;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.resource.KmsResource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Promise: a cell of the grid has the answers of who-can, asked from Java. */
class FleetGridAccessTest {

  private static final Path EXAMPLES = Path.of("..", "docs", "examples", "policies");

  private static String json(Answer answer) {
    return answer
        .conditions()
        .map(
            condition ->
                JsonWriter.text(
                    JsonWriter.Layout.COMPACT, out -> ConditionWriter.write(condition, out)))
        .orElse("");
  }

  @Test
  @DisplayName("Each cell has the result, the text and the conditions of who-can")
  void access_ofTheExample_isTheAnswerOfWhoCan() throws IOException {
    DirectoryNames names = DirectoryNames.load(EXAMPLES);
    AccessQuery query = AccessQuery.of(names);
    FleetGrid grid = FleetGrid.of(names);
    int conditional = 0;
    for (KmsResource.Key key : grid.keys()) {
      for (String action : List.of("kms:Decrypt", "kms:PutKeyPolicy", "kms:DescribeKey")) {
        List<Answer> answers = query.whoCan(action, key.arn());
        for (Answer answer : answers) {
          FleetGrid.Access found = access(grid, answer, key);
          assertThat(found.result()).as("%s", answer).isEqualTo(answer.result());
          assertThat(found.conditions()).as("%s", answer).isEqualTo(json(answer));
          if (answer.conditions().isEmpty()) {
            assertThat(found.text()).isEqualTo(answer.text());
          } else {
            conditional++;
            assertThat(found.deciding()).isNotEmpty();
          }
        }
      }
    }
    assertThat(conditional).isPositive();
  }

  private static FleetGrid.Access access(FleetGrid grid, Answer answer, KmsResource.Key key) {
    Principal principal =
        grid.principals().stream()
            .filter(row -> row.name().equals(answer.principal()))
            .findFirst()
            .orElseThrow();
    return grid.access(principal, key).stream()
        .filter(access -> access.action().equals(answer.action()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("Questions about what is not there are refused with a message")
  void questions_unknownNames_areRefused() throws IOException {
    DirectoryNames names = DirectoryNames.load(EXAMPLES);
    AccessQuery query = AccessQuery.of(names);
    assertThatThrownBy(() -> query.whoCan("kms:Decript", names.keys().get(0).arn()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("did you mean `kms:Decrypt`?");
    assertThatThrownBy(() -> query.whoCan("kms:Decrypt", "alias/none"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("is not in the policy directory");
    FleetGrid grid = FleetGrid.of(names);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                grid.access(
                    grid.principals().get(0),
                    new KmsResource.Key("aws", "us-west-2", "999999999999", "none")));
  }
}
