package io.kmspolicy.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Promise: no row of {@code who-can} is certainly denied if a caller that it stands for may be
 * allowed, and whoever may be allowed is in some row.
 */
final class WhoCanRowsTest extends DirectoryOfOneKey {

  private static final String ANYONE = "anyone (any principal whose own account allows it)";
  private static final String SERVICE = "a service that no policy names";

  private void writeGrant(String members) throws IOException {
    write(
        ACCOUNT + "/keys/us-west-2/" + ID + "/grants.json",
        "{\"Grants\": [{\"GrantId\": \"g1\", \"KeyId\": \"%s\", \"Operations\": [\"Decrypt\"], %s}]}"
            .formatted(ID, members.replace('\'', '"')));
  }

  private void ask(String action) {
    assertThat(run("who-can", action, ID, "--policies", ".")).as(err).isZero();
  }

  @Test
  @DisplayName("Rule 5.7: ListGrants shows internal names, which are no ARNs")
  void grantee_withInternalName_hasARowThatIsOpen() throws IOException {
    writeKey(DELEGATION.replace("kms:*", "kms:DescribeKey"));
    writeGrant("'GranteePrincipal': 'dynamodb.us-west-2.amazonaws.com'");
    ask("kms:Decrypt");
    assertThat(result("dynamodb.us-west-2.amazonaws.com")).isEqualTo("indeterminate");
    assertThat(result(ELSE + ACCOUNT)).isEqualTo("indeterminate");

    writeGrant("'GranteePrincipal': '111122223333:aws:ec2-infrastructure:i-1234'");
    ask("kms:Decrypt");
    assertThat(result("arn:aws:sts::111122223333:assumed-role/aws:ec2-infrastructure/i-1234"))
        .isEqualTo("indeterminate");

    writeGrant("'GranteePrincipal': 'whatever this is'");
    ask("kms:Decrypt");
    assertThat(result("arn:aws:iam::111122223333:root")).isEqualTo("indeterminate");
  }

  @Test
  @DisplayName("Rule 5.13: where use across accounts is not documented, no condition is claimed")
  void actionWithoutAnAnswerAcrossAccounts_isOpen() throws IOException {
    String carol = "arn:aws:iam::444455556666:user/carol";
    write("directory.properties", "none = all");
    write(
        "444455556666/users/carol/identity/p.json",
        document("{'Effect': 'Allow', 'Action': 'kms:*', 'Resource': '*'}"));
    writeKey(allow("{'AWS': '" + carol + "'}", "").replace("kms:Decrypt", "kms:*"));

    ask("kms:SynchronizeMultiRegionKey");

    assertThat(out.lines().filter(line -> line.startsWith(carol)))
        .singleElement()
        .asString()
        .endsWith(
            "  indeterminate: it is not known whether kms:SynchronizeMultiRegionKey can be used"
                + " across accounts; whether the action works across accounts (rule 5.13)");
  }

