package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Regression tests: a question that AWS leaves open must not become a certain denial. */
class OpenRulesTest {

  private static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/alice");
  private static final String KEY = "arn:aws:kms:us-west-2:111122223333:key/1234abcd";

  private static void assertDecision(
      Decision expected, String resource, RequestContext context, PolicySet policies) {
    AuthorizationRequest request =
        AuthorizationRequest.of(ALICE, "kms:Decrypt", KmsResource.parse(resource), context);
    for (PolicyEvaluator evaluator :
        List.of(PolicyEvaluator.reference(), PolicyEvaluator.tables())) {
      assertThat(evaluator.decide(request, policies)).isEqualTo(expected);
    }
  }

  private static PolicySet policies(String... identity) {
    return PolicySet.builder()
        .identity(Policies.layer(PolicyType.IDENTITY, identity))
        .key(Policies.layer(PolicyType.KEY, Policies.DELEGATING))
        .build();
  }

  @Test
  @DisplayName("2.17, 6.1: a key action on `*` may be on any key that a control policy spells out")
  void decide_keyActionOnNoKey_staysOpen() {
    PolicyLayer.Attached spelled =
        (PolicyLayer.Attached)
            Policies.layer(
                PolicyType.SERVICE_CONTROL,
                "{'Effect':'Allow','Action':'*','Resource':'arn:aws:kms:us-west-2:111122223333:key/*'}");
    List<NamedPolicy> level = spelled.policies();
    PolicySet policies =
        policies("{'Effect':'Allow','Action':'kms:*','Resource':'*'}").toBuilder()
            .serviceControl(OrganizationLayer.of(new OrganizationLayer.Level("r-root", level)))
            .build();
    assertDecision(Decision.INDETERMINATE, "*", RequestContext.empty(), policies);
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:iam::111122223333:user/alice, AIDACKCEVSQ6C2EXAMPLE, AIDACKCEVSQ6C2EXAMPLE",
    "arn:aws:iam::111122223333:role/App, AROACKCEVSQ6C2EXAMPLE, AROACKCEVSQ6C2EXAMPLE:s-1"
  })
  @DisplayName("1.8, 6.13: beside the caller's account a unique id may name the caller itself")
  void decide_uniqueIdBesideAccount_staysOpen(String caller, String named, String userId) {
    PolicySet policies =
        PolicySet.builder()
            .key(
                Policies.layer(
                    PolicyType.KEY,
                    "{'Effect':'Allow','Action':'kms:*','Resource':'*','Principal':{'AWS':['"
                        + named
                        + "','111122223333']}}",
                    "{'Effect':'Deny','Principal':'*','Action':'kms:*','Resource':'*',"
                        + "'Condition':{'StringLike':{'aws:userid':'AROAEXAMPLEEXAMPLE001:*'}}}"))
            .build();
    AuthorizationRequest request =
        AuthorizationRequest.of(
            Caller.parse(caller),
            "kms:Decrypt",
            KmsResource.parse(KEY),
            RequestContext.builder().unknown("aws:userid").build());
    RequestContext known = RequestContext.builder().put("aws:userid", userId).build();
    for (PolicyEvaluator evaluator : Evaluators.ALL) {
      assertThat(evaluator.decide(request.in(known), policies)).isEqualTo(Decision.ALLOWED);
      assertThat(evaluator.decide(request, policies)).isEqualTo(Decision.INDETERMINATE);
    }
  }

  @Test
  @DisplayName("3.2: of two entries that differ in case only, either may be the one compared")
  void decide_oneOfTwoSpellingsPasses_staysOpen() {
    PolicySet policies =
        policies(
            "{'Effect':'Allow','Action':'kms:Decrypt','Resource':'*',"
                + "'Condition':{'StringEquals':{'kms:EncryptionContext:a':'x'}}}");
    RequestContext one =
        RequestContext.builder()
            .put("kms:EncryptionContext:a", "x")
            .put("kms:EncryptionContext:A", "y")
            .build();
    RequestContext neither =
        RequestContext.builder()
            .put("kms:EncryptionContext:a", "z")
            .put("kms:EncryptionContext:A", "y")
            .build();
    assertDecision(Decision.INDETERMINATE, KEY, one, policies);
    assertDecision(Decision.IMPLICIT_DENY, KEY, neither, policies);
  }

  @ParameterizedTest
  @CsvSource({
    "kms:EncryptionContext:, t, ForAnyValue:StringLike",
    "kms:EncryptionContext:, T, ForAnyValue:StringLike",
    "kms:EncryptionContext:, t, StringLike",
    "aws:RequestTag/, t, ForAnyValue:StringEqualsIgnoreCase",
    "aws:ResourceTag/, t, ForAnyValue:StringLike",
  })
  @DisplayName("3.2, 6.13: an unknown entry of a map may be two that differ in case only")
  void decide_unknownEntry_mayBeTwoEntries(String map, String name, String operator) {
    PolicySet policies =
        policies(allowIf("ForAnyValue:StringEquals", map + "t", "a", operator, map + name, "b"));
    RequestContext two = RequestContext.builder().put(map + "t", "a").put(map + "T", "b").build();
    RequestContext one = RequestContext.builder().put(map + "t", "a").build();

    assertDecision(
        operator.equals("StringLike") ? Decision.INDETERMINATE : Decision.ALLOWED,
        KEY,
        two,
        policies);
    assertDecision(Decision.IMPLICIT_DENY, KEY, one, policies);
    assertDecision(Decision.INDETERMINATE, KEY, unknown(map + "*"), policies);
    assertDecision(Decision.INDETERMINATE, KEY, unknown(map + "t"), policies);
  }

  @Test
  @DisplayName("3.2, 6.13: the same with more values than sets of them are tried")
  void decide_unknownEntryOfManyValues_mayBeTwoEntries() {
    String key = "kms:EncryptionContext:tenant";
    String[] all = new String[12];
    for (int i = 0; i < all.length; i++) {
      all[i] =
          allowIf("ForAnyValue:StringEquals", key, "a" + i, "ForAnyValue:StringLike", key, "b" + i);
    }
    assertDecision(Decision.INDETERMINATE, KEY, unknown(key), policies(all));
  }

  @Test
  @DisplayName("3.2, 5.9: one entry may satisfy a grant, and the other one a set operator")
  void decide_unknownEntryOfGrant_mayBeTwoEntries() {
    String key = "kms:EncryptionContext:t";
    Grant grant =
        Policies.grant(
            "g", ALICE.arn(), new GrantConstraints.ContextConstraint.Containing(Map.of("t", "a")));
    PolicySet policies =
        policies(
                "{'Effect':'Deny','Action':'kms:Decrypt','Resource':'*','Condition':{"
                    + "'ForAllValues:StringEquals':{'KEY':'a'}}}".replace("KEY", key))
            .toBuilder()
            .grants(new GrantLayer.Known(List.of(grant)))
            .build();

    assertDecision(Decision.INDETERMINATE, KEY, unknown(key), policies);
  }

  @Test
  @DisplayName("3.2, 3.5: an empty entry by itself is null, beside another it is compared")
  void decide_unknownEntries_mayHoldAnEmptyOne() {
    PolicySet policies =
        policies(
            "{'Effect':'Allow','Action':'kms:Decrypt','Resource':'*','Condition':{"
                + "'ForAnyValue:StringEquals':{'aws:RequestTag/t':''}}}");
    RequestContext two =
        RequestContext.builder().put("aws:RequestTag/t", "").put("aws:RequestTag/T", "b").build();

    assertDecision(Decision.ALLOWED, KEY, two, policies);
    assertDecision(Decision.INDETERMINATE, KEY, unknown("aws:RequestTag/t"), policies);
  }

  @ParameterizedTest
  @CsvSource({
    "aws:PrincipalTag/t, ForAnyValue:StringEquals, ForAnyValue:StringLike",
    "kms:EncryptionContext:1, ForAnyValue:StringEquals, ForAnyValue:StringLike",
    "kms:EncryptionContext:t, StringEquals, StringLike",
  })
  @DisplayName("3.2: tags of principals, names without letters and plain operators have one value")
  void decide_unknownEntryOfOneSpelling_hasOneValue(String key, String first, String second) {
    PolicySet policies = policies(allowIf(first, key, "a", second, key, "b"));
    assertDecision(Decision.IMPLICIT_DENY, KEY, unknown(key), policies);
  }

  private static String allowIf(
      String first, String firstKey, String one, String second, String secondKey, String other) {
    return String.format(
        "{'Effect':'Allow','Action':'kms:Decrypt','Resource':'*','Condition':{"
            + "'%s':{'%s':'%s'},'%s':{'%s':'%s'}}}",
        first, firstKey, one, second, secondKey, other);
  }

  private static RequestContext unknown(String name) {
    return RequestContext.builder().unknown(name).build();
  }

  @Test
  @DisplayName("3.9: a plain operator on a key of several values, one of which matches, stays open")
  void decide_plainOperatorOnMultivaluedKey_staysOpen() {
    PolicySet policies =
        policies(
            "{'Effect':'Allow','Action':'kms:Decrypt','Resource':'*',"
                + "'Condition':{'StringEquals':{'kms:EncryptionContextKeys':'a'}}}");
    RequestContext two =
        RequestContext.builder().put("kms:EncryptionContextKeys", "a", "b").build();
    assertDecision(Decision.INDETERMINATE, KEY, two, policies);
  }
}
