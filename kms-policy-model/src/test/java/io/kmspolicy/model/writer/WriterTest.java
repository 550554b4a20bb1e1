package io.kmspolicy.model.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.kmspolicy.model.policy.Comparison;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionBlock;
import io.kmspolicy.model.policy.ConditionOperator;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.ConditionValue.Form;
import io.kmspolicy.model.policy.Label;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PolicyVersion;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.reader.GrantReader;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.reader.ScenarioReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.request.Scenario;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WriterTest {

  private static final String PRETTY_POLICY =
      """
      {
        "Version": "2012-10-17",
        "Id": "id",
        "Statement": [
          {
            "Sid": "all of it",
            "Effect": "Deny",
            "NotPrincipal": {
              "AWS": [
                "111122223333",
                "arn:aws:iam::111122223333:role/App"
              ],
              "Service": "logs.amazonaws.com"
            },
            "NotAction": "kms:*",
            "NotResource": [
              "*",
              "é"
            ],
            "Condition": {
              "StringEquals": {
                "kms:ViaService": [],
                "aws:SourceVpc": "a"
              },
              "BoolIfExists": {
                "a": [
                  true,
                  "false",
                  1.50
                ]
              }
            }
          },
          {
            "Effect": "Allow",
            "Principal": "*"
          }
        ]
      }\
      """;

  @Test
  @DisplayName("the pretty form, member by member")
  void write_pretty_isCanonical() {
    PolicyDocument document = PolicyReader.forType(PolicyType.KEY).read(PRETTY_POLICY);

    assertThat(PolicyWriter.pretty().write(document)).isEqualTo(PRETTY_POLICY);
  }

  @Test
  @DisplayName("the compact form has the same members, in one order and one spelling")
  void write_compact_isCanonical() {
    PolicyDocument document =
        PolicyReader.forType(PolicyType.VPC_ENDPOINT)
            .read(
                """
                { "Statement" : { "Condition": { "stringequals": { "b": ["x"] } },
                  "Resource": ["*"], "Action": ["kms:*"], "Principal": { "AWS": ["*"] },
                  "Effect": "Allow" } }\
                """);

    assertThat(PolicyWriter.compact().write(document))
        .isEqualTo(
            "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"},"
                + "\"Action\":\"kms:*\",\"Resource\":\"*\","
                + "\"Condition\":{\"StringEquals\":{\"b\":\"x\"}}}]}");
  }

  @Test
  @DisplayName("a document that no text can say is not written")
  void write_unsayable_throws() {
    Statement read = PolicyReader.forType(PolicyType.KEY).read(PRETTY_POLICY).statements().get(0);

    refuses(
        with(
            read,
            new PrincipalElement.Principal(
                List.of(new PrincipalName.Everyone(), new PrincipalName.EveryAwsPrincipal()))));
    refuses(with(read, test(ConditionValue.of("x")), test(ConditionValue.of("y"))));
    refuses(with(read, test(new ConditionValue("0x1", Form.NUMBER))));
    refuses(with(read, test(new ConditionValue("True", Form.BOOLEAN))));
  }

  private static void refuses(Statement statement) {
    PolicyDocument document =
        new PolicyDocument(PolicyVersion.UNSTATED, Label.absent(), List.of(statement));

    assertThatIllegalArgumentException().isThrownBy(() -> PolicyWriter.compact().write(document));
  }

  private static Condition test(ConditionValue value) {
    return new Condition(
        ConditionOperator.plain(Comparison.BOOL), "a", List.of(value), SourceLocation.nowhere());
  }

  private static Statement with(Statement s, PrincipalElement principal) {
    return new Statement(
        s.sid(), s.effect(), principal, s.action(), s.resource(), s.condition(), s.location());
  }

  private static Statement with(Statement s, Condition... tests) {
    return new Statement(
        s.sid(),
        s.effect(),
        s.principal(),
        s.action(),
        s.resource(),
        new ConditionBlock(List.of(tests)),
        s.location());
  }

  @Test
  @DisplayName("5.6-5.9 grants in the shape of a response")
  void write_grants_isCanonical() {
    String json =
        """
        {
          "Grants": [
            {
              "KeyId": "k",
              "GrantId": "g",
              "Name": "n",
              "CreationDate": 1.477431461E9,
              "GranteePrincipal": "arn:aws:iam::111122223333:role/App",
              "RetiringServicePrincipal": "logs.amazonaws.com",
              "IssuingAccount": "arn:aws:iam::111122223333:root",
              "Operations": [
                "Decrypt"
              ],
              "Constraints": {
                "EncryptionContextEquals": {
                  "a": "1",
                  "b": "2"
                },
                "SourceArn": "arn:aws:logs:us-east-1:111122223333:x"
              }
            },
            {
              "GranteeServicePrincipal": "logs.amazonaws.com",
              "Operations": [
                "Decrypt",
                "Encrypt"
              ]
            }
          ]
        }\
        """;

    assertThat(GrantWriter.pretty().write(GrantReader.create().read(json))).isEqualTo(json);
  }

  @Test
  @DisplayName("5.9 the order of context pairs does not count, so equal grants give equal text")
  void write_pairsInAnyOrder_areSorted() {
    String entry =
        """
        {"GranteePrincipal": "a", "Operations": ["Sign"],
         "Constraints": {"EncryptionContextSubset": {%s}}}\
        """;
    GrantWriter writer = GrantWriter.compact();
    GrantReader reader = GrantReader.create();

    assertThat(writer.write(reader.read(entry.formatted("\"a\": \"1\", \"b\": \"2\""))))
        .isEqualTo(writer.write(reader.read(entry.formatted("\"b\": \"2\", \"a\": \"1\""))));
  }

  @Test
  @DisplayName("a scenario with each member")
  void write_scenario_isCanonical() {
    String json =
        """
        {"id":"a","request":{"principal":"arn:aws:sts::111122223333:assumed-role/App/s",\
        "principalRole":"arn:aws:iam::111122223333:role/team/App","action":"kms:RetireGrant",\
        "resource":"*","context":{"AWS:sourceip":["1","2"],"aws:SourceIp":[],"b":"c"},\
        "grantId":"g","keyManager":"AWS","resourceAccount":"111122223333"},\
        "policies":{"identity":[{"name":"i","document":{"Statement":[]}}],\
        "session":[{"name":"s","document":{"Statement":[]}}],"serviceControl":[],\
        "resourceControl":[{"target":"r","policies":[]}],\
        "key":{"name":"k","document":{"Statement":[]}},\
        "grants":[{"GranteePrincipal":"a","Operations":["Sign"]}]},\
        "unknown":{"context":["aws:SourceVpce","aws:resourcetag/*"],\
        "policies":["permissionsBoundary","vpcEndpoint"]},\
        "expected":{"decision":"indeterminate"}}\
        """;

    assertThat(ScenarioWriter.compact().write(ScenarioReader.create().read(json))).isEqualTo(json);
  }

  @Test
  @DisplayName("a scenario that the format has no words for is not written")
  void write_unsayableScenario_throws() {
    Caller.RoleSession session =
        (Caller.RoleSession)
            Caller.parse("arn:aws:sts::111122223333:assumed-role/App/s").takenLiterally();
    KmsResource any = new KmsResource.Any();
    RequestContext none = RequestContext.empty();
    PolicySet empty = PolicySet.empty();

    refuses(session.withPath(Caller.RolePath.unknown()), any, none, empty);
    Caller.FederatedUser federated =
        (Caller.FederatedUser) Caller.parse("arn:aws:sts::111122223333:federated-user/f");
    refuses(federated.madeBy(new Caller.FederatingUser.Nobody()), any, none, empty);
    refuses(federated.madeBy(new Caller.FederatingUser.Named("a")), any, none, empty);
    refuses(Caller.parse("arn:aws:iam::111122223333:role/App"), any, none, empty);
    refuses(session, new KmsResource.UnknownKey("aws", "us-west-2"), none, empty);
    refuses(session, new KmsResource.NewKey("aws", "us-west-2", "111122223333", true), none, empty);
    refuses(session, any, new OtherContext(), empty);
    refuses(session, any, with(ContextValue.absent()), empty);
    refuses(session, any, with(ContextValue.presentUnknown()), empty);
    refuses(session, any, none, PolicySet.builder().identity(PolicyLayer.none()).build());
    refuses(session, any, none, PolicySet.builder().session(PolicyLayer.of()).build());
    refuses(session, any, none, PolicySet.builder().key(PolicyLayer.of()).build());
  }

  private static RequestContext with(ContextValue value) {
    return RequestContext.builder().set("a", value).build();
  }

  private static void refuses(
      Caller caller, KmsResource resource, ConditionContext context, PolicySet policies) {
    Scenario scenario =
        new Scenario(
            "a",
            AuthorizationRequest.of(caller, "kms:Decrypt", resource, context),
            policies,
            new Scenario.Expectation.None());

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ScenarioWriter.compact().write(scenario))
        .withMessageStartingWith("a scenario has no words for");
  }

  /** A context that cannot be listed. */
  private static final class OtherContext implements ConditionContext {
    @Override
    public ContextValue get(String key) {
      return ContextValue.absent();
    }

    @Override
    public Collection<String> namesUnder(String prefix) {
      return List.of();
    }
  }
}