  @Test
  @DisplayName("Rule 1.7: a session that a key policy names has the path of its role's folder")
  void session_ofARoleWithAFolder_hasItsPath() throws IOException {
    String session = "arn:aws:sts::111122223333:assumed-role/App/s-1";
    write("directory.properties", "none = all");
    write(
        ACCOUNT + "/roles/App/role.json",
        """
        {"Role": {"RoleName": "App", "Path": "/team/", "CreateDate": "2026-01-01T00:00:00Z",
          "Arn": "arn:aws:iam::111122223333:role/team/App"}}
        """);
    String denied = "{'AWS': 'arn:aws:iam::111122223333:role/team/App'}";
    writeKey(
        allow("{'AWS': '" + session + "'}", "")
            + ", "
            + allow(denied, "").replace("'Allow'", "'Deny'"));

    ask("kms:Decrypt");

    assertThat(result(session)).isEqualTo("denied");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ForAnyValue:StringLike", "StringLike"})
  @DisplayName("Rule 3.2: a request may have two pairs whose names differ in letter case only")
  void pair_thatMayBeTwo_isNotDenied(String operator) throws IOException {
    String alice = "arn:aws:iam::111122223333:user/alice";
    String tests =
        "'ForAnyValue:StringEquals': {'kms:EncryptionContext:team': 'a'},"
            + " '%s': {'kms:EncryptionContext:team': 'b'}";
    write(
        ACCOUNT + "/users/alice/identity/p.json",
        document("{'Effect': 'Allow', 'Action': 'kms:Encrypt', 'Resource': '*'}"));
    writeKey(allow("{'AWS': '" + alice + "'}", tests.formatted(operator)));

    ask("kms:Decrypt");

    assertThat(result(alice)).isEqualTo("conditional");
  }

  @ParameterizedTest
  @ValueSource(strings = {"service-control", "resource-control"})
  @DisplayName("Rule 4.2: organization policies do not bind service-linked roles")
  void anybodyElse_deniedByTheOrganization_mayBeAServiceLinkedRole(String folder)
      throws IOException {
    writeKey(DELEGATION);
    // Without it, the key may be an AWS managed one, to which RCPs do not apply.
    write(
        ACCOUNT + "/keys/us-west-2/" + ID + "/key.json",
        """
        {"KeyMetadata": {"KeyId": "%s", "KeyManager": "CUSTOMER",
          "Arn": "arn:aws:kms:us-west-2:%s:key/%s"}}
        """
            .formatted(ID, ACCOUNT, ID));
    String principal = folder.startsWith("resource") ? "'Principal': '*', " : "";
    write(
        ACCOUNT + "/" + folder + "/1/p.json",
        document("{'Effect': 'Deny', " + principal + "'Action': 'kms:*', 'Resource': '*'}"));

    ask("kms:Decrypt");

    assertThat(out.lines())
        .anyMatch(
            line ->
                line.startsWith(
                    ELSE
                        + ACCOUNT
                        + "  indeterminate: for a user or a role: denied; for a"
                        + " service-linked role: the identity policies"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'AWS': 'AROACKCEVSQ6C2EXAMPLE'} | conditional",
        "{'Federated': 'accounts.google.com'} | indeterminate"
      })
  @DisplayName("Rules 1.7 and 1.8: ids and providers are names of role sessions")
  void anybodyElse_namedByIdOrProvider_mayBeASession(String principal, String ofAnyone)
      throws IOException {
    writeKey(allow(principal, ""));

    ask("kms:Decrypt");

    assertThat(result(ELSE + ACCOUNT)).isEqualTo("indeterminate");
    assertThat(result(ANYONE)).isEqualTo(ofAnyone);

    writeKey(allow(principal, "'StringEquals': {'kms:CallerAccount': '444455556666'}"));
    ask("kms:Decrypt");
    assertThat(result(ELSE + OTHER)).isEqualTo("indeterminate");
  }

  @Test
  @DisplayName("Rule 4.9: what the directory states of its principals is not true of all others")
  void anyone_withoutIdentityPolicies_hasThoseOfItsAccount() throws IOException {
    write("directory.properties", NONE + ", identity");
    writeKey(allow("'*'", ""));

    ask("kms:Decrypt");

    assertThat(result(ANYONE)).isEqualTo("allowed");
    assertThat(result(ELSE + ACCOUNT)).isEqualTo("allowed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'AWS': '999999999999'}",
        "{'AWS': 'arn:aws:iam::999999999999:role/App'}",
        "'*', 'Condition': {'StringEquals': {'kms:CallerAccount': '999999999999'}}"
      })
  @DisplayName("The account that stands for all others is none that a policy names")
  void anyone_isOfNoNamedAccount(String principal) throws IOException {
    write("directory.properties", NONE + ", identity");
    writeKey(
        allow("'*'", "'StringEquals': {'kms:CallerAccount': '444455556666'}")
            + ", {'Effect': 'Allow', 'Action': 'kms:*', 'Resource': '*', 'Principal': "
            + principal
            + "}");

    ask("kms:Decrypt");

    assertThat(result(ANYONE)).isEqualTo("denied");
    assertThat(out).containsPattern("account 999999999999  |:999999999999:");
  }

  @Test
  @DisplayName("The account that stands for all others is none with a folder")
  void anyone_isOfNoFolder() throws IOException {
    write("directory.properties", NONE + ", identity");
    writeKey(allow("'*'", ""));
    ask("kms:Decrypt");
    String answer = result(ANYONE);
    write(
        "999999999999/service-control/1/p.json",
        document("{'Effect': 'Deny', 'Action': 'kms:*', 'Resource': '*'}"));

    ask("kms:Decrypt");

    assertThat(result(ANYONE)).isEqualTo(answer).isNotEqualTo("denied");
  }

  @Test
  @DisplayName("Rule 4.10: anybody else of an account may be its root user, if it has no row")
  void anybodyElse_ofAnAccountOfAUser_mayBeTheRootUser() throws IOException {
    write("directory.properties", NONE + ", identity");
    writeKey(allow("'*'", "") + "," + allow("{'AWS': 'arn:aws:iam::444455556666:user/dave'}", ""));

    ask("kms:Decrypt");

    assertThat(result("arn:aws:iam::444455556666:user/dave")).isEqualTo("denied");
    assertThat(result(ELSE + OTHER)).isEqualTo("conditional");
  }

  @Test
  @DisplayName("A key policy that is not known may allow everybody")
  void everybody_keyPolicyNotKnown_hasRows() throws IOException {
    write(ACCOUNT + "/keys/us-west-2/" + ID + "/grants.json", "{\"Grants\": []}");

    ask("kms:Decrypt");

    assertThat(result(ANYONE)).isEqualTo("indeterminate");
    assertThat(result(SERVICE)).isEqualTo("indeterminate");
    ask("kms:ListKeys");
    assertThat(out).doesNotContain(ANYONE, SERVICE);
  }

  @Test
  void everybody_includesServices() throws IOException {
    writeKey(allow("'*'", "'Bool': {'aws:PrincipalIsAWSService': 'true'}"));
    ask("kms:Decrypt");
    assertThat(result(SERVICE)).isEqualTo("allowed");
    assertThat(run("who-can", "kms:Decrypt", ID, "--policies", ".", "--expect", "denied"))
        .isEqualTo(1);

    writeKey(allow("'*'", "'StringEquals': {'aws:PrincipalServiceName': 's3.amazonaws.com'}"));
    ask("kms:Decrypt");
    assertThat(result(SERVICE)).isEqualTo("conditional");

    writeKey(allow("{'AWS': '*'}", ""));
    ask("kms:Decrypt");
    assertThat(result(SERVICE)).isEqualTo("indeterminate");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'ArnEquals': {'aws:PrincipalArn': 'arn:aws:iam::444455556666:role/x'} | denied | indeterminate",
        "'ArnEquals': {'aws:PrincipalArn': 'arn:aws:iam::444455556666:root'} | allowed | indeterminate",
        "'StringEquals': {'kms:CallerAccount': '444455556666'} | allowed | indeterminate",
        "'StringEquals': {'aws:PrincipalAccount': ['444455556666']} | allowed | indeterminate"
      })
  void everybody_ofAnAccountInAcondition_hasRows(String condition, String ofRoot, String ofOthers)
      throws IOException {
    writeKey(allow("'*'", condition));

    ask("kms:Decrypt");

    assertThat(result("arn:aws:iam::" + OTHER + ":root")).isEqualTo(ofRoot);
    assertThat(result(ELSE + OTHER)).isEqualTo(ofOthers);
    assertThat(result(ANYONE)).isEqualTo("denied");
    assertThat(result(ELSE + ACCOUNT)).isEqualTo("denied");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'StringLike': {'kms:CallerAccount': '4444*'}",
        "'StringLike': {'aws:PrincipalAccount': '*6666'}",
        "'ArnLike': {'aws:PrincipalArn': 'arn:aws:iam::44445555????:role/x'}",
        "'StringLike': {'aws:PrincipalAccount': '4444*', 'kms:CallerAccount': '*6666'}",
        "'StringLike': {'aws:PrincipalAccount': '44*'},"
            + " 'StringNotLike': {'aws:PrincipalAccount': ['*9', '??9*']}"
      })
  void everybody_ofAccountsThatAPatternMatches_isConditional(String condition) throws IOException {
    writeKey(allow("'*'", condition));

    ask("kms:Decrypt");

    assertThat(result(ANYONE)).isEqualTo("conditional");
    assertThat(result(ELSE + ACCOUNT)).isEqualTo("denied");
  }

  @Test
  void everybody_exceptThoseOfAnAccount_hasRowsOfTheAccount() throws IOException {
    writeKey(
        allow("'*'", "")
            + ", {'Effect': 'Deny', 'Action': 'kms:*', 'Resource': '*', 'Principal': '*',"
            + " 'Condition': {'StringNotEquals': {'aws:PrincipalAccount': '444455556666'}}}");

    ask("kms:Decrypt");

    assertThat(result(ANYONE)).isEqualTo("denied");
    assertThat(result(ELSE + OTHER)).isEqualTo("indeterminate");
  }

  @Test
  @DisplayName("Rule 4.11: NotPrincipal spares those whom it names")
  void notPrincipal_sparesPrincipals_thatHaveRows() throws IOException {
    writeKey(
        allow("'*'", "")
            + ", {'Effect': 'Deny', 'Action': 'kms:*', 'Resource': '*', 'NotPrincipal': {'AWS':"
            + " ['444455556666', 'arn:aws:iam::444455556666:role/x']}}");

    ask("kms:Decrypt");

    assertThat(result("arn:aws:iam::" + OTHER + ":root")).isEqualTo("indeterminate");
    assertThat(result("arn:aws:iam::" + OTHER + ":role/x")).isEqualTo("indeterminate");
  }

  @Test
  @DisplayName("Rule 5.14: the retiring principal and the issuing account may retire a grant")
  void retireGrant_retiringPrincipalAndIssuer_haveRows() throws IOException {
    writeKey(DELEGATION);
    writeGrant(
        "'GranteePrincipal': 'arn:aws:iam::111122223333:user/alice', 'RetiringPrincipal':"
            + " 'arn:aws:iam::111122223333:user/carol', 'IssuingAccount':"
            + " 'arn:aws:iam::444455556666:root'");

    ask("kms:RetireGrant");

    assertThat(result("arn:aws:iam::" + ACCOUNT + ":user/carol")).isEqualTo("indeterminate");
    assertThat(result("arn:aws:iam::" + OTHER + ":root")).isEqualTo("allowed");
    assertThat(result(ELSE + OTHER)).isEqualTo("indeterminate");
  }

  private static final String OF_USERS = "arn:aws:iam::111122223333:user/alice";

  private void writeLayersWithUnknownSessions() throws IOException {
    write("directory.properties", NONE.replace("session, ", ""));
  }

  @Test
  @DisplayName("Rules 4.8 and 4.12: a session that a named user made may be allowed")
  void anybodyElse_userNamedByKeyPolicy_mayBeAFederatedSession() throws IOException {
    writeLayersWithUnknownSessions();
    writeKey(allow("{'AWS': '" + OF_USERS + "'}", ""));

    ask("kms:Decrypt");

    assertThat(result(ELSE + ACCOUNT)).isEqualTo("indeterminate");
    assertThat(run("who-can", "kms:Decrypt", ID, "--policies", ".", "--principal", ELSE + "*"))
        .isZero();
    assertThat(out).contains("for a user or a role or a service-linked role: denied");
    assertThat(out).contains("for a session of a federated user: ");
  }

  @Test
  @DisplayName("Rules 5.7 and 4.12: a session that the grantee made may use the grant")
  void anybodyElse_userNamedByGrant_mayBeAFederatedSession() throws IOException {
    writeLayersWithUnknownSessions();
    writeKey(DELEGATION.replace("kms:*", "kms:DescribeKey"));
    writeGrant("'GranteePrincipal': '" + OF_USERS + "'");

    ask("kms:Decrypt");

    assertThat(result(ELSE + ACCOUNT)).isEqualTo("indeterminate");
  }

  @Test
  @DisplayName("Rule 4.12: without a session policy, a federated session has no permissions")
  void anybodyElse_withoutSessionPolicies_isDenied() throws IOException {
    writeKey(allow("{'AWS': '" + OF_USERS + "'}", ""));

    ask("kms:Decrypt");

    assertThat(result(ELSE + ACCOUNT)).isEqualTo("denied");
  }

  @ParameterizedTest
  @CsvSource({
    "logs.amazonaws.com, logs.amazonaws.com, allowed",
    "logs.amazonaws.com, logs.us-west-2.amazonaws.com, conditional",
    "logs.us-west-2.amazonaws.com, logs.amazonaws.com, conditional",
    "logs.amazonaws.com, s3.amazonaws.com, denied"
  })
  @DisplayName("Which of several names of a service aws:PrincipalServiceName has is not documented")
  void service_conditionWithAnotherNameOfIt_isOpen(String service, String name, String answer)
      throws IOException {
    writeKey(
        allow(
            "{'Service': '" + service + "'}",
            "'StringEquals': {'aws:PrincipalServiceName': '" + name + "'}"));

    ask("kms:Decrypt");

    assertThat(result(service)).isEqualTo(answer);
  }

  @ParameterizedTest
  @CsvSource({
    "logs.amazonaws.com, StringEquals, logs.amazonaws.com, ALLOWED",
    "logs.amazonaws.com, StringEquals, logs.us-west-2.amazonaws.com, INDETERMINATE",
    "logs.amazonaws.com, StringEqualsIgnoreCase, LOGS.us-west-2.amazonaws.com, INDETERMINATE",
    "logs.amazonaws.com, StringLike, lo*.us-west-2.amazonaws.com, INDETERMINATE",
    "logs.amazonaws.com, StringLike, s3.*, IMPLICIT DENY"
  })
  @DisplayName("Rule 4.13: explain leaves open under which of its names a service calls, too")
  void explain_conditionWithAnotherNameOfTheService_isOpen(
      String service, String operator, String name, String answer) throws IOException {
    writeKey(
        allow(
            "{'Service': '" + service + "'}",
            "'" + operator + "': {'aws:PrincipalServiceName': '" + name + "'}"));

    run(
        "explain",
        "--policies",
        ".",
        "--principal",
        service,
        "--action",
        "kms:Decrypt",
        "--resource",
        ID);

    assertThat(out).startsWith(answer);
  }
}
