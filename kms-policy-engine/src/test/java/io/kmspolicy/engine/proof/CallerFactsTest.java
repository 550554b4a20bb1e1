package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.Caller.RoleSession;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The condition keys that a caller determines (rule 4.15). */
class CallerFactsTest {

  private static final RoleSession SESSION =
      new RoleSession("aws", "111122223333", "App", "one", new RolePath.Known("/ops/"));

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "arn:aws:iam::111122223333:root, arn:aws:iam::111122223333:root, Account, , 111122223333",
    "arn:aws:iam::111122223333:user/ops/bob, arn:aws:iam::111122223333:user/ops/bob, User, bob,",
    "arn:aws:iam::111122223333:role/ops/App, arn:aws:iam::111122223333:role/ops/App, AssumedRole,,",
    "arn:aws:sts::111122223333:federated-user/fay, arn:aws:sts::111122223333:federated-user/fay, "
        + "FederatedUser, , 111122223333:fay"
  })
  @DisplayName("4.15: a member of an account determines its ARN, account, type and name")
  void of_memberOfAnAccount_isArnAccountTypeAndName(
      String caller, String arn, String type, @Nullable String name, @Nullable String id) {
    RequestContext.Builder expected =
        RequestContext.builder()
            .unknown("*")
            .put("aws:PrincipalArn", arn)
            .put("aws:PrincipalAccount", "111122223333")
            .put("kms:CallerAccount", "111122223333")
            .put("aws:PrincipalType", type)
            .put("aws:PrincipalIsAWSService", "false")
            .set("aws:PrincipalServiceName", ContextValue.absent())
            .set("aws:username", name == null ? ContextValue.absent() : ContextValue.of(name));
    if (id != null) {
      expected.put("aws:userid", id);
    }

    assertThat(CallerFacts.of(Caller.parse(caller))).isEqualTo(expected.build());
  }

  @Test
  @DisplayName("4.15: a service determines its name; which other keys it has is not known")
  void of_service_isItsName() {
    assertThat(CallerFacts.of(Caller.parse("s3.amazonaws.com")))
        .isEqualTo(
            RequestContext.builder()
                .unknown("*")
                .put("aws:PrincipalIsAWSService", "true")
                .put("aws:PrincipalServiceName", "s3.amazonaws.com")
                .build());
  }

  @Test
  @DisplayName("1.7: the ARN of a role is known only with its path")
  void of_session_isTheArnOfTheRoleIfItsPathIsKnown() {
    RoleSession hidden = SESSION.withPath(RolePath.unknown());

    assertThat(CallerFacts.of(SESSION).get("aws:principalarn"))
        .isEqualTo(ContextValue.of("arn:aws:iam::111122223333:role/ops/App"));
    assertThat(CallerFacts.of(hidden).get("aws:principalarn"))
        .isInstanceOf(ContextValue.Unknown.class);
    assertThat(CallerFacts.of(hidden).get("aws:principalaccount"))
        .isEqualTo(ContextValue.of("111122223333"));
  }

  @ParameterizedTest
  @CsvSource({"aws:principalarn", "aws:principalaccount", "kms:calleraccount"})
  @DisplayName("A key that has many values in a class stays unknown, and only this key")
  void of_looseKey_staysUnknown(String key) {
    RequestContext facts = CallerFacts.of(SESSION, Set.of(key));

    assertThat(facts.get(key)).isInstanceOf(ContextValue.Unknown.class);
    assertThat(facts.values()).hasSize(CallerFacts.of(SESSION, Set.of()).values().size() - 1);
  }
}
