package io.kmspolicy.lint.fix;

import static io.kmspolicy.lint.fix.FixCases.ACCOUNT;
import static io.kmspolicy.lint.fix.FixCases.ADMIN;
import static io.kmspolicy.lint.fix.FixCases.DELEGATE;
import static io.kmspolicy.lint.fix.FixCases.KEY;
import static io.kmspolicy.lint.fix.FixCases.REFERENCE;
import static io.kmspolicy.lint.fix.FixCases.ROLE;
import static io.kmspolicy.lint.fix.FixCases.USER;
import static io.kmspolicy.lint.fix.FixCases.context;
import static io.kmspolicy.lint.fix.FixCases.fix;
import static io.kmspolicy.lint.fix.FixCases.layer;
import static io.kmspolicy.lint.fix.FixCases.places;
import static io.kmspolicy.lint.fix.FixCases.policies;
import static io.kmspolicy.lint.fix.FixCases.request;
import static io.kmspolicy.lint.fix.FixCases.role;
import static io.kmspolicy.lint.fix.FixCases.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.GrantReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The smallest statements and grants, what they carry, and where there is none. */
final class FixGeneratorTest {

  @Test
  void of_roleInADelegatingAccount_hasThreeSmallestSets() {
    Fix fix = fix(request(role("/"), "kms:Decrypt"), policies(DELEGATE));

    assertThat(fix.reasons()).isEmpty();
    assertThat(places(fix))
        .containsExactly(List.of(Place.IDENTITY), List.of(Place.KEY_POLICY), List.of(Place.GRANT));
    assertThat(text(fix, Place.IDENTITY))
        .isEqualTo(
            "{\"Sid\":\"AllowAppDecrypt\",\"Effect\":\"Allow\",\"Action\":\"kms:Decrypt\",\"Resource\":\""
                + KEY
                + "\"}");
    assertThat(text(fix, Place.KEY_POLICY))
        .contains("\"Principal\":{\"AWS\":\"" + ROLE + "\"}", "\"Resource\":\"*\"");
    assertThat(text(fix, Place.GRANT))
        .isEqualTo(
            "aws kms create-grant --key-id "
                + KEY
                + " --grantee-principal "
                + ROLE
                + " --operations Decrypt");
  }

  @Test
  void of_accountThatIsNotDelegatedTo_leavesIdentityPoliciesOut() {
    Fix fix = fix(request(role("/"), "kms:Decrypt"), policies(ADMIN));

    assertThat(places(fix)).containsExactly(List.of(Place.KEY_POLICY), List.of(Place.GRANT));
  }

  /** A user's ARN in the key policy of his account would pass his permissions boundary. */
  @Test
  void of_userOfTheAccount_isNamedByACondition() {
    Fix fix = fix(request(Caller.parse(USER), "kms:Decrypt"), policies(ADMIN));

    assertThat(places(fix)).containsExactly(List.of(Place.IDENTITY, Place.KEY_POLICY));
    assertThat(text(fix, Place.KEY_POLICY))
        .contains("\"AWS\":\"arn:aws:iam::111122223333:root\"")
        .contains("{\"ArnEquals\":{\"aws:PrincipalArn\":\"" + USER + "\"}}");
  }

  @Test
  void of_roleWithUnknownPath_isNamedByItsName() {
    Caller app = new Caller.RoleSession("aws", ACCOUNT, "App", "i-0abc", Caller.RolePath.unknown());
    Fix fix = fix(request(app, "kms:Decrypt"), policies(ADMIN));

    assertThat(places(fix)).containsExactly(List.of(Place.IDENTITY, Place.KEY_POLICY));
    assertThat(text(fix, Place.KEY_POLICY))
        .contains("[\"" + ROLE + "\",\"arn:aws:iam::111122223333:role/*/App\"]");
    assertThat(fix.notes().toString()).contains("aws iam get-role --role-name App");
  }

  @Test
  void of_callThroughAService_carriesItAndIsNoGrant() {
    Caller app = role("/");
    AuthorizationRequest request =
        AuthorizationRequest.of(
            app,
            "kms:Decrypt",
            KmsResource.parse(KEY),
            context(app).put("kms:ViaService", "s3.us-west-2.amazonaws.com").build());
    Fix fix = fix(request, policies(DELEGATE));

    assertThat(places(fix)).containsExactly(List.of(Place.IDENTITY), List.of(Place.KEY_POLICY));
    assertThat(text(fix, Place.IDENTITY))
        .contains("{\"StringEquals\":{\"kms:ViaService\":\"s3.us-west-2.amazonaws.com\"}}");
  }

