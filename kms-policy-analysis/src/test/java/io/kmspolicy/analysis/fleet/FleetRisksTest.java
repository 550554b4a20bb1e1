package io.kmspolicy.analysis.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.analysis.fleet.KeyRisks.Finding;
import io.kmspolicy.analysis.fleet.Risk.State;
import io.kmspolicy.analysis.query.DirectoryNames;
import io.kmspolicy.analysis.query.Principal;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Promise: a risk is found where the answers of the grid show it, and what is not known is counted
 * as that and as nothing else.
 */
final class FleetRisksTest {

  private static final String OWN = "111122223333";
  private static final String OTHER = "444455556666";
  private static final String ADMINISTRATOR = "arn:aws:iam::" + OWN + ":role/Admin";
  private static final String ONE = " (1 of " + actions() + " actions)";
  private static final String DELEGATED = allow("kms:*", "{'AWS': '" + OWN + "'}");

  @TempDir Path root;

  private static long actions() {
    return KmsCatalogue.bundled().actions().stream().filter(each -> !each.needsNoKey()).count();
  }

  @BeforeEach
  void stateOtherLayers() throws IOException {
    write("directory.properties", "none = boundary, session, scp, rcp, grants, endpoint");
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text.replace('\'', '"'));
  }

  private static String statement(String effect, String action, String principal, String more) {
    return "{'Effect': '%s', 'Action': '%s', 'Resource': '*', 'Principal': %s%s}"
        .formatted(effect, action, principal, more);
  }

  private static String allow(String action, String principal) {
    return statement("Allow", action, principal, "");
  }

  private static String allow(String action, String principal, String key, String value) {
    return statement(
        "Allow",
        action,
        principal,
        ", 'Condition': {'StringEquals': {'%s': '%s'}}".formatted(key, value));
  }

  private static String id(int key) {
    return String.format(Locale.ROOT, "1234abcd-12ab-34cd-56ef-%012d", key);
  }

  private static String folder(int key) {
    return OWN + "/keys/us-west-2/" + id(key) + "/";
  }

  private void writeKey(int key, String... statements) throws IOException {
    write(
        folder(key) + "policy.json",
        "{'Version': '2012-10-17', 'Statement': [" + String.join(", ", statements) + "]}");
  }

  private void writeRole(String account, String name) throws IOException {
    write(
        account + "/roles/" + name + "/role.json",
        "{'Role': {'Path': '/', 'RoleName': '%2$s', 'Arn': 'arn:aws:iam::%1$s:role/%2$s'}}"
            .formatted(account, name));
    write(
        account + "/roles/" + name + "/identity/p.json",
        "{'Version': '2012-10-17', 'Statement':"
            + " {'Effect': 'Allow', 'Action': 'kms:Decrypt', 'Resource': '*'}}");
  }

  private void writeGrants(int key, String... grantees) throws IOException {
    StringBuilder grants = new StringBuilder();
    for (String grantee : grantees) {
      grants
          .append(grants.isEmpty() ? "" : ", ")
          .append(
              ("{'KeyId': '%s', 'GrantId': 'g%d', 'Operations': ['Decrypt'],"
                      + " 'GranteePrincipal': '%s', 'IssuingAccount': 'arn:aws:iam::%s:root'}")
                  .formatted(id(key), grants.length(), grantee, OWN));
    }
    write("directory.properties", "none = boundary, session, scp, rcp, endpoint");
    write(folder(key) + "grants.json", "{'Grants': [" + grants + "]}");
  }

  private void writeManager(int key, String manager) throws IOException {
    write(
        folder(key) + "key.json",
        """
        {'KeyMetadata': {'KeyId': '%1$s', 'KeyManager': '%2$s',
          'Arn': 'arn:aws:kms:us-west-2:%3$s:key/%1$s'}}
        """
            .formatted(id(key), manager, OWN));
  }

  private FleetRisks risks() throws IOException {
    return FleetGrid.of(DirectoryNames.load(root)).risks();
  }

  /** The finding about the only key. */
  private Finding finding(Risk risk) throws IOException {
    List<KeyRisks> keys = risks().keys();
    assertThat(keys).hasSize(1);
    return keys.get(0).of(risk);
  }

  @Test
  @DisplayName("Rule 4.9: a key is public if it lets anyone in whose own account allows it")
  void publicKey_isPublic() throws IOException {
    writeKey(0, DELEGATED, allow("kms:*", "'*'"));
    Finding found = finding(Risk.PUBLIC);
    assertThat(found.state()).isEqualTo(State.HOLDS);
    assertThat(found.sentence())
        .startsWith("Anyone whose own account allows it may ")
        .contains("create or end grants, use it and view it", " of " + actions() + " actions)")
        .doesNotContain("key policy");
    assertThat(finding(Risk.OTHER_ACCOUNTS).state()).isEqualTo(State.ABSENT);
    assertThat(finding(Risk.EVERYBODY_IN_THE_ACCOUNT).sentence())
        .startsWith("Everybody in account 111122223333 may change its key policy, administer it");
  }

  @Test
  void publicKey_thatGivesTheAccountNoMore_isOnlyPublic() throws IOException {
    writeKey(0, DELEGATED, allow("kms:Decrypt", "'*'"));
    for (Risk risk : Risk.values()) {
      assertThat(finding(risk).state() == State.HOLDS).isEqualTo(risk == Risk.PUBLIC);
    }
  }

  @Test
  void publicKey_thatGivesOthersMore_isSharedToo() throws IOException {
    writeKey(0, DELEGATED, allow("kms:Decrypt", "'*'"), allow("kms:*", "{'AWS': '" + OTHER + "'}"));
    assertThat(finding(Risk.PUBLIC).sentence()).contains(" may use it" + ONE);
    assertThat(finding(Risk.OTHER_ACCOUNTS).sentence())
        .contains("account 444455556666 may create or end grants, use it and view it (20 of ");
  }

  @Test
  void publicKey_underConditions_isOfItsOwnKind() throws IOException {
    writeKey(0, DELEGATED, allow("kms:Decrypt", "'*'", "aws:PrincipalOrgID", "o-a1b2c3d4e5"));
    assertThat(finding(Risk.PUBLIC).state()).isEqualTo(State.ABSENT);
    Finding found = finding(Risk.PUBLIC_UNDER_CONDITIONS);
    assertThat(found.state()).isEqualTo(State.HOLDS);
    assertThat(found.sentence())
        .isEqualTo(
            "Anyone whose own account allows it may use it"
                + ONE
                + ", under conditions on aws:PrincipalOrgID.");
  }

  @Test
  @DisplayName("A key that resource control policies may close is counted as not known, and said")
  void publicKey_whoseOrganizationIsNotKnown_mayBePublic() throws IOException {
    write("directory.properties", "none = boundary, session, scp, grants, endpoint");
    writeManager(0, "CUSTOMER");
    writeKey(0, DELEGATED, allow("kms:Decrypt", "'*'"));
    Finding found = finding(Risk.PUBLIC);
    assertThat(found.state()).isEqualTo(State.MAY_HOLD);
    assertThat(found.sentence())
        .isEqualTo(
            "Unless a resource control policy that is not known forbids it, anyone whose own"
                + " account allows it may use it"
                + ONE
                + ".");
    writeKey(0, DELEGATED, allow("kms:Decrypt", "'*'", "aws:PrincipalOrgID", "o-a1b2c3d4e5"));
    assertThat(finding(Risk.PUBLIC).sentence()).endsWith(ONE + ", under conditions.");
    assertThat(risks().keys().get(0).isKnown()).isFalse();
    assertThat(risks().notKnown())
        .contains(new FleetRisks.Missing("rcp", 1, 1, "key"))
        .noneMatch(missing -> missing.layer().equals("scp"));
  }

  @Test
  void key_whosePolicyIsNotKnown_hasNoRiskThatIsFound() throws IOException {
    writeManager(0, "CUSTOMER");
    for (Risk risk : Risk.values()) {
      State expected =
          switch (risk) {
            case PUBLIC, OTHER_ACCOUNTS, EVERYBODY_IN_THE_ACCOUNT, SINGLE_ADMINISTRATOR ->
                State.NOT_KNOWN;
            case PUBLIC_UNDER_CONDITIONS, GRANTS_WITHOUT_EFFECT -> State.ABSENT;
          };
      assertThat(finding(risk).state()).as("%s", risk).isEqualTo(expected);
      assertThat(finding(risk).sentence()).isEmpty();
    }
    assertThat(risks().worst(10)).isEmpty();
    assertThat(risks().indeterminate()).isPositive().isLessThanOrEqualTo(risks().answers());
  }

  @ParameterizedTest
  @EnumSource(Risk.class)
  @DisplayName("Rule 5.5: nobody can mend the policy of a key that AWS manages, and no one need")
  void keyOfAws_hasNoRisk(Risk risk) throws IOException {
    write("directory.properties", "none = boundary, session, scp, rcp, endpoint");
    writeManager(0, "AWS");
    writeKey(0, allow("kms:Decrypt", "'*'", "kms:CallerAccount", "999988887777"));
    assertThat(finding(risk).state()).isEqualTo(State.ABSENT);
  }

  @Test
  @DisplayName("Another account whose policies are not known is named, with what it must allow")
  void otherAccount_thatIsNotKnown_isShared() throws IOException {
    writeKey(0, DELEGATED, allow("kms:Decrypt", "{'AWS': '" + OTHER + "'}"));
    assertThat(finding(Risk.OTHER_ACCOUNTS).state()).isEqualTo(State.HOLDS);
    assertThat(finding(Risk.OTHER_ACCOUNTS).sentence())
        .isEqualTo(
            "Principals of account 444455556666 may use it"
                + ONE
                + ", as far as their own accounts allow it.");
    assertThat(finding(Risk.PUBLIC).state()).isEqualTo(State.ABSENT);
    assertThat(finding(Risk.EVERYBODY_IN_THE_ACCOUNT).state()).isEqualTo(State.ABSENT);
  }

  @Test
  void otherAccounts_areCounted() throws IOException {
    String conditions = ", 'Condition': {'Bool': {'aws:SecureTransport': 'true'}}";
    writeKey(
        0,
        DELEGATED,
        statement("Allow", "kms:Encrypt", "{'AWS': '" + OTHER + "'}", conditions),
        statement("Allow", "kms:Encrypt", "{'AWS': '777788889999'}", conditions));
    assertThat(finding(Risk.OTHER_ACCOUNTS).sentence())
        .isEqualTo(
            "Principals of 2 other accounts, 444455556666 and 777788889999, may use it"
                + ONE
                + ", as far as their own accounts allow it, under conditions on"
                + " aws:SecureTransport.");
  }

  @Test
  void otherAccount_whichTheKeyDoesNotLetIn_isNoRisk() throws IOException {
    writeRole(OTHER, "App");
    writeKey(0, DELEGATED);
    assertThat(finding(Risk.OTHER_ACCOUNTS).state()).isEqualTo(State.ABSENT);
  }

  @Test
  void otherAccount_byAGrant_isShared() throws IOException {
    writeKey(0, DELEGATED);
    writeGrants(0, "arn:aws:iam::" + OTHER + ":role/App");
    assertThat(finding(Risk.OTHER_ACCOUNTS).state()).isEqualTo(State.HOLDS);
    assertThat(finding(Risk.OTHER_ACCOUNTS).sentence()).contains("account 444455556666 may use it");
    assertThat(finding(Risk.GRANTS_WITHOUT_EFFECT).state()).isNotEqualTo(State.HOLDS);
  }

  @Test
  @DisplayName("Grants that are not known may share a key, but make none public")
  void grants_thatAreNotKnown_leaveOpenWhatTheyMayGive() throws IOException {
    write("directory.properties", "none = boundary, session, scp, rcp, endpoint");
    writeKey(0, DELEGATED);
    assertThat(finding(Risk.PUBLIC).state()).isEqualTo(State.ABSENT);
    assertThat(finding(Risk.OTHER_ACCOUNTS).state()).isEqualTo(State.NOT_KNOWN);
    assertThat(finding(Risk.GRANTS_WITHOUT_EFFECT).state()).isEqualTo(State.NOT_KNOWN);
    assertThat(finding(Risk.SINGLE_ADMINISTRATOR).state()).isEqualTo(State.ABSENT);
    assertThat(risks().notKnown()).contains(new FleetRisks.Missing("grants", 1, 1, "key"));
  }

  @Test
  void everybodyOfTheAccount_isFoundWhereNoPolicyOfTheirsIsNeeded() throws IOException {
    writeKey(0, DELEGATED, allow("kms:Decrypt", "'*'", "kms:CallerAccount", OWN));
    assertThat(finding(Risk.PUBLIC).state()).isEqualTo(State.ABSENT);
    assertThat(finding(Risk.PUBLIC_UNDER_CONDITIONS).state()).isEqualTo(State.ABSENT);
    assertThat(finding(Risk.OTHER_ACCOUNTS).state()).isEqualTo(State.ABSENT);
    assertThat(finding(Risk.EVERYBODY_IN_THE_ACCOUNT).state()).isEqualTo(State.HOLDS);
    assertThat(finding(Risk.EVERYBODY_IN_THE_ACCOUNT).sentence())
        .isEqualTo(
            "Everybody in account 111122223333 may use it"
                + ONE
                + ", without a policy of their own.");
    writeKey(0, DELEGATED);
    assertThat(finding(Risk.EVERYBODY_IN_THE_ACCOUNT).state()).isEqualTo(State.ABSENT);
  }

  @Test
  void administrator_thatIsAlone_isNamed() throws IOException {
    writeRole(OWN, "Admin");
    writeKey(0, allow("kms:*", "{'AWS': '" + ADMINISTRATOR + "'}"));
    assertThat(finding(Risk.SINGLE_ADMINISTRATOR).sentence())
        .isEqualTo("Only role/Admin may change its key policy.");
    writeRole(OWN, "Second");
    writeKey(
        0,
        allow("kms:*", "{'AWS': '" + ADMINISTRATOR + "'}"),
        allow("kms:PutKeyPolicy", "{'AWS': 'arn:aws:iam::" + OWN + ":role/Second'}"));
    assertThat(finding(Risk.SINGLE_ADMINISTRATOR).state()).isEqualTo(State.ABSENT);
    writeKey(0, DELEGATED);
    assertThat(finding(Risk.SINGLE_ADMINISTRATOR).state()).isEqualTo(State.ABSENT);
  }

  @Test
  void administrator_ofNoKey_isSaid() throws IOException {
    writeKey(
        0,
        allow("kms:Decrypt", "{'AWS': '" + ADMINISTRATOR + "'}"),
        statement("Deny", "kms:PutKeyPolicy", "'*'", ""));
    assertThat(finding(Risk.SINGLE_ADMINISTRATOR).sentence())
        .isEqualTo("Nobody may change its key policy.");
  }

  @Test
  void grants_whoseGranteesAreDenied_haveNoEffect() throws IOException {
    String denied = "arn:aws:iam::" + OWN + ":role/Denied";
    writeRole(OWN, "Denied");
    writeRole(OWN, "App");
    writeKey(0, DELEGATED, statement("Deny", "kms:Decrypt", "{'AWS': '" + denied + "'}", ""));
    writeGrants(0, denied, "arn:aws:iam::" + OWN + ":role/App");
    assertThat(finding(Risk.GRANTS_WITHOUT_EFFECT).sentence())
        .isEqualTo("1 of its 2 grants has no effect: all that it lists is denied to its grantee.");
    writeGrants(0, denied);
    assertThat(finding(Risk.GRANTS_WITHOUT_EFFECT).sentence())
        .isEqualTo("Its grant has no effect: all that it lists is denied to the grantee.");
    writeGrants(0, "arn:aws:iam::" + OWN + ":role/App");
    assertThat(finding(Risk.GRANTS_WITHOUT_EFFECT).state()).isEqualTo(State.ABSENT);
  }

  @Test
  void worst_isByRiskAndThenByWhatIsAtStake() throws IOException {
    writeKey(0, DELEGATED);
    writeKey(1, DELEGATED, allow("kms:Decrypt", "{'AWS': '" + OTHER + "'}"));
    writeKey(2, DELEGATED, allow("kms:Decrypt", "'*'"));
    writeKey(3, DELEGATED, allow("kms:*", "'*'"));
    writeKey(4, DELEGATED, allow("kms:Decrypt", "'*'", "kms:CallerAccount", OWN));
    FleetRisks found = risks();
    assertThat(found.worst(10))
        .extracting(KeyRisks::name)
        .containsExactly(id(3), id(2), id(1), id(4));
    assertThat(found.worst(2)).extracting(KeyRisks::name).containsExactly(id(3), id(2));
    assertThat(found.count(Risk.PUBLIC, State.HOLDS)).isEqualTo(2);
    assertThat(found.count(Risk.PUBLIC, State.ABSENT)).isEqualTo(3);
    assertThat(found.byAccount()).containsOnlyKeys(OWN);
    assertThat(found.byAccount().get(OWN)).hasSize(5);
  }

  @Test
  @DisplayName("What keys give is asked once for each class of keys, however many there are")
  void reaches_ofManyKeys_areAskedOnceForEachClass() throws IOException {
    long few = questions(6);
    assertThat(few).isPositive();
    assertThat(questions(60)).isEqualTo(few);
  }

  private long questions(int keys) throws IOException {
    for (int key = 0; key < keys; key++) {
      writeKey(key, DELEGATED, allow("kms:Decrypt", "{'AWS': '" + OTHER + "'}"));
    }
    DirectoryNames names = DirectoryNames.load(root);
    FleetKeys all = new FleetKeys(names);
    Reaches reaches = new Reaches(names, all);
    for (Principal principal : names.principals(names.keys())) {
      Reaches.OfPrincipal given = reaches.of(principal);
      for (FleetKeys.Facts key : all.keys()) {
        for (KmsAction action : KmsCatalogue.bundled().actions()) {
          if (!action.needsNoKey()) {
            given.ask(key, action);
          }
        }
      }
    }
    return reaches.questions();
  }
}
