package io.kmspolicy.benchmarks.peer;

import com.cedarpolicy.AuthorizationEngine;
import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.AuthorizationSuccessResponse;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.model.exception.AuthException;
import com.cedarpolicy.model.exception.CacheException;
import com.cedarpolicy.model.policy.Policy;
import com.cedarpolicy.model.policy.PolicySet;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.PrimString;
import io.kmspolicy.benchmarks.workload.Population;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Cedar for Java: one policy set, parsed once by {@code cache()}, the fast path for many requests
 * with the same policies; no schema, so no validation. Principal, action and complete ARNs are in
 * the scope of a policy, as Cedar's best practices advise; a prefix requires a condition on an
 * attribute. Calls pass JSON through JNI.
 */
public final class CedarPeer implements Peer<CedarPeer.Question> {

  private final AuthorizationEngine engine = new BasicAuthorizationEngine();
  private final PolicySet policies;
  private final EntityUID role = uid("Role", "app");

  /**
   * A request.
   *
   * @param request principal, action and key
   * @param entities the key with its ARN as an attribute
   */
  public record Question(AuthorizationRequest request, Set<Entity> entities) {}

  /** A peer with the identity statements of a population. */
  public CedarPeer(Population population) {
    List<PeerRule> rules = PeerRule.of(population);
    Set<Policy> all = new HashSet<>();
    for (int i = 0; i < rules.size(); i++) {
      all.add(new Policy(text(rules.get(i)), "policy" + i));
    }
    policies = new PolicySet(all);
    try {
      policies.cache();
    } catch (CacheException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(PeerRule rule) {
    String actions =
        rule.actions().stream().collect(Collectors.joining("\", Action::\"", "Action::\"", "\""));
    return "%s(principal == Role::\"app\", action in [%s], %s;"
        .formatted(
            rule.denies() ? "forbid" : "permit",
            actions,
            rule.isPrefix()
                ? "resource) when { resource.arn like \"" + rule.resource() + "*\" }"
                : "resource == Key::\"" + rule.resource() + "\")");
  }

  private static EntityUID uid(String type, String id) {
    return EntityTypeName.parse(type).orElseThrow().of(id);
  }

  @Override
  public Question question(String action, String keyArn) {
    EntityUID key = uid("Key", keyArn);
    return new Question(
        new AuthorizationRequest(role, uid("Action", action), key, Map.of()),
        Set.of(new Entity(key, Map.of("arn", new PrimString(keyArn)), Set.of())));
  }

  @Override
  public boolean allows(Question question) {
    try {
      return engine
          .isAuthorized(question.request(), policies, question.entities())
          .success
          .map(AuthorizationSuccessResponse::isAllowed)
          .orElseThrow();
    } catch (AuthException e) {
      throw new IllegalStateException(e);
    }
  }
}
