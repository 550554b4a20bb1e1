package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.lint.lockout.LockoutCheck;
import io.kmspolicy.lint.lockout.LockoutVerdict;
import io.kmspolicy.lint.lockout.LockoutVerdict.Accepted;
import io.kmspolicy.lint.lockout.LockoutVerdict.Indeterminate;
import io.kmspolicy.lint.lockout.LockoutVerdict.Refused;
import io.kmspolicy.lint.lockout.NewKeyPolicy;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The certain verdicts of the lockout check agree with the decisions of the reference evaluation on
 * random keys, contexts and other policies that the check did not know.
 */
final class LockoutCertaintyTest {

  private static final long SEED = 20261125;
  private static final int POLICIES = 500;
  private static final int COMPLETIONS = 12;
  private static final List<String> CALLERS =
      List.of(
          "arn:aws:iam::111122223333:user/alice",
          "arn:aws:iam::111122223333:user/bob",
          "arn:aws:iam::111122223333:root",
          "arn:aws:sts::111122223333:assumed-role/App/session");

  private static final String EVERYTHING =
      "{\"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}";
  private static final String DELEGATION =
      "{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"111122223333\"}, \"Action\": \"kms:*\","
          + " \"Resource\": \"*\"}";

  private final RandomPolicies random = new RandomPolicies(SEED);
  private final PolicyEvaluator authorizer = PolicyEvaluator.reference();

  /** The kinds of verdicts. */
  private enum Kind {
    ACCEPTED,
    REFUSED,
    OPEN
  }

  private static Kind kind(LockoutVerdict verdict) {
    if (verdict instanceof Accepted) {
      return Kind.ACCEPTED;
    }
    return verdict instanceof Refused ? Kind.REFUSED : Kind.OPEN;
  }

  private static PolicySet others(boolean known, PolicyLayer identity) {
    return known ? PolicySet.builder().identity(identity).build() : NewKeyPolicy.unknownPolicies();
  }

  private PolicyLayer identity() {
    String statement =
        random.any(
            List.of(random.statement("Allow", false), random.statement("Deny", false), EVERYTHING));
    return PolicyLayer.of(
        new NamedPolicy(
            "identity",
            PolicyReader.forType(PolicyType.IDENTITY).read(RandomPolicies.policy(statement))));
  }

  private Decision decide(AccountCaller caller, PolicyDocument key, PolicyLayer identity) {
    KmsResource.Key some =
        new KmsResource.Key(
            "aws",
            random.any(List.of("us-west-2", "eu-west-1")),
            RandomPolicies.ACCOUNT,
            random.any(List.of(RandomPolicies.KEY_ID, "1234", "0f0f", "mrk-1")));
    return authorizer.decide(
        AuthorizationRequest.of(caller, "kms:PutKeyPolicy", some, random.context()),
        PolicySet.builder()
            .identity(identity)
            .key(PolicyLayer.of(new NamedPolicy("key", key)))
            .build());
  }

  private static LockoutVerdict verdict(
      String text, AccountCaller caller, PolicySet others, boolean bypass) {
    return LockoutCheck.of(
            new NewKeyPolicy(
                "policy.json",
                text,
                caller,
                Optional.empty(),
                others,
                StatementAnalysis.anyContext(),
                bypass))
        .verdict();
  }

  @Test
  @DisplayName("5.21: a certain verdict holds for every completion of what is unknown")
  void verdict_randomPolicies_holdsForEveryCompletion() {
    Map<Kind, Integer> found = new EnumMap<>(Kind.class);
    for (int i = 0; i < POLICIES; i++) {
      String text =
          RandomPolicies.policy(
              random.any(List.of(random.statement("Allow", true), DELEGATION)),
              random.statement(random.any(List.of("Allow", "Deny")), true));
      AccountCaller caller = (AccountCaller) Caller.parse(random.any(CALLERS)).takenLiterally();
      boolean known = random.any(List.of(true, false));
      PolicyLayer identity = identity();
      PolicySet others = others(known, identity);
      if (verdict(text, caller, others, true) instanceof Refused) {
        continue; // KMS does not accept the text, whoever may call.
      }
      LockoutVerdict verdict = verdict(text, caller, others, false);
      found.merge(kind(verdict), 1, Integer::sum);
      if (!(verdict instanceof Indeterminate)) {
        PolicyDocument document = PolicyReader.forType(PolicyType.KEY).read(text);
        for (int j = 0; j < COMPLETIONS; j++) {
          Decision decision = decide(caller, document, known ? identity : identity());
          assertThat(kind(verdict) == Kind.ACCEPTED)
              .as("seed %d, %s by %s: %s, decided %s", SEED, text, caller, verdict, decision)
              .isEqualTo(decision == Decision.ALLOWED);
        }
      }
    }
    assertThat(found.get(Kind.ACCEPTED)).isGreaterThan(20);
    assertThat(found.get(Kind.REFUSED)).isGreaterThan(50);
    assertThat(found.get(Kind.OPEN)).isGreaterThan(50);
  }
}
