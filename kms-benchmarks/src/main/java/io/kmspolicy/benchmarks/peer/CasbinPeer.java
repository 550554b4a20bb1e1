package io.kmspolicy.benchmarks.peer;

import io.kmspolicy.benchmarks.workload.Population;
import java.util.List;
import org.casbin.jcasbin.main.CoreEnforcer;
import org.casbin.jcasbin.main.Enforcer;

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

  private final Enforcer enforcer = new Enforcer(CoreEnforcer.newModel(MODEL), null);

  /** An enforcer with the rules of a population. */
  public CasbinPeer(Population population) {
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

  @Override
  public Object[] question(String action, String keyArn) {
    return new Object[] {ROLE, keyArn, action};
  }

  @Override
  public boolean allows(Object[] question) {
    return enforcer.enforce(question);
  }
}