  @Test
  void of_serviceWithASource_isAnAllowForThatSource() {
    Caller service = Caller.parse("sns.amazonaws.com");
    AuthorizationRequest request =
        AuthorizationRequest.of(
            service,
            "kms:Decrypt",
            KmsResource.parse(KEY),
            RequestContext.builder().put("aws:SourceAccount", ACCOUNT).build());
    Fix fix = fix(request, policies(DELEGATE));

    assertThat(places(fix)).containsExactly(List.of(Place.KEY_POLICY));
    assertThat(text(fix, Place.KEY_POLICY))
        .contains("\"Service\":\"sns.amazonaws.com\"", "\"aws:SourceAccount\":\"111122223333\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "aws:SourceArn | arn:aws:s3:::bucket | ArnEquals",
        "kms:EncryptionContext:aws:sns:topicArn | t | StringEquals",
      })
  @DisplayName("Source and encryption context of a service are carried, also if nothing tests them")
  void of_serviceWithASource_carriesAllOfIt(String key, String value, String operator) {
    AuthorizationRequest request =
        AuthorizationRequest.of(
            Caller.parse("sns.amazonaws.com"),
            "kms:Decrypt",
            KmsResource.parse(KEY),
            RequestContext.builder().put("aws:SourceAccount", ACCOUNT).put(key, value).build());

    assertThat(text(fix(request, policies(DELEGATE)), Place.KEY_POLICY))
        .contains("\"" + operator + "\":{", "\"" + key + "\":\"" + value + "\"")
        .contains("\"aws:SourceAccount\":\"111122223333\"");
  }

  @Test
  @DisplayName("CreateGrant for an AWS resource is allowed for nothing else")
  void of_createGrantForAnAwsResource_carriesItAndIsNoGrant() {
    Caller app = role("/");
    AuthorizationRequest request =
        AuthorizationRequest.of(
            app,
            "kms:CreateGrant",
            KmsResource.parse(KEY),
            context(app).put("kms:GrantIsForAWSResource", "true").build());
    Fix fix = fix(request, policies(DELEGATE));

    assertThat(places(fix))
        .as(fix.reasons().toString())
        .containsExactly(List.of(Place.IDENTITY), List.of(Place.KEY_POLICY));
    for (Place place : List.of(Place.IDENTITY, Place.KEY_POLICY)) {
      assertThat(text(fix, place))
          .contains("\"Condition\":{\"Bool\":{\"kms:GrantIsForAWSResource\":\"true\"}}");
    }
  }

  @Test
  @DisplayName("What a policy would read as a variable is escaped")
  void of_encryptionContextWithAVariable_isEscaped() {
    Caller app = role("/");
    AuthorizationRequest request =
        AuthorizationRequest.of(
            app,
            "kms:Decrypt",
            KmsResource.parse(KEY),
            context(app).put("kms:EncryptionContext:tenant", "${aws:username}").build());
    String tested =
        "{\"Sid\":\"Other\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"arn:aws:iam::111122223333:role/Other\"},"
            + "\"Action\":\"kms:Decrypt\",\"Resource\":\"*\",\"Condition\":{\"StringEquals\":"
            + "{\"kms:EncryptionContext:tenant\":\"x\"}}}";
    Fix fix = fix(request, policies(DELEGATE + "," + tested));

    assertThat(text(fix, Place.IDENTITY))
        .contains("\"kms:EncryptionContext:tenant\":\"${$}{aws:username}\"");
    assertThat(text(fix, Place.GRANT)).contains("{\"tenant\":\"${aws:username}\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "arn:aws:iam::111122223333:root | kms:Decrypt | the root user",
        "arn:aws:sts::111122223333:federated-user/bob | kms:Decrypt | a federated user",
        "sns.amazonaws.com | kms:Decrypt | source and encryption context are not known",
        "arn:aws:iam::111122223333:user/alice | kms:CreateAlias | alias",
        "arn:aws:iam::111122223333:user/alice | kms:ListKeys | does not name one key",
        "arn:aws:iam::111122223333:user/alice | kms:CreateGrant | kms:GrantIsForAWSResource",
        "arn:aws:iam::444455556666:user/alice | kms:PutKeyPolicy | across accounts",
        "arn:aws:iam::111122223333:user/alice | kms:NoSuchAction | learn first",
        "sns.amazonaws.com | kms:CreateGrant | kms:GrantIsForAWSResource",
      })
  void of_requestOfAnotherKind_hasNoSuggestion(String caller, String action, String reason) {
    Caller parsed = Caller.parse(caller);
    assertNone(fix(request(parsed, action), policies(ADMIN)), reason);
  }

