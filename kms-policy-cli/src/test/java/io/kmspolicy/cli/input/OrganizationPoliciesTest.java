package io.kmspolicy.cli.input;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Policies of organizations in files are linted and are no layers: no file says which policies all
 * levels above an account have.
 */
final class OrganizationPoliciesTest {

  private static final String KEY =
      "arn:aws:kms:us-west-2:111122223333:key/1111abcd-12ab-34cd-56ef-1234567890ab";

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    String content =
        "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Deny\", %s\"Action\":"
            + " \"kms:Decrpt\", \"Resource\": \"*\"}}";
    String keyPolicy =
        "{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Allow\", \"Principal\":"
            + " {\"AWS\": \"111122223333\"}, \"Action\": \"kms:*\", \"Resource\": \"*\"}}";
    Files.writeString(
        folder.resolve("template.json"),
        """
        {"Resources": {
          "Key": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": %s}},
          "Guard": {"Type": "AWS::Organizations::Policy", "Properties": {
            "Name": "guard", "Type": "SERVICE_CONTROL_POLICY", "TargetIds": ["111122223333"],
            "Content": %s}},
          "Wall": {"Type": "AWS::Organizations::Policy", "Properties": {
            "Name": "wall", "Type": "RESOURCE_CONTROL_POLICY", "TargetIds": ["r-abcd"],
            "Content": %s}}}}
        """
            .formatted(
                keyPolicy, content.formatted(""), content.formatted("\"Principal\": \"*\", ")));
  }

  private CommandRun explain(String none) {
    return CommandRun.in(
        folder,
        "",
        "explain",
        "--principal",
        "arn:aws:iam::111122223333:root",
        "--action",
        "kms:Decrypt",
        "--resource",
        KEY,
        "--policies",
        "template.json",
        "--account",
        "111122223333",
        "--region",
        "us-west-2",
        "--parameter",
        "Key=" + KEY,
        "--assume-none",
        none);
  }

  @Test
  @DisplayName("A literal target does not make the policy a layer: the layers are unknown")
  void explain_policiesOfAnOrganization_areUnknownLayers() {
    CommandRun run = explain("session,grants,endpoint");

    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(3);
    assertThat(run.out())
        .contains("service control policies: not known")
        .contains("resource control policies: not known");
  }

  @ParameterizedTest
  @CsvSource({"scp, Guard", "rcp, Wall"})
  @DisplayName("A layer of which the file has a policy cannot be stated to be none")
  void explain_layerStatedAsNone_isRefused(String layer, String name) {
    CommandRun run = explain("session," + layer);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("--assume-none: the file has the policy `" + name + "` of an organization")
        .contains("leave out `" + layer + "`");
  }

  @Test
  @DisplayName("`all` is about layers of which the file says nothing")
  void explain_allStatedAsNone_leavesTheLayersOfTheFileUnknown() {
    CommandRun run = explain("all");

    assertThat(run.status()).as(run.out() + run.err()).isEqualTo(3);
    assertThat(run.out())
        .contains("service control policies: not known")
        .contains("resource control policies: not known")
        .contains("session policies: none");
  }

  @Test
  void lint_policiesOfAnOrganization_areLinted() {
    CommandRun run = CommandRun.in(folder, "", "lint", "template.json");

    assertThat(run.status()).isEqualTo(1);
    for (String name : List.of("template.json:5:", "template.json:8:")) {
      assertThat(run.out()).contains(name);
    }
    assertThat(run.out()).contains("did you mean `kms:Decrypt`?");
  }
}
