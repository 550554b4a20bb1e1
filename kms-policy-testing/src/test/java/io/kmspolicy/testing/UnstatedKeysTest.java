package io.kmspolicy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a test does not state is what follows from caller, key and organization, or unknown. */
final class UnstatedKeysTest {

  private static final TestedKeys NOTHING = TestedKeys.of(RequestContext.empty());
  private static final TestedKeys TENANT =
      TestedKeys.of(RequestContext.builder().put("kms:EncryptionContext:tenant", "a").build());

  @TempDir private Path temp;
  private PolicyFolder folder;

  @BeforeEach
  void writePolicies() throws Exception {
    folder = new PolicyFolder(temp);
  }

  private static String document(String statement) {
    return "{\"Version\": \"2012-10-17\", \"Statement\": [" + statement.replace('\'', '"') + "]}";
  }

  private static String deny(String condition) {
    return document(
        "{'Sid': 'Guard', 'Effect': 'Deny', 'Principal': '*', 'Action': 'kms:*', 'Resource': '*',"
            + " 'Condition': {"
            + condition
            + "}}");
  }

  private static String identityDeny(String condition) {
    return deny(condition).replace("\"Principal\": \"*\", ", "");
  }

  private PolicyFolder guard(String condition) throws Exception {
    return folder.file(
        PolicyFolder.ACCOUNT + "/roles/App/identity/guard.json", identityDeny(condition));
  }

  private Explanation explain(String caller, TestedKeys keys) {
    Policies policies = folder.load();
    AuthorizationRequest request =
        new RequestCompletion(policies).request(caller, "kms:Decrypt", PolicyFolder.KEY, keys, "");
    return PolicyEvaluator.forScenarios().explain(request, policies.policiesFor(request));
  }

  private Decision decide(TestedKeys keys) {
    return explain(PolicyFolder.SESSION, keys).decision();
  }

  @Test
  @DisplayName("The Region of the request is that of the key: a guardrail on Regions does not deny")
  void region_notStated_isThatOfTheKey() throws Exception {
    guard("'StringNotEquals': {'aws:RequestedRegion': 'us-west-2'}");

    assertThat(decide(TENANT)).isEqualTo(Decision.ALLOWED);
  }

  @ParameterizedTest
  @CsvSource({"BoolIfExists", "Bool"})
  @DisplayName("6.11: every request has aws:SecureTransport, so both operators are the same")
  void secureTransport_notStated_isOpen(String operator) throws Exception {
    guard("'" + operator + "': {'aws:SecureTransport': 'false'}");

    Explanation open = explain(PolicyFolder.SESSION, TENANT);
    assertThat(open.decision()).isEqualTo(Decision.INDETERMINATE);
    assertThat(open.openAnswer().orElseThrow().text())
        .startsWith("allowed if `aws:SecureTransport` is not `false`, else denied by identity");
    TestedKeys tls =
        TestedKeys.of(
            RequestContext.builder()
                .put("kms:EncryptionContext:tenant", "a")
                .put("aws:SecureTransport", "true")
                .build());
    assertThat(decide(tls)).isEqualTo(Decision.ALLOWED);
  }

  @Test
  @DisplayName("4.15: a key policy that names a role names its sessions, with the path that it has")
  void rolePath_inRoleJson_isThatOfItsSessions() throws Exception {
    folder.path("/service/");
    folder.file(
        PolicyFolder.KEY_FOLDER + "/policy.json",
        document(
            "{'Sid': 'App', 'Effect': 'Allow', 'Action': 'kms:*', 'Resource': '*',"
                + " 'Principal': {'AWS': 'arn:aws:iam::111122223333:role/service/App'}}"));

    assertThat(decide(NOTHING)).isEqualTo(Decision.ALLOWED);
  }

  @Test
  @DisplayName("An organization that the directory does not state is not known")
  void organization_notStated_isOpen() throws Exception {
    folder.managedBy("CUSTOMER");
    folder.file(
        PolicyFolder.ACCOUNT + "/resource-control/1/org.json",
        deny("'StringNotEqualsIfExists': {'aws:PrincipalOrgID': 'o-a1b2c3d4e5'}"));

    assertThat(decide(TENANT)).isEqualTo(Decision.INDETERMINATE);
    folder.file(
        "directory.properties",
        "organization = o-a1b2c3d4e5\nnone = boundary, session, scp," + " endpoint, grants\n");
    assertThat(decide(TENANT)).isEqualTo(Decision.ALLOWED);
  }