  private static void assertNone(Fix fix, String... reasons) {
    assertThat(fix.suggestions()).isEmpty();
    assertThat(fix.reasons()).hasSize(1);
    assertThat(fix.reasons().get(0)).contains(reasons);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:kms:us-west-2:111122223333:key/*",
        "arn:aws:kms:us-west-2:111122223333:key/${aws:userid}",
        "arn:aws:kms:us-west-2:111122223333:alias/x"
      })
  void of_nameThatIsNoKey_hasNoSuggestion(String resource) {
    Caller app = role("/");
    Fix fix =
        fix(
            AuthorizationRequest.of(
                app, "kms:Decrypt", KmsResource.parse(resource), context(app).build()),
            policies(DELEGATE));

    assertThat(fix.suggestions()).isEmpty();
    assertThat(fix.reasons()).isNotEmpty();
  }

  @Test
  void of_unknownKey_hasNoSuggestion() {
    Caller app = role("/");
    PolicySet known =
        PolicySet.builder()
            .identity(PolicyLayer.of())
            .key(PolicyLayer.unknown())
            .grants(GrantLayer.unknown())
            .build();
    Fix fix =
        FixGenerator.of(
            new DeniedRequest(
                AuthorizationRequest.of(
                    app,
                    "kms:Decrypt",
                    new KmsResource.UnknownKey("aws", ""),
                    context(app).build()),
                known,
                new AwsDenial(Optional.of(false), Optional.of(PolicyType.IDENTITY)),
                false));

    assertNone(fix, "which key is meant is not known");
  }

  @Test
  void of_explicitDeny_hasNoSuggestion() {
    String deny =
        "{\"Sid\":\"No\",\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"kms:Decrypt\",\"Resource\":\"*\"}";

    assertNone(
        fix(request(role("/"), "kms:Decrypt"), policies(DELEGATE + "," + deny)),
        "\"No\"",
        " denies it; no Allow lifts that");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PERMISSIONS_BOUNDARY", "SESSION", "VPC_ENDPOINT"})
  void of_filterByAbsence_hasNoSuggestion(PolicyType filter) {
    String principal = filter.namesPrincipals() ? "\"Principal\":\"*\"," : "";
    PolicyLayer other =
        layer(
            filter,
            "{\"Effect\":\"Allow\","
                + principal
                + "\"Action\":\"kms:Encrypt\",\"Resource\":\"*\"}");
    PolicySet.Builder set = policies(DELEGATE).toBuilder();
    switch (filter) {
      case PERMISSIONS_BOUNDARY -> set.permissionsBoundary(other);
      case SESSION -> set.session(other);
      default -> set.vpcEndpoint(other);
    }

    assertNone(fix(request(role("/"), "kms:Decrypt"), set.build()), filter.words());
  }

  @ParameterizedTest
  @ValueSource(strings = {"SERVICE_CONTROL", "RESOURCE_CONTROL"})
  void of_filterThatAwsNames_hasNoSuggestion(PolicyType filter) {
    Fix fix =
        FixGenerator.of(
            new DeniedRequest(
                request(role("/"), "kms:Decrypt"),
                policies(DELEGATE).toBuilder()
                    .serviceControl(OrganizationLayer.unknown())
                    .resourceControl(OrganizationLayer.unknown())
                    .build(),
                new AwsDenial(Optional.of(false), Optional.of(filter)),
                false));

    assertNone(fix, filter.words());
  }

  @Test
  void of_policiesThatAllow_areNotThoseOfAws() {
    PolicySet allowing =
        policies(DELEGATE).toBuilder()
            .identity(
                layer(
                    PolicyType.IDENTITY,
                    "{\"Effect\":\"Allow\",\"Action\":\"kms:*\",\"Resource\":\"*\"}"))
            .build();
    Fix fix =
        FixGenerator.of(
            new DeniedRequest(
                request(role("/"), "kms:Decrypt"),
                allowing,
                new AwsDenial(Optional.of(false), Optional.of(PolicyType.IDENTITY)),
                false));

    assertNone(fix, "not those that AWS had");
  }

  @Test
  @DisplayName("What AWS denies explicitly, and our policies do not, has no suggestion")
  void of_explicitDenyThatAwsNames_hasNoSuggestion() {
    assertNone(
        FixGenerator.of(
            new DeniedRequest(
                request(role("/"), "kms:Decrypt"),
                policies(DELEGATE),
                new AwsDenial(Optional.of(true), Optional.of(PolicyType.SERVICE_CONTROL)),
                false)),
        "AWS names an explicit Deny");
  }

  @Test
  @DisplayName("What our policies deny explicitly, and AWS by absence, are not the same policies")
  void of_explicitDenyThatAwsDoesNotName_hasNoSuggestion() {
    String deny =
        "{\"Sid\":\"No\",\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"kms:Decrypt\",\"Resource\":\"*\"}";
    assertNone(
        FixGenerator.of(
            new DeniedRequest(
                request(role("/"), "kms:Decrypt"),
                policies(DELEGATE + "," + deny),
                new AwsDenial(Optional.of(false), Optional.of(PolicyType.IDENTITY)),
                false)),
        "not those that AWS had");
  }

  @Test
  @DisplayName("An open answer without a text: what to learn first")
  void of_openAnswerWithoutAText_hasNoSuggestion() {
    assertNone(
        fix(
            request(role("/"), "kms:Decrypt"),
            policies(DELEGATE).toBuilder().identity(PolicyLayer.unknown()).build()),
        "learn first what the explanation names");
  }

  @Test
  @DisplayName("A denial because of policies that are not known is none by a Deny")
  void of_denialByUnknownPolicies_saysThatOneMayDeny() {
    Fix fix =
        fix(
            request(role("/"), "kms:Decrypt"),
            policies(DELEGATE).toBuilder().serviceControl(OrganizationLayer.unknown()).build());
    assertThat(fix.reasons().toString()).doesNotContain("deny it; no Allow", "denies it; no Allow");
  }

  @Test
  @DisplayName("A service-linked role, whose policy nobody changes: the key policy, by its ARN")
  void of_serviceLinkedRole_leavesIdentityOut() {
    String path = "/aws-service-role/autoscaling.amazonaws.com/";
    String name = "AWSServiceRoleForAutoScaling";
    Caller app = new Caller.RoleSession("aws", ACCOUNT, name, "s", new Caller.RolePath.Known(path));
    Fix fix = fix(request(app, "kms:Decrypt"), policies(DELEGATE));
    assertThat(places(fix))
        .as(fix.reasons().toString())
        .containsExactly(List.of(Place.KEY_POLICY), List.of(Place.GRANT));
    assertThat(text(fix, Place.KEY_POLICY))
        .contains("\"arn:aws:iam::111122223333:role" + path + name + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/aws-reserved/sso.amazonaws.com/eu-west-1/", ""})
  @DisplayName("A role of IAM Identity Center: its permission set, and the key policy by its name")
  void of_roleOfIdentityCenter_isItsPermissionSet(String path) {
    String name = "AWSReservedSSO_Key_Admin_0123456789abcdef";
    Caller.RolePath known =
        path.isEmpty() ? Caller.RolePath.unknown() : new Caller.RolePath.Known(path);
    Caller app = new Caller.RoleSession("aws", ACCOUNT, name, "ann", known);

    Fix own = fix(request(app, "kms:Decrypt"), policies(DELEGATE));
    assertThat(places(own)).containsExactly(List.of(Place.PERMISSION_SET));
    assertThat(own.notes().toString()).contains("change the permission set `Key_Admin`");
    Fix both = fix(request(app, "kms:Decrypt"), policies(ADMIN));
    assertThat(places(both)).containsExactly(List.of(Place.PERMISSION_SET, Place.KEY_POLICY));
    assertThat(text(both, Place.KEY_POLICY))
        .contains("[\"arn:aws:iam::111122223333:role/" + name + "\",", "role/*/" + name + "\"]");
  }

  @Test
  @DisplayName("A role of that name elsewhere is none of IAM Identity Center")
  void of_roleWithThatNameElsewhere_isItself() {
    Caller app =
        new Caller.RoleSession(
            "aws",
            ACCOUNT,
            "AWSReservedSSO_Admin_0123456789abcdef",
            "s",
            new Caller.RolePath.Known("/team/"));
    assertThat(places(fix(request(app, "kms:Decrypt"), policies(DELEGATE))))
        .contains(List.of(Place.IDENTITY));
  }

  @Test
  @DisplayName("A service-linked role whose path is not known cannot be named")
  void of_serviceLinkedRoleWithoutPath_hasNoSuggestion() {
    Caller app =
        new Caller.RoleSession(
            "aws", ACCOUNT, "AWSServiceRoleForAutoScaling", "s", Caller.RolePath.unknown());
    assertNone(fix(request(app, "kms:Decrypt"), policies(ADMIN)), "named by its exact ARN");
  }

  @Test
  @DisplayName("A key of another account: all pieces, and its owner is to be asked")
  void of_keyOfAnotherAccount_asksItsOwner() {
    Caller foreign = Caller.parse("arn:aws:iam::444455556666:user/alice");
    Fix fix = fix(request(foreign, "kms:Decrypt"), policies(DELEGATE));
    assertThat(places(fix))
        .containsExactly(
            List.of(Place.IDENTITY, Place.KEY_POLICY), List.of(Place.IDENTITY, Place.GRANT));
    assertThat(fix.notes().toString()).contains("belong to the key's owner");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kms:EnableKey", "kms:PutKeyPolicy", "kms:ScheduleKeyDeletion"})
  @DisplayName("Operations that no grant gives: no grant")
  void of_operationThatIsNotGrantable_isNoGrant(String action) {
    assertThat(places(fix(request(role("/"), action), policies(DELEGATE))))
        .isNotEmpty()
        .noneMatch(places -> places.contains(Place.GRANT));
  }

  /** A condition that the caller does not meet is not gone around, unless that is asked. */
  @Test
  void of_allowThatFailsByACondition_namesTheCondition() {
    PolicySet conditioned =
        policies(DELEGATE).toBuilder()
            .identity(
                layer(
                    PolicyType.IDENTITY,
                    "{\"Sid\":\"A\",\"Effect\":\"Allow\",\"Action\":\"kms:Decrypt\",\"Resource\":\"*\","
                        + "\"Condition\":{\"StringEquals\":{\"kms:EncryptionContext:tenant\":\"a\"}}}"))
            .build();
    Caller app = role("/");
    AuthorizationRequest request =
        AuthorizationRequest.of(
            app,
            "kms:Decrypt",
            KmsResource.parse(KEY),
            context(app).put("kms:EncryptionContext:tenant", "b").build());

    Fix fix = fix(request, conditioned);
    assertNone(fix, "fails by a condition alone");
    assertThat(fix.close().toString()).contains("StringEquals kms:EncryptionContext:tenant");
    assertThat(
            FixGenerator.of(new DeniedRequest(request, conditioned, AwsDenial.none(), true))
                .suggestions())
        .isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "StringLike, arn:aws:s3:::state/*, true",
    "ArnEquals, arn:aws:s3:::state/data.json, true",
    "StringLike, arn:aws:s3:::state*, false",
    "StringEquals, arn:aws:s3:::state, false"
  })
  @DisplayName("A condition on objects of S3 that fails says what an S3 Bucket Key sends")
  void of_conditionOnObjects_namesTheBucketKey(String operator, String wanted, boolean isNamed) {
    PolicySet conditioned =
        policies(DELEGATE).toBuilder()
            .identity(
                layer(
                    PolicyType.IDENTITY,
                    "{\"Sid\":\"A\",\"Effect\":\"Allow\",\"Action\":\"kms:Decrypt\",\"Resource\":\"*\","
                        + "\"Condition\":{\""
                        + operator
                        + "\":{\"kms:EncryptionContext:aws:s3:arn\":\""
                        + wanted
                        + "\"}}}"))
            .build();
    Caller app = role("/");
    AuthorizationRequest sent =
        AuthorizationRequest.of(
            app,
            "kms:Decrypt",
            KmsResource.parse(KEY),
            context(app).put("kms:EncryptionContext:aws:s3:arn", "arn:aws:s3:::other").build());
    AuthorizationRequest unknown =
        AuthorizationRequest.of(app, "kms:Decrypt", KmsResource.parse(KEY), context(app).build());
    AwsDenial byAbsence = new AwsDenial(Optional.of(false), Optional.of(PolicyType.IDENTITY));

    for (Fix fix :
        List.of(
            fix(sent, conditioned),
            FixGenerator.of(new DeniedRequest(unknown, conditioned, byAbsence, false)))) {
      assertThat(fix.close()).hasSize(isNamed ? 2 : 1);
      assertThat(fix.close().toString().contains("S3 Bucket Key")).isEqualTo(isNamed);
    }
  }

  @Test
  @DisplayName("A deleted role that would have matched stands first in Close, others do not")
  void of_deletedPrincipalThatWouldMatch_isClose() {
    String deleted =
        "{\"Sid\":\"%s\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"%s\"},\"Action\":\"%s\","
            + "\"Resource\":\"*\"}";
    PolicySet set =
        policies(
                String.join(
                    ",",
                    DELEGATE,
                    deleted.formatted("Was", "AROAEXAMPLEEXAMPLEEXA", "kms:Decrypt"),
                    deleted.formatted("User", "AIDAEXAMPLEEXAMPLEEXA", "kms:Decrypt"),
                    deleted.formatted("Else", "AROAEXAMPLEEXAMPLEEXB", "kms:Encrypt")))
            .toBuilder()
            .grants(
                new GrantLayer.Known(
                    GrantReader.create()
                        .read(
                            "{\"Grants\":[{\"GrantId\":\"g1\",\"GranteePrincipal\":"
                                + "\"AROAEXAMPLEEXAMPLEEXC\",\"Operations\":[\"Decrypt\"]},"
                                + "{\"GrantId\":\"g2\",\"GranteePrincipal\":"
                                + "\"AROAEXAMPLEEXAMPLEEXD\",\"Operations\":[\"Encrypt\"]}]}")))
            .build();
    AuthorizationRequest request = request(role("/team/"), "kms:Decrypt");
    Fix fix = fix(request, set);

    assertThat(fix.close()).hasSize(2);
    assertThat(fix.close().get(0))
        .contains(
            "\"Was\"", "`AROAEXAMPLEEXAMPLEEXA`", "`arn:aws:iam::111122223333:role/team/App`");
    assertThat(fix.close().get(1)).contains("the grant `g1`", "create it again");
    assertThat(fix.suggestions()).isNotEmpty();
    assertThat(fix(request(Caller.parse(USER), "kms:Decrypt"), set).close())
        .singleElement()
        .satisfies(line -> assertThat(line).contains("`AIDAEXAMPLEEXAMPLEEXA`"));
  }

  @Test
  void of_awsManagedKey_leavesKeyPolicyAndGrantsOut() {
    AuthorizationRequest plain = request(role("/"), "kms:Decrypt");
    AuthorizationRequest managed =
        new AuthorizationRequest(
            plain.caller(),
            plain.action(),
            plain.resource(),
            plain.context(),
            "",
            KeyManager.AWS,
            "");

    assertThat(places(fix(managed, policies(DELEGATE)))).allMatch(List.of(Place.IDENTITY)::equals);
  }

  @Test
  void of_suggestions_liftTheDenial() {
    AuthorizationRequest request = request(role("/team/"), "kms:GenerateDataKey");
    PolicySet before = policies(ADMIN);
    assertThat(REFERENCE.decide(request, before)).isEqualTo(Decision.IMPLICIT_DENY);

    for (Suggestion one : fix(request, before).suggestions()) {
      PolicySet after = before;
      for (Piece piece : one.pieces()) {
        after = PolicyChanges.add(after, piece, request.resource());
      }
      assertThat(REFERENCE.decide(request, after)).isEqualTo(Decision.ALLOWED);
    }
  }

  @Test
  void changedContext_absentKey_isAbsentFromNamesToo() {
    RequestContext context =
        RequestContext.builder().put("kms:EncryptionContext:Tenant", "a").build();

    assertThat(
            ChangedContext.of(context, "kms:EncryptionContext:Tenant", ContextValue.absent())
                .namesUnder("kms:encryptioncontext:"))
        .isEmpty();
  }
}
