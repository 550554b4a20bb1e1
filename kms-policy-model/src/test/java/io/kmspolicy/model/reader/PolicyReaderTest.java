package io.kmspolicy.model.reader;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.ActionElement;
import io.kmspolicy.model.policy.ActionPattern;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.ConditionValue.Form;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What reads, and how; what does not is in {@link ReaderProblemsTest}. */
class PolicyReaderTest {

  private static PolicyDocument read(PolicyType type, String json) {
    return PolicyReader.forType(type).source("p.json").read(json);
  }

  private static Statement statement(PolicyType type, String json) {
    List<Statement> statements = read(type, "{\"Statement\": " + json + "}").statements();
    assertThat(statements).hasSize(1);
    return statements.get(0);
  }

  private static List<Condition> condition(String json) {
    return statement(
            PolicyType.IDENTITY,
            """
            {"Effect": "Allow", "Action": "kms:*", "Resource": "*", "Condition": %s}"""
                .formatted(json))
        .condition()
        .tests();
  }

  @Test
  @DisplayName("1.1 a version may be missing, old or new")
  void read_versions_areKept() {
    Function<String, PolicyVersion> version =
        member -> read(PolicyType.KEY, "{" + member + "\"Statement\": []}").version();

    assertThat(version.apply("")).isEqualTo(PolicyVersion.UNSTATED);
    assertThat(version.apply("\"Version\": \"2008-10-17\",")).isEqualTo(PolicyVersion.V2008_10_17);
    assertThat(version.apply("\"Version\": \"2012-10-17\",")).isEqualTo(PolicyVersion.V2012_10_17);
  }

  @ParameterizedTest
  @EnumSource
  @DisplayName("1.2, 1.3 any type may have an Id and no statements")
  void read_idWithoutStatements_reads(PolicyType type) {
    PolicyDocument document = read(type, "{\"Statement\": [], \"Id\": \"\"}");

    assertThat(document.id()).isEqualTo(Label.of(""));
    assertThat(document.statements()).isEmpty();
  }

  @Test
  @DisplayName("1.3 one statement may stand without an array")
  void read_singleStatement_equalsArrayOfOne() {
    String one = "{\"Effect\": \"Deny\", \"Action\": \"kms:*\", \"Resource\": \"*\"}";

    assertThat(read(PolicyType.SESSION, "{\"Statement\": " + one + "}"))
        .isEqualTo(read(PolicyType.SESSION, "{\"Statement\": [" + one + "]}"));
  }

  @Test
  @DisplayName("1.6 a key-policy statement without action and resource reads and is inert")
  void read_keyPolicyStatementWithoutActionAndResource_isInert() {
    Statement statement =
        statement(PolicyType.KEY, "{\"Effect\": \"Allow\", \"Principal\": \"*\"}");

    assertThat(statement.action()).isEqualTo(new ActionElement.Absent());
    assertThat(statement.resource()).isEqualTo(new ResourceElement.Absent());
    assertThat(statement.isInert()).isTrue();
  }

  @Test
  @DisplayName("1.6 what AWS would not store today is left to the linter")
  void read_unwritableToday_reads() {
    statement(
        PolicyType.RESOURCE_CONTROL,
        "{\"Effect\": \"Allow\", \"Principal\": \"*\", \"Action\": \"*\", \"Resource\": \"*\"}");
    statement(
        PolicyType.SERVICE_CONTROL,
        """
        {"Sid": "with spaces", "Effect": "Allow", "NotAction": "iam:*", "NotResource": "x",
         "Condition": {"StringLike": {"a": []}}}""");
  }