  @Test
  @DisplayName("kms:CallerAccount is the account of the caller")
  void callerAccount_notStated_isThatOfTheCaller() throws Exception {
    folder.file(
        PolicyFolder.KEY_FOLDER + "/policy.json",
        document(
            "{'Sid': 'Own', 'Effect': 'Allow', 'Principal': '*', 'Action': 'kms:*', 'Resource':"
                + " '*', 'Condition': {'StringEquals': {'kms:CallerAccount': '111122223333'}}}"));

    assertThat(decide(NOTHING)).isEqualTo(Decision.ALLOWED);
  }

  @Test
  @DisplayName("kms:KeySpec is what key.json says")
  void keySpec_inKeyJson_isKnown() throws Exception {
    guard("'StringNotEquals': {'kms:KeySpec': 'SYMMETRIC_DEFAULT'}");
    assertThat(decide(TENANT)).isEqualTo(Decision.INDETERMINATE);
    folder.file(
        PolicyFolder.KEY_FOLDER + "/key.json",
        """
        {"KeyMetadata": {"KeyId": "%s", "Arn": "%s", "KeyManager": "CUSTOMER",
          "KeySpec": "SYMMETRIC_DEFAULT", "KeyUsage": "ENCRYPT_DECRYPT", "Origin": "AWS_KMS",
          "MultiRegion": false}}
        """
            .formatted(PolicyFolder.KEY_ID, PolicyFolder.KEY));

    assertThat(decide(TENANT)).isEqualTo(Decision.ALLOWED);
  }

  @Test
  @DisplayName("The encryption context of a service is open until one pair is stated")
  void encryptionContext_ofLogs_isOpen() throws Exception {
    String group = "arn:aws:logs:us-west-2:111122223333:log-group:app";
    folder.file(
        PolicyFolder.KEY_FOLDER + "/policy.json",
        document(
            "{'Effect': 'Allow', 'Principal': {'Service': 'logs.us-west-2.amazonaws.com'},"
                + " 'Action': 'kms:*', 'Resource': '*', 'Condition': {'ArnLike':"
                + " {'kms:EncryptionContext:aws:logs:arn':"
                + " 'arn:aws:logs:us-west-2:111122223333:log-group:*'}}}"));
    String logs = "logs.us-west-2.amazonaws.com";
    RequestContext stated =
        RequestContext.builder().put("kms:EncryptionContext:aws:logs:arn", group).build();

    assertThat(explain(logs, NOTHING).decision()).isEqualTo(Decision.INDETERMINATE);
    assertThat(explain(logs, TestedKeys.of(stated)).decision()).isEqualTo(Decision.ALLOWED);
    assertThat(explain(logs, new TestedKeys(RequestContext.empty(), List.of("*"))).decision())
        .isEqualTo(Decision.IMPLICIT_DENY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'StringNotEquals': {'aws:RequestedRegion': 'eu-west-1'}             | explicitDeny",
        "'Bool': {'aws:SecureTransport': 'true'}                             | indeterminate",
        "'DateGreaterThan': {'aws:CurrentTime': '2020-01-01T00:00:00Z'}      | indeterminate",
        "'NumericGreaterThan': {'aws:EpochTime': '1'}                        | indeterminate",
        "'Bool': {'aws:MultiFactorAuthPresent': 'false'}                     | indeterminate",
        "'BoolIfExists': {'aws:MultiFactorAuthPresent': 'false'}             | indeterminate",
        "'NumericGreaterThanIfExists': {'aws:MultiFactorAuthAge': '3600'}    | indeterminate",
        "'NotIpAddress': {'aws:SourceIp': '203.0.113.0/24'}                  | indeterminate",
        "'StringNotEquals': {'aws:SourceVpc': 'vpc-1a2b'}                    | indeterminate",
        "'StringNotEqualsIfExists': {'aws:SourceVpce': 'vpce-1a2b'}          | indeterminate",
        "'StringNotEquals': {'aws:PrincipalOrgID': 'o-a1b2c3d4e5'}           | indeterminate",
        "'StringNotEquals': {'aws:PrincipalTag/team': 'a'}                   | indeterminate",
        "'StringNotEquals': {'kms:ViaService': 's3.us-west-2.amazonaws.com'} | indeterminate",
        "'Bool': {'aws:ViaAWSService': 'false'}                              | indeterminate",
        "'StringNotEquals': {'kms:EncryptionContext:tenant': 'a'}            | allowed",
        "'Null': {'kms:EncryptionContext:app': 'true'}                       | explicitDeny",
        "'StringNotEquals': {'aws:PrincipalAccount': '111122223333'}         | allowed",
      })
  @DisplayName("A guardrail denies for certain only what it denies for every request")
  void guardrail_notStated_isNotTakenToDeny(String condition, String decision) throws Exception {
    guard(condition);

    assertThat(decide(TENANT).text()).isEqualTo(decision);
  }

