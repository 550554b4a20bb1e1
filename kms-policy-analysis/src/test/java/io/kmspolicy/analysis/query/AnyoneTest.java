package io.kmspolicy.analysis.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.analysis.fleet.FleetGrid;
import io.kmspolicy.analysis.query.Answer.Result;
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
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Promise: what a key allows to every account is the answer of one row, which takes the policies of
 * the caller's own account as given and heeds everything on the key's side.
 */
final class AnyoneTest {

  private static final String ID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final String ACCOUNT = "111122223333";
  private static final String ORGANIZATION =
      "'StringNotEquals': {'aws:PrincipalOrgID': 'o-a1b2c3d4e5'}";

  @TempDir Path root;

  @BeforeEach
  void stateOtherLayers() throws IOException {
    write("directory.properties", "none = rcp, grants");
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text.replace('\'', '"'));
  }

  private static String everybody(String effect, String condition) {
    return ("{'Effect': '%s', 'Action': 'kms:*', 'Resource': '*', 'Principal': '*',"
            + " 'Condition': {%s}}")
        .formatted(effect, condition);
  }

  private static String document(String... statements) {
    return "{'Version': '2012-10-17', 'Statement': [" + String.join(", ", statements) + "]}";
  }

  private void writeKey(String... statements) throws IOException {
    write(ACCOUNT + "/keys/us-west-2/" + ID + "/policy.json", document(statements));
  }

  private void writeControl(String statement) throws IOException {
    write("directory.properties", "none = grants");
    write(
        ACCOUNT + "/keys/us-west-2/" + ID + "/key.json",
        """
        {'KeyMetadata': {'KeyId': '%s', 'KeyManager': 'CUSTOMER',
          'Arn': 'arn:aws:kms:us-west-2:%s:key/%s'}}
        """
            .formatted(ID, ACCOUNT, ID));
    write(ACCOUNT + "/resource-control/1/p.json", document(statement));
  }

  private Answer anyone(String action) throws IOException {
    return AccessQuery.of(DirectoryNames.load(root)).whoCan(action, ID).stream()
        .filter(answer -> answer.principal().startsWith("anyone ("))
        .findFirst()
        .orElseThrow();
  }

  @Test
  @DisplayName("Rule 4.9: the key's half is there, so a caller whose account allows it may")
  void publicKey_isAllowed() throws IOException {
    writeKey(everybody("Allow", ""));
    assertThat(anyone("kms:Decrypt").result()).isEqualTo(Result.ALLOWED);
    assertThat(anyone("kms:Decrypt").text()).contains("the caller's own policies do too");
  }

  @ParameterizedTest
  @CsvSource({
    "kms:Decrypt, ALLOWED",
    "kms:CreateGrant, ALLOWED",
    "kms:PutKeyPolicy, DENIED",
    "kms:ScheduleKeyDeletion, DENIED"
  })
  @DisplayName("Rule 5.13: operations that do not work across accounts stay closed")
  void actionsOfTheOwnAccount_areDenied(String action, Result result) throws IOException {
    writeKey(everybody("Allow", ""));
    assertThat(anyone(action).result()).isEqualTo(result);
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "identity, scp, endpoint", "boundary, session"})
  @DisplayName("What the directory says of its own principals is not said of other accounts")
  void layersOfCallers_doNotMatter(String none) throws IOException {
    write("directory.properties", "none = rcp, grants, " + none);
    writeKey(everybody("Allow", ""));
    assertThat(anyone("kms:Decrypt").result()).isEqualTo(Result.ALLOWED);
  }

  @Test
  void condition_isTheAnswer() throws IOException {
    writeKey(everybody("Allow", ORGANIZATION.replace("StringNotEquals", "StringEquals")));
    assertThat(anyone("kms:Decrypt").result()).isEqualTo(Result.CONDITIONAL);
    assertThat(anyone("kms:Decrypt").why()).isEqualTo("if `aws:PrincipalOrgID` is `o-a1b2c3d4e5`");
  }

  @Test
  void deny_ofOtherOrganizations_isHeeded() throws IOException {
    writeKey(everybody("Allow", ""), everybody("Deny", ORGANIZATION));
    assertThat(anyone("kms:Decrypt").why()).isEqualTo("if `aws:PrincipalOrgID` is `o-a1b2c3d4e5`");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'StringNotEquals': {'aws:PrincipalAccount': '111122223333'}",
        "'StringNotEquals': {'kms:CallerAccount': ['111122223333', '444455556666']}",
        ""
      })
  void deny_ofAllOtherAccounts_isCertain(String condition) throws IOException {
    writeKey(everybody("Allow", ""), everybody("Deny", condition));
    assertThat(anyone("kms:Decrypt").result()).isEqualTo(Result.DENIED);
  }

  @Test
  @DisplayName("A resource control policy of the key's account binds callers of other accounts")
  void resourceControlPolicy_isHeeded() throws IOException {
    writeKey(everybody("Allow", ""));
    writeControl(everybody("Deny", ORGANIZATION));
    assertThat(anyone("kms:Decrypt").result()).isEqualTo(Result.CONDITIONAL);
    assertThat(anyone("kms:Decrypt").text())
        .contains("for a service-linked role: allowed", "`aws:PrincipalOrgID` is `o-a1b2c3d4e5`");
  }

  @Test
  void resourceControlPolicies_thatAreNotKnown_areTheReason() throws IOException {
    writeKey(everybody("Allow", ""));
    write("directory.properties", "none = grants");
    Answer answer = anyone("kms:Decrypt");
    assertThat(answer.result()).isEqualTo(Result.INDETERMINATE);
    assertThat(answer.dependsOn()).contains("rcp").doesNotContain("identity", "scp", "endpoint");
    Answer most =
        AtMostQuery.of(DirectoryNames.load(root), GivenKeys.none())
            .whoCan(
                ActionPatterns.matching(List.of("kms:Decrypt")),
                ID,
                principal -> principal.isAnyone())
            .findFirst()
            .orElseThrow();
    assertThat(most.atMost())
        .contains(new AtMost(Result.ALLOWED, true, "allowed by the key policy", List.of("rcp")));
  }

  @Test
  @DisplayName("Rule 5.5: the key of a service is open to no other account")
  void keyOfAws_isDenied() throws IOException {
    writeKey(everybody("Allow", ""));
    writeControl(everybody("Deny", ORGANIZATION));
    write(
        ACCOUNT + "/keys/us-west-2/" + ID + "/key.json",
        """
        {'KeyMetadata': {'KeyId': '%s', 'KeyManager': 'AWS',
          'Arn': 'arn:aws:kms:us-west-2:%s:key/%s'}}
        """
            .formatted(ID, ACCOUNT, ID));
    assertThat(anyone("kms:Decrypt").result()).isEqualTo(Result.DENIED);
  }

  @Test
  void anyone_isTheFirstRow() throws IOException {
    writeKey(everybody("Allow", ""));
    write(
        ACCOUNT + "/roles/App/identity/p.json",
        document("{'Effect': 'Allow', 'Action': 'kms:*', 'Resource': '*'}"));
    FleetGrid grid = FleetGrid.of(DirectoryNames.load(root));
    Principal first = grid.principals().get(0);
    assertThat(first.isAnyone()).isTrue();
    assertThat(first.bareName()).isEqualTo("anyone");
    assertThat(grid.principals().stream().filter(Principal::isAnyone)).hasSize(1);
    assertThat(grid.access(first, grid.keys().get(0)))
        .filteredOn(access -> access.action().equals("kms:Decrypt"))
        .allMatch(access -> access.result() == Result.ALLOWED)
        .hasSize(1);
    writeKey(
        "{'Effect': 'Allow', 'Action': 'kms:*', 'Resource': '*', 'Principal': {'AWS': '%s'}}"
            .formatted(ACCOUNT));
    assertThat(FleetGrid.of(DirectoryNames.load(root)).principals()).noneMatch(Principal::isAnyone);
  }
}