  @Test
  @DisplayName("1.7 principals of every kind")
  void read_principals_areTold() {
    Statement statement =
        statement(
            PolicyType.KEY,
            """
            {"Effect": "Deny", "NotPrincipal": {
              "Service": "logs.amazonaws.com",
              "AWS": ["*", "111122223333", "arn:aws:iam::111122223333:root",
                "arn:aws:iam::111122223333:user/p/a", "arn:aws:iam::111122223333:role/p/App",
                "arn:aws:sts::111122223333:assumed-role/App/s",
                "arn:aws:sts::111122223333:federated-user/f", "AIDACKCEVSQ6C2EXAMPLE"],
              "Federated": ["accounts.google.com"], "CanonicalUser": "79a59df900b949e5"}}""");

    assertThat(statement.principal())
        .isEqualTo(
            new PrincipalElement.NotPrincipal(
                List.of(
                    new PrincipalName.Service("logs.amazonaws.com"),
                    new PrincipalName.EveryAwsPrincipal(),
                    new PrincipalName.Account("", "111122223333"),
                    new PrincipalName.Account("aws", "111122223333"),
                    new PrincipalName.User("aws", "111122223333", "p/a"),
                    new PrincipalName.Role("aws", "111122223333", "p/App"),
                    new PrincipalName.AssumedRoleSession("aws", "111122223333", "App", "s"),
                    new PrincipalName.FederatedUser("aws", "111122223333", "f"),
                    new PrincipalName.DeletedIdentity("AIDACKCEVSQ6C2EXAMPLE"),
                    new PrincipalName.FederatedProvider("accounts.google.com"),
                    new PrincipalName.CanonicalUser("79a59df900b949e5"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"*", "kms:*", "KMS:Decrypt", "k*:Decrypt", "*:*", "kms: Decrypt", "a:b:c"})
  @DisplayName("2.1 patterns of actions are kept as written")
  void read_action_isKept(String pattern) {
    Statement statement =
        statement(
            PolicyType.IDENTITY,
            "{\"Effect\": \"Allow\", \"Action\": \"%s\", \"Resource\": \"?\"}".formatted(pattern));

    assertThat(statement.action())
        .isEqualTo(new ActionElement.Action(List.of(ActionPattern.of(pattern))));
    assertThat(statement.resource())
        .isEqualTo(new ResourceElement.Resource(List.of(ResourcePattern.of("?"))));
  }

  @Test
  @DisplayName("1.11 booleans and numbers are kept as written")
  void read_bareValues_keepTheirText() {
    List<Condition> tests =
        condition("{\"NumericEquals\": {\"a\": [1546257599.0, -0, 1E5, \"1\", true, false]}}");

    assertThat(tests.get(0).values())
        .containsExactly(
            new ConditionValue("1546257599.0", Form.NUMBER),
            new ConditionValue("-0", Form.NUMBER),
            new ConditionValue("1E5", Form.NUMBER),
            ConditionValue.of("1"),
            new ConditionValue("true", Form.BOOLEAN),
            new ConditionValue("false", Form.BOOLEAN));
  }

  @Test
  @DisplayName("1.4, 1.5 operators in any case, keys that differ in case, no values, no tests")
  void read_conditions_areKept() {
    List<Condition> tests =
        condition(
            """
            {"forallvalues:stringlikeifexists": {"aws:SourceIp": "a", "AWS:sourceip": []}}""");

    assertThat(tests).extracting(Condition::key).containsExactly("aws:SourceIp", "AWS:sourceip");
    assertThat(tests.get(0).operator().text()).isEqualTo("ForAllValues:StringLikeIfExists");
    assertThat(tests.get(1).values()).isEmpty();
    assertThat(condition("{}")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"NumericEquals\": {\"kms:ValidTo\": \"${aws:EpochTime}\"}}",
        "{\"IpAddress\": {\"aws:SourceIp\": \"300.1.1.1\"}}",
        "{\"Bool\": {\"a\": \"maybe\"}, \"Null\": {\"a\": \"maybe\"}}",
        "{\"DateEquals\": {\"a\": \"foo\"}, \"BinaryEquals\": {\"a\": \"?\"}}"
      })
  @DisplayName("2.10, 3.17 values that their operator cannot parse are left to the evaluation")
  void read_unparseableValue_reads(String json) {
    assertThat(condition(json)).isNotEmpty();
  }

  @Test
  @DisplayName("statements, actions, resources and condition keys know where they stand")
  void read_locations_pointAtTheText() {
    Statement statement =
        read(
                PolicyType.IDENTITY,
                """
                {"Statement": [
                  {"Effect": "Allow",
                   "Action": ["kms:Encrypt",
                     "kms:Decrypt"],
                   "NotResource": "*",
                   "Condition": {"Bool": {"aws:ResourceTag/a": true}}}]}""")
            .statements()
            .get(0);
    ActionElement.Action action = (ActionElement.Action) statement.action();
    ResourceElement.NotResource resource = (ResourceElement.NotResource) statement.resource();

    assertPlace(statement.location(), "p.json:2:3", "/Statement/0");
    assertPlace(action.patterns().get(0).location(), "p.json:3:15", "/Statement/0/Action/0");
    assertPlace(action.patterns().get(1).location(), "p.json:4:6", "/Statement/0/Action/1");
    assertPlace(resource.patterns().get(0).location(), "p.json:5:19", "/Statement/0/NotResource");
    assertPlace(
        statement.condition().tests().get(0).location(),
        "p.json:6:27",
        "/Statement/0/Condition/Bool/aws:ResourceTag~1a");
  }

  private static void assertPlace(SourceLocation location, String place, String pointer) {
    assertThat(location).hasToString(place);
    assertThat(location.pointer()).isEqualTo(pointer);
  }
}