  @Test
  @DisplayName("Stated absence: one key, a prefix, everything else")
  void absent_keys_areAbsent() throws Exception {
    guard("'StringNotEquals': {'aws:SourceVpce': 'vpce-1a2b'}");

    for (String absent : List.of("aws:SourceVpce", "AWS:sourceVpce", "aws:Source*", "*")) {
      assertThat(decide(new TestedKeys(TENANT.given(), List.of(absent))))
          .as(absent)
          .isEqualTo(Decision.EXPLICIT_DENY);
    }
    assertThat(decide(new TestedKeys(TENANT.given(), List.of("aws:SourceIp", "kms:*"))))
        .isEqualTo(Decision.INDETERMINATE);
    assertThat(explain(PolicyFolder.SESSION, TENANT).openAnswer().orElseThrow().withNothingElse())
        .hasValueSatisfying(
            alone -> assertThat(alone.decision()).isEqualTo(Decision.EXPLICIT_DENY));
  }

  @Test
  @DisplayName("Nothing else: what follows, what every request has, and what is open stay")
  void absent_everythingElse_keepsWhatIsKnown() throws Exception {
    guard("'Bool': {'aws:SecureTransport': 'false'}");
    TestedKeys alone = new TestedKeys(TENANT.given(), List.of("*"));

    assertThat(decide(alone)).isEqualTo(Decision.INDETERMINATE);
    guard("'StringNotEquals': {'aws:PrincipalAccount': '111122223333'}");
    assertThat(decide(alone)).isEqualTo(Decision.ALLOWED);
  }

  @Test
  @DisplayName("No pair is a statement about the whole encryption context, too")
  void absent_encryptionContext_isEmpty() throws Exception {
    TestedKeys none = new TestedKeys(RequestContext.empty(), List.of("kms:EncryptionContext:*"));

    assertThat(decide(NOTHING)).isEqualTo(Decision.INDETERMINATE);
    assertThat(decide(none)).isEqualTo(Decision.IMPLICIT_DENY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "aws:CurrentTime | `aws:CurrentTime` cannot be absent: every request has it; state its"
            + " value instead",
        "kms:KeySpec | `kms:KeySpec` cannot be absent: every request has it; state its value"
            + " instead",
        "kms:encryptioncontext:Tenant | `kms:encryptioncontext:Tenant` is stated with a value and"
            + " to be absent; state one of them",
        "a*b* | `a*b*` has a `*` inside; a `*` is allowed only at the end",
      })
  void absent_keyThatIsThere_isRefused(String key, String message) {
    TestedKeys keys = new TestedKeys(TENANT.given(), List.of(key));

    assertThatThrownBy(() -> decide(keys))
        .isInstanceOf(TestInputException.class)
        .hasMessage(message);
  }

  @Test
  @DisplayName("An answer that hangs on what is missing is none of the certain ones, and says why")
  void difference_openAnswer_saysBothHalves() throws Exception {
    guard("'StringNotEquals': {'aws:SourceVpce': 'vpce-1a2b'}");
    Policies policies = folder.load();
    AuthorizationRequest request =
        new RequestCompletion(policies)
            .request(PolicyFolder.SESSION, "kms:Decrypt", PolicyFolder.KEY, TENANT, "");

    for (Decision decision :
        List.of(
            Decision.ALLOWED, Decision.DENIED, Decision.EXPLICIT_DENY, Decision.IMPLICIT_DENY)) {
      ExpectedAnswer answer =
          new ExpectedAnswer("a", request, policies.policiesFor(request), Expectation.of(decision));
      assertThat(answer.difference(PolicyEvaluator.forScenarios()))
          .hasValueSatisfying(
              difference ->
                  assertThat(difference.message())
                      .startsWith("kms:Decrypt on " + PolicyFolder.KEY + " is expected to be ")
                      .contains(
                          "but the decision is indeterminate: allowed if `aws:SourceVpce` is"
                              + " `vpce-1a2b`, else denied by identity policy ")
                      .contains("statement \"Guard\"")
                      .endsWith("; if everything else is absent, it is explicitDeny"));
    }
    assertThat(
            new ExpectedAnswer(
                    "a",
                    request,
                    policies.policiesFor(request),
                    Expectation.of(Decision.INDETERMINATE))
                .holds(PolicyEvaluator.forScenarios()))
        .isTrue();
  }
}
