package io.kmspolicy.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmspolicy.cli.CommandRun;
import io.kmspolicy.model.report.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Changes of a day's work by name: those without a meaning for KMS pass, dangerous ones fail. */
final class GateChangesTest {

  private static final Path PLANS = Path.of("src/test/resources/gate");

  private static final String HARMLESS =
      """
      account-id                  | the account by its id, and not by the ARN of its root
      bucket                      | a bucket
      conditions-merged           | two statements are one, with both values of a condition
      description                 | the description of the key
      id-added                    | the `Id` of the document
      lambda-role                 | a new role without a word about KMS
      letter-case                 | names of actions in other letters
      like-without-wildcard       | `StringLike` without a wildcard is `StringEquals`
      more-buckets                | another service in the policy of a role
      new-user                    | a new user without policies
      reformatted                 | white space
      reordered                   | statements and actions in another order
      repeated-permission-removed | a permission that another statement gives as well
      resource-as-arn             | the key's own ARN instead of `*`
      role-removed                | a role that no longer exists
      role-without-keys           | a new role in a plan without keys
      rotation                    | rotation of the key material
      sid-renamed                 | the `Sid` of a statement
      single-value-as-list        | values as lists of one
      statement-split             | a statement of two callers and two actions is four
      tags                        | tags of the key
      trust                       | who may assume a role
      unattached-policy           | a policy about queues that nothing has
      wildcard-expanded           | actions by name, and not by wildcards
      """;

  private static final String DANGEROUS =
      """
      admin-role | administer | PRINCIPAL | arn:aws:iam::111122223333:role/Fn
      another-account | use | OTHER_ACCOUNT | 444455556666
      caller-account-removed | use | ANYONE | anyone
      change-policy | administer | PRINCIPAL | arn:aws:iam::111122223333:role/Pipeline
      condition-removed | use | ANYONE | anyone
      data-source | use | ANYONE | anyone
      delete-key | administer | PRINCIPAL | arn:aws:iam::111122223333:role/App
      deny-removed | administer | ACCOUNT | 111122223333
      for-all-values | use | ANYONE | anyone
      grant-condition-removed | grant | PRINCIPAL | arn:aws:iam::111122223333:role/App
      grants | grant | PRINCIPAL | arn:aws:iam::111122223333:role/App
      if-exists | use | ANYONE | anyone
      named-new-role | use | PRINCIPAL | arn:aws:iam::111122223333:role/Fn
      new-public-key | grant | ANYONE | anyone
      not-action | administer | PRINCIPAL | arn:aws:iam::111122223333:role/App
      not-principal | administer | PRINCIPAL | arn:aws:iam::111122223333:user/alice
      organization | use | ORGANIZATION | o-1234567890
      partner | use | OTHER_PRINCIPAL | arn:aws:iam::444455556666:role/Reports
      principal-arn-wildcard | administer | ACCOUNT | 111122223333
      public | grant | ANYONE | anyone
      public-beside-mild | use | OTHER_ACCOUNT | 444455556666
      role-without-keys | use | PRINCIPAL | arn:aws:iam::123456789012:role/Fn
      service-without-source | use | SERVICE | logs.us-west-2.amazonaws.com
      string-not-like | use | ANYONE | anyone
      via-service-removed | use | ACCOUNT | 111122223333
      via-service-widened | use | OTHER_ACCOUNT | 444455556666
      wildcard-action | administer | PRINCIPAL | arn:aws:iam::111122223333:role/App
      wildcard-role | administer | PRINCIPAL | arn:aws:iam::111122223333:role/Fn
      """;

  private static List<String> names(String table) {
    return table.lines().map(line -> line.substring(0, line.indexOf('|')).strip()).toList();
  }

  private static List<String> files(String kind) throws IOException {
    try (Stream<Path> files = Files.list(PLANS.resolve(kind))) {
      return files.map(file -> file.getFileName().toString().replace(".json", "")).toList();
    }
  }

  @Test
  @DisplayName("Every plan is in a table, twelve or more of each kind")
  void tables_folders_haveTheSamePlans() throws IOException {
    assertThat(names(HARMLESS))
        .hasSizeGreaterThanOrEqualTo(12)
        .containsExactlyInAnyOrderElementsOf(files("harmless"));
    assertThat(names(DANGEROUS))
        .hasSizeGreaterThanOrEqualTo(12)
        .containsExactlyInAnyOrderElementsOf(files("dangerous"));
  }

  @ParameterizedTest(name = "{1}")
  @DisplayName("A change without a meaning for KMS passes")
  @CsvSource(textBlock = HARMLESS, delimiter = '|')
  void check_changeWithoutMeaningForKms_passes(String plan, String change) {
    CommandRun run =
        CommandRun.in(PLANS.resolve("harmless"), "", "check", "--after", plan + ".json");
    assertThat(run.status()).as(change + run.out() + run.err()).isEqualTo(ExitStatus.OK);
    assertThat(run.out()).doesNotContain("indeterminate").doesNotContain("1 new finding");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @DisplayName("A change that gives access away fails, with the worst gain in the first row")
  @CsvSource(textBlock = DANGEROUS, delimiter = '|')
  void check_changeThatGivesAccess_failsWithTheWorstGainFirst(
      String plan, String gains, String kind, String principal) throws IOException {
    CommandRun run =
        CommandRun.in(
            PLANS.resolve("dangerous"), "", "check", "--after", plan + ".json", "--format", "json");
    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(ExitStatus.DENIED);
    JsonNode rows = new ObjectMapper().readTree(run.out()).get("parts").get(2).get("gains");
    JsonNode first = rows.get(0);
    assertThat(first.get("kind").asText()).as(rows.toPrettyString()).isEqualTo(kind);
    assertThat(first.get("principal").asText()).isEqualTo(principal);
    assertThat(first.get("gains").asText()).isEqualTo(gains);
    assertThat(first.get("by")).isNotEmpty();
    assertThat(first.get("by").get(0).get("source").asText()).isEqualTo(plan + ".json");
    assertThat(first.get("by").get(0).get("line").asInt()).isPositive();
  }
}
