package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The cache of exact decisions with unknown keys: a decision is not reused for a context in which
 * it differs. Each policy here denies on a contradiction about an unknown tag, which only the exact
 * analysis detects (rule 6.13), so each decision uses the cache.
 */
class ExactAnswersTest {

  private static final String ARN =
      "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final KmsResource.Key KEY = (KmsResource.Key) KmsResource.parse(ARN);
  private static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/alice");
  private static final String TAG = "aws:PrincipalTag/unknown";
  private static final String WINDOW = "kms:ScheduleKeyDeletionPendingWindowInDays";
  private static final Map<String, String> TYPED =
      Map.of(
          "<window>",
          WINDOW,
          "<age>",
          "aws:MultiFactorAuthAge",
          "<time>",
          "aws:CurrentTime",
          "<address>",
          "aws:SourceIp");
  private static final String NEVER =
      statement("Deny", "'StringEquals':{'" + TAG + "':'a'},'StringNotEquals':{'" + TAG + "':'a'}");

  private static String statement(String effect, String condition) {
    return "{'Effect':'"
        + effect
        + "','Principal':{'AWS':'"
        + ALICE.arn()
        + "'},'Action':'kms:Decrypt','Resource':'*','Condition':{"
        + condition
        + "}}";
  }

  private static String equal(String key, String value) {
    return "'StringEquals':{'" + key + "':'" + value + "'}";
  }

  private static ConditionContext with(String key, String value) {
    return RequestContext.builder().unknown(TAG).put(key, value).build();
  }

  private static Authorizer authorizer(List<Grant> grants, String... statements) {
    KeyPolicies only = Policies.key(statements);
    GrantLayer layer = grants.isEmpty() ? GrantLayer.none() : new GrantLayer.Known(grants);
    KeyPolicies policies =
        new KeyPolicies(only.key(), layer, only.resourceControl(), only.manager());
    return Authorizer.builder()
        .policies(
            PolicySnapshot.builder()
                .principal(ALICE, Policies.identity())
                .key(KEY, policies)
                .build())
        .build();
  }

