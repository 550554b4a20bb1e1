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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Promise: a cell of the grid has the answers of who-can, asked from Java. */
class FleetGridAccessTest {

  private static final String EVERYONE = "\"Principal\":\"*\",";

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

  @ParameterizedTest
  @CsvSource({
    "identity, true", "key, true", "scp, true", "rcp, true", "endpoint, true",
    "identity, false", "key, false", "scp, false", "rcp, false", "endpoint, false"
  })
  @DisplayName("A policy of any layer may tell users with equal policies apart, by tags or names")
  void access_usersToldApart_isTheAnswerOfWhoCan(String layer, boolean byTag, @TempDir Path root)
      throws IOException {
    String condition =
        byTag
            ? "{\"StringNotEquals\":{\"aws:PrincipalTag/team\":\"blue\"}}"
            : "{\"StringNotLike\":{\"aws:PrincipalArn\":\"*:user/userb*\"}}";
    Path account = root.resolve("111122223333");
    put(root.resolve("directory.properties"), "none = all\n");
    for (String tag : List.of("blue", "red", "")) {
      Path user = account.resolve("users/user" + tag);
      put(user.resolve("identity/p.json"), policy("", layer.equals("identity") ? condition : ""));
      put(
          user.resolve("user.json"),
          "{\"User\":{\"Arn\":\"arn:aws:iam::111122223333:user/user%s\",".formatted(tag)
              + "\"CreateDate\":\"2026-01-01T00:00:00Z\",\"Tags\":["
              + (tag.isEmpty() ? "" : "{\"Key\":\"team\",\"Value\":\"" + tag + "\"}")
              + "]}}");
    }
    Path key = account.resolve("keys/us-west-2/1234abcd-12ab-34cd-56ef-1234567890ab");
    put(
        key.resolve("policy.json"),
        policy(
            "\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:root\"},",
            layer.equals("key") ? condition : ""));
    put(
        key.resolve("key.json"),
        "{\"KeyMetadata\":{\"KeyManager\":\"CUSTOMER\",\"KeyId\":\"1234abcd-12ab-34cd-56ef-"
            + "1234567890ab\",\"Arn\":\"arn:aws:kms:us-west-2:111122223333:key/"
            + "1234abcd-12ab-34cd-56ef-1234567890ab\"}}");
    switch (layer) {
      case "scp" -> put(account.resolve("service-control/1/p.json"), policy("", condition));
      case "rcp" ->
          put(
              account.resolve("resource-control/1/p.json"),
              "{\"Version\":\"2012-10-17\",\"Statement\":[" + deny(EVERYONE, condition) + "]}");
      case "endpoint" -> put(root.resolve("endpoint.json"), policy(EVERYONE, condition));
      default -> {}
    }
    DirectoryNames names = DirectoryNames.load(root);
    FleetGrid grid = FleetGrid.of(names);
    List<String> allowed = new ArrayList<>();
    for (Answer answer : AccessQuery.of(names).whoCan("kms:Decrypt", names.keys().get(0).arn())) {
      FleetGrid.Access found = access(grid, answer, names.keys().get(0));
      assertThat(found.result()).as("%s", answer).isEqualTo(answer.result());
      if (answer.result() == Answer.Result.ALLOWED && answer.principal().contains("user/")) {
        allowed.add(answer.principal());
      }
    }
    assertThat(allowed).containsExactly("arn:aws:iam::111122223333:user/userblue");
  }

  private static String policy(String principal, String condition) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
        + principal
        + "\"Action\":\"kms:*\",\"Resource\":\"*\"}"
        + (condition.isEmpty() ? "" : "," + deny(principal.isEmpty() ? "" : EVERYONE, condition))
        + "]}";
  }

  private static String deny(String principal, String condition) {
    return "{\"Effect\":\"Deny\","
        + principal
        + "\"Action\":\"kms:*\",\"Resource\":\"*\",\"Condition\":"
        + condition
        + "}";
  }

  private static void put(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
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
