package io.kmspolicy.lint.lockout;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.engine.proof.PolicyProver;
import io.kmspolicy.engine.proof.PolicyState;
import io.kmspolicy.engine.proof.PossibleCaller;
import io.kmspolicy.engine.proof.UnconfirmedWitnessException;
import io.kmspolicy.engine.proof.Witness;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.ConditionValue;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.model.resource.KmsResource;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a user, role or session of the key's account could change a key policy that compares
 * {@code aws:PrincipalArn}. A context in which this key is unknown says that somebody could even if
 * no ARN of a caller fulfills the tests. So each caller that a test names is tried with its ARN,
 * and if all are denied, a proof goes through the classes of ARNs.
 */
final class ArnAdministrators {

  private static final String PUT_KEY_POLICY = "kms:PutKeyPolicy";
  private static final String PRINCIPAL_ARN = DerivedKey.PRINCIPAL_ARN.spelling();
  private static final String SESSION = "session";
  private static final PolicyProver PROVER = PolicyProver.create();

  private final PolicyDocument document;
  private final PolicyEvaluator authorizer;
  private final AdministratorContext context;

  /** The administrators under a key policy. */
  ArnAdministrators(
      PolicyDocument document, PolicyEvaluator authorizer, AdministratorContext context) {
    this.document = document;
    this.authorizer = authorizer;
    this.context = context;
  }

  /** Whether it is proven that there is none. */
  boolean isProvenNobody(KmsResource.Key key, PolicySet policies) {
    for (String arn : named(key)) {
      Optional<Caller> caller = caller(arn);
      if (caller.isPresent() && !isDenied(caller.get(), arn, key, policies)) {
        return false;
      }
    }
    try {
      return PROVER
          .whoCouldEver(
              PolicyState.ofKeyPolicy(key, policies.key(), GrantLayer.none()), PUT_KEY_POLICY)
          .stream()
          .noneMatch(ArnAdministrators::isIdentity);
    } catch (UnconfirmedWitnessException contradiction) {
      return false;
    }
  }

  private boolean isDenied(Caller caller, String arn, KmsResource.Key key, PolicySet policies) {
    return authorizer
        .decide(
            AuthorizationRequest.of(caller, PUT_KEY_POLICY, key, context.withArn(caller, arn, key)),
            policies)
        .isCertainDenial();
  }

  /** A class of callers whose answer is open may be one of users and roles. */
  private static boolean isIdentity(PossibleCaller possible) {
    Optional<Witness> witness = possible.witness();
    if (witness.isEmpty()) {
      return true;
    }
    Caller caller = witness.get().after().request().caller();
    return !(caller instanceof Caller.RootUser) && !(caller instanceof Caller.ServicePrincipal);
  }

  /** ARNs of an unnamed user and role, and those that match the values of the tests. */
  private Set<String> named(KmsResource.Key key) {
    String prefix = "arn:" + key.partition() + ":iam::" + key.accountId() + ":";
    Set<String> arns = new LinkedHashSet<>();
    arns.add(prefix + "user/unnamed");
    arns.add(prefix + "role/unnamed");
    document.statements().stream()
        .flatMap(statement -> statement.condition().tests().stream())
        .filter(test -> test.key().equalsIgnoreCase(PRINCIPAL_ARN))
        .map(Condition::values)
        .forEach(values -> values.stream().map(ConditionValue::text).forEach(arns::add));
    Set<String> own = new LinkedHashSet<>();
    for (String arn : arns) {
      String example = arn.replace('*', 'x').replace('?', 'x');
      if (example.startsWith(prefix)) {
        own.add(example);
      }
    }
    return own;
  }

  private static Optional<Caller> caller(String arn) {
    Optional<Arn> parsed = Arn.parse(arn);
    if (parsed.isEmpty()) {
      return Optional.empty();
    }
    String partition = parsed.get().partition();
    String account = parsed.get().accountId();
    String resource = parsed.get().resource();
    int slash = resource.lastIndexOf('/');
    if (resource.startsWith("user/")) {
      return Optional.of(
          new Caller.IamUser(partition, account, resource.substring("user/".length())));
    }
    return resource.startsWith("role/")
        ? Optional.of(
            new Caller.RoleSession(
                partition,
                account,
                resource.substring(slash + 1),
                SESSION,
                new RolePath.Known(resource.substring("role".length(), slash + 1))))
        : Optional.empty();
  }
}