  @Test
  @DisplayName(
      "6.13: a statement that matches in one context only does not affect the decision in the other")
  void decide_otherTest_isAnotherAnswer() {
    try (Authorizer authorizer =
        authorizer(
            List.of(),
            NEVER,
            statement("Allow", equal("kms:ViaService", "a")),
            statement("Deny", equal("kms:CallerAccount", "b")))) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      for (int round = 0; round < 3; round++) {
        assertThat(alice.decide("kms:Decrypt", ARN, with("kms:ViaService", "a")))
            .isEqualTo(Decision.ALLOWED);
        assertThat(alice.decide("kms:Decrypt", ARN, with("kms:ViaService", "b")))
            .isEqualTo(Decision.IMPLICIT_DENY);
        assertThat(alice.decide("kms:Decrypt", ARN, with("kms:CallerAccount", "b")))
            .isEqualTo(Decision.EXPLICIT_DENY);
      }
    }
  }

  @Test
  @DisplayName(
      "6.13, 5.9: a grant that covers the request in one context only does not affect the other")
  void decide_otherPair_isAnotherAnswer() {
    try (Authorizer authorizer = authorizer(List.of(grant(Map.of("k", "v"))), NEVER)) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      for (int round = 0; round < 3; round++) {
        assertThat(alice.decide("kms:Decrypt", ARN, with("kms:EncryptionContext:k", "v")))
            .isEqualTo(Decision.ALLOWED);
        assertThat(alice.decide("kms:Decrypt", ARN, with("kms:EncryptionContext:k", "w")))
            .isEqualTo(Decision.IMPLICIT_DENY);
      }
    }
  }

  @Test
  @DisplayName(
      "6.13, 5.9: an indeterminate grant reads more than its pairs, so its decisions are not cached")
  void decide_openGrant_isNotRemembered() {
    String unless = statement("Allow", "'StringNotEquals':{'kms:EncryptionContext:m':'n'}");
    RequestContext.Builder unknown = RequestContext.builder().unknown("kms:EncryptionContext:m");
    ConditionContext exact =
        unknown.build().toBuilder().put("kms:EncryptionContext:k", "v").build();
    ConditionContext misspelt =
        unknown.build().toBuilder().put("kms:EncryptionContext:K", "v").build();
    try (Authorizer authorizer = authorizer(List.of(grant(Map.of("k", "v", "m", "n"))), unless)) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      for (int round = 0; round < 3; round++) {
        assertThat(alice.decide("kms:Decrypt", ARN, exact)).isEqualTo(Decision.ALLOWED);
        assertThat(alice.decide("kms:Decrypt", ARN, misspelt)).isEqualTo(Decision.INDETERMINATE);
      }
    }
  }

  private static Grant grant(Map<String, String> pairs) {
    return Policies.grant("g", ALICE.arn(), new ContextConstraint.Containing(pairs));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          ALLOWED | Allow 'StringEqualsIfExists':{'kms:ViaService':'${aws:PrincipalTag/unknown}'} | Allow 'StringLikeIfExists':{'kms:ViaService':'*'}
          ALLOWED | Allow 'StringEqualsIgnoreCase':{'kms:ViaService':'${aws:PrincipalTag/unknown}'} | Allow 'StringLikeIfExists':{'kms:ViaService':'*'}
          EXPLICIT_DENY | Deny 'StringEqualsIfExists':{'kms:ScheduleKeyDeletionPendingWindowInDays':'${aws:PrincipalTag/unknown}'} | Deny 'StringNotEqualsIfExists':{'kms:ScheduleKeyDeletionPendingWindowInDays':'a'}
          IMPLICIT_DENY | Deny 'StringEqualsIfExists':{'kms:ViaService':'a${aws:PrincipalTag/unknown}'},'ForAnyValue:StringNotEquals':{'kms:ViaService':'${kms:ViaService}'} | Deny 'StringNotEquals':{'kms:ViaService':'${kms:ViaService}'},'Null':{'kms:ViaService':'false'}
          EXPLICIT_DENY | Deny 'Null':{'kms:ScheduleKeyDeletionPendingWindowInDays':'false'} | Deny 'NumericEqualsIfExists':{'kms:ScheduleKeyDeletionPendingWindowInDays':'5'}; Deny 'StringEqualsIfExists':{'kms:ScheduleKeyDeletionPendingWindowInDays':'${aws:PrincipalTag/unknown}'}
          DENIED | Deny 'Null':{'kms:ViaService':'false'} | Deny 'NumericEqualsIfExists':{'kms:ViaService':'5'}; Deny 'StringEqualsIfExists':{'kms:ViaService':'a${aws:PrincipalTag/unknown}'}
          EXPLICIT_DENY | Deny 'Null':{'kms:ScheduleKeyDeletionPendingWindowInDays':'false'} | Deny 'NumericEqualsIfExists':{'kms:ScheduleKeyDeletionPendingWindowInDays':'5'}; Deny 'StringEqualsIfExists':{'kms:ScheduleKeyDeletionPendingWindowInDays':'a${aws:PrincipalTag/unknown}'}
          EXPLICIT_DENY | Deny 'NumericEquals':{'kms:ScheduleKeyDeletionPendingWindowInDays':'5'} | Deny 'NumericNotEquals':{'kms:ScheduleKeyDeletionPendingWindowInDays':'5'}; Deny 'StringEquals':{'kms:ScheduleKeyDeletionPendingWindowInDays':'${aws:PrincipalTag/unknown}'}; Deny 'Null':{'kms:ScheduleKeyDeletionPendingWindowInDays':'true'}
          INDETERMINATE | Allow 'StringNotEquals':{'kms:ViaService':['${aws:PrincipalTag/unknown}','','~ only kms:viaservice','~ only aws:principaltag/unknown'],'aws:PrincipalTag/unknown':['','~ only kms:viaservice','~ only aws:principaltag/unknown']},'Null':{'kms:ViaService':'false','aws:PrincipalTag/unknown':'false'} | Deny 'StringEquals':{'kms:CallerAccount':'b'}
          INDETERMINATE | Allow 'StringLike':{'kms:ViaService':'a*','aws:PrincipalTag/unknown':'*'},'Null':{'aws:PrincipalTag/unknown':'true'},'StringNotEquals':{'kms:ViaService':'a${aws:PrincipalTag/unknown}'} | Deny 'StringEquals':{'kms:ViaService':'b'}
          """)
  @DisplayName("6.13: a comparison of two unknown keys leaves other tests exact from the first")
  void decide_otherTestsOfAComparedKey_areExact(Decision expected, String one, String others) {
    RequestContext unknown =
        RequestContext.builder().unknown("kms:ViaService").unknown(WINDOW).unknown(TAG).build();
    assertDecides(unknown, expected, one + "; " + others);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          IMPLICIT_DENY | Deny 'StringEquals':{'<window>':'a'}
          IMPLICIT_DENY | Deny 'StringEqualsIgnoreCase':{'<window>':['a','']}
          IMPLICIT_DENY | Deny 'Bool':{'<window>':'true'}
          DENIED | Deny 'StringEquals':{'<window>':'7'}
          DENIED | Deny 'StringEquals':{'<window>':['0','1','a']}
          DENIED | Deny 'StringNotEquals':{'<window>':['0','1','a']}
          DENIED | Deny 'StringLike':{'<window>':'1*'}
          IMPLICIT_DENY | Deny 'StringEquals':{'<address>':'a'}
          DENIED | Deny 'StringEquals':{'<address>':'10.0.0.1'}
          DENIED | Deny 'StringNotEquals':{'<address>':['0.0.0.0','a']}
          IMPLICIT_DENY | Deny 'StringEquals':{'<time>':'a'}
          DENIED | Deny 'StringNotEquals':{'<time>':'1970-01-01T00:00:00Z'}
          ALLOWED | Allow 'StringNotEquals':{'<window>':'a','<address>':'a','<time>':'a'}
          ALLOWED | Allow 'StringEquals':{'<window>':'${<age>}'}; Allow 'StringNotEquals':{'<window>':'${<age>}'}
          INDETERMINATE | Allow 'StringEquals':{'<window>':'${<age>}'}
          INDETERMINATE | Allow 'StringNotEquals':{'<window>':'${<age>}'}
          INDETERMINATE | Allow 'StringNotEquals':{'<window>':['${<age>}','a'],'<age>':'b'}
          """)
  @DisplayName("6.13: numbers, instants and addresses that are present are well-formed")
  void decide_keysOfKnownTypes_areWellFormed(Decision expected, String statements) {
    RequestContext.Builder present = RequestContext.builder();
    TYPED.values().forEach(key -> present.set(key, ContextValue.presentUnknown()));
    assertDecides(present.build(), expected, statements);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          ALLOWED | Allow 'ForAnyValue:Null':{'<age>':'true'},'NumericEqualsIfExists':{'<address>':'5'}
          ALLOWED | Deny 'ForAnyValue:Null':{'<age>':['true','TRUE']},'NumericEqualsIfExists':{'<address>':'5'}
          ALLOWED | Allow 'ForAllValues:Null':{'<age>':'false'}
          EXPLICIT_DENY | Deny 'ForAllValues:Null':{'<age>':['true','false']}
          """)
  @DisplayName("6.9, 6.13: a Null test that always or never holds does not make others less exact")
  void decide_constantNull_leavesOthersExact(Decision expected, String statement) {
    RequestContext.Builder unknown = RequestContext.builder();
    TYPED.values().forEach(unknown::unknown);
    assertDecides(
        unknown.build(),
        expected,
        "Allow 'IpAddressIfExists':{'<address>':'10.0.0.0/8'}; "
            + "Allow 'NotIpAddressIfExists':{'<address>':'10.0.0.0/8'}; "
            + statement);
  }

  /** The pattern leaves the address without classes, except in the diagram over all keys. */
  @ParameterizedTest
  @CsvSource({"Allow, ALLOWED", "Deny, EXPLICIT_DENY"})
  @DisplayName("6.13: the first decision is as certain as later ones and as an explanation")
  void decide_patternBesideAddresses_isTheSameEachTime(String effect, Decision expected) {
    RequestContext unknown = RequestContext.builder().unknown("aws:SourceIp").unknown(TAG).build();
    String[] statements = {
      statement(effect, "'IpAddressIfExists':{'aws:SourceIp':'10.0.0.0/8'}"),
      statement(effect, "'NotIpAddressIfExists':{'aws:SourceIp':'10.0.0.0/8'}"),
      statement(effect, "'StringEqualsIfExists':{'aws:SourceIp':'a${" + TAG + "}'}")
    };
    try (Authorizer deciding = authorizer(List.of(), statements);
        Authorizer explaining = authorizer(List.of(), statements)) {
      PrincipalHandle decides = deciding.principal(ALICE);

      assertThat(decides.decide("kms:Decrypt", ARN, unknown)).isEqualTo(expected);
      assertThat(decides.decide("kms:Decrypt", ARN, unknown)).isEqualTo(expected);
      assertThat(
              explaining.explain(ALICE, explaining.action("kms:Decrypt"), ARN, unknown).decision())
          .isEqualTo(expected);
    }
  }

  /** Asks the reference, the tables, and an authorizer several times. */
  private static void assertDecides(ConditionContext context, Decision expected, String effects) {
    String named = effects;
    for (Map.Entry<String, String> typed : TYPED.entrySet()) {
      named = named.replace(typed.getKey(), typed.getValue());
    }
    String[] statements =
        Stream.of(named.split("; "))
            .map(text -> text.split(" ", 2))
            .map(parts -> statement(parts[0], parts[1]))
            .toArray(String[]::new);
    PolicySet policies = PolicySet.of(Policies.identity(), Policies.key(statements));
    AuthorizationRequest request = AuthorizationRequest.of(ALICE, "kms:Decrypt", KEY, context);
    assertThat(PolicyEvaluator.reference().decide(request, policies)).isEqualTo(expected);
    assertThat(PolicyEvaluator.tables().decide(request, policies)).isEqualTo(expected);
    try (Authorizer authorizer = authorizer(List.of(), statements)) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      for (int round = 0; round < 4; round++) {
        assertThat(alice.decide("kms:Decrypt", ARN, context)).isEqualTo(expected);
      }
    }
  }

  @Test
  @DisplayName("6.13: policies with more tests than the cache supports are decided without it")
  void decide_manyTests_areToldApart() {
    List<String> statements = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      statements.add(statement("Allow", equal("aws:PrincipalTag/" + i, "a")));
    }
    statements.add(statement("Deny", equal("kms:ViaService", "a")));
    statements.add(NEVER);
    try (Authorizer authorizer = authorizer(List.of(), statements.toArray(new String[0]))) {
      PrincipalHandle alice = authorizer.principal(ALICE);
      for (int i = 0; i < 64; i++) {
        assertThat(alice.decide("kms:Decrypt", ARN, with("aws:PrincipalTag/" + i, "a")))
            .isEqualTo(Decision.ALLOWED);
        assertThat(alice.decide("kms:Decrypt", ARN, with("kms:ViaService", "a")))
            .isEqualTo(Decision.EXPLICIT_DENY);
        assertThat(alice.decide("kms:Decrypt", ARN, with("aws:PrincipalTag/" + i, "b")))
            .isEqualTo(Decision.IMPLICIT_DENY);
      }
    }
  }
}
