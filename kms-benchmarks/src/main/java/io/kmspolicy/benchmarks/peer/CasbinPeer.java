package io.kmspolicy.benchmarks.peer;

import io.kmspolicy.benchmarks.workload.Population;
import java.util.List;
import org.casbin.jcasbin.main.CachedEnforcer;
import org.casbin.jcasbin.main.CoreEnforcer;
import org.casbin.jcasbin.main.Enforcer;
import org.casbin.jcasbin.model.Model;

/**
 * jCasbin, configured as its page on performance advises: few rules (one per statement; the three
 * actions are members of a role, whose tree the enforcer keeps in memory), and a matcher whose
 * first part fails for nearly all rules. The enforcer compiles and caches matchers itself. {@code
 * keyMatch} is its cheapest function for prefixes.
 */
public final class CasbinPeer implements Peer<Object[]> {

  private static final String MODEL =
      """
      [request_definition]
      r = sub, obj, act

      [policy_definition]
      p = sub, obj, act, eft

      [role_definition]
      g = _, _

      [policy_effect]
      e = some(where (p.eft == allow)) && !some(where (p.eft == deny))

      [matchers]
      m = keyMatch(r.obj, p.obj) && r.sub == p.sub && g(r.act, p.act)
      """;

  private static final String ROLE = "app";

  private final CoreEnforcer enforcer;

  private CasbinPeer(Enforcer enforcer, Population population) {
    this.enforcer = enforcer;
    enforcer.enableLog(false);
    List<PeerRule> rules = PeerRule.of(population);
    rules.forEach(
        rule ->
            enforcer.addPolicy(
                ROLE,
                rule.resource() + (rule.isPrefix() ? "*" : ""),
                groupOf(rule),
                rule.denies() ? "deny" : "allow"));
    rules.stream()
        .map(PeerRule::actions)
        .distinct()
        .forEach(
            actions ->
                actions.forEach(
                    action -> enforcer.addGroupingPolicy(action, String.join("+", actions))));
  }

  private static String groupOf(PeerRule rule) {
    return String.join("+", rule.actions());
  }

  /** Evaluates its rules for every request. */
  public static CasbinPeer evaluating(Population population) {
    return new CasbinPeer(new Enforcer(model(), null), population);
  }

  /** Caches its decisions by the texts of requests, and clears the cache when a rule changes. */
  public static CasbinPeer caching(Population population) {
    return new CasbinPeer(new CachedEnforcer(model()), population);
  }

  private static Model model() {
    return CoreEnforcer.newModel(MODEL);
  }

  @Override
  public Object[] question(String action, String keyArn) {
    return new Object[] {ROLE, keyArn, action};
  }

  @Override
  public boolean allows(Object[] question) {
    return enforcer.enforce(question);
  }
}
