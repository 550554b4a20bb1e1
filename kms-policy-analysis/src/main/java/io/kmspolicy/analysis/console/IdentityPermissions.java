package io.kmspolicy.analysis.console;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KmsResource;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The permissions that the identity policies of one principal give together, without other policy
 * types. Covers actions of other services too, for which the engine has no rules.
 */
public final class IdentityPermissions {

  private final List<PolicyDocument> documents;

  /** The permissions that some policies give. */
  public IdentityPermissions(List<PolicyDocument> documents) {
    this.documents = List.copyOf(documents);
  }

  /** Whether an action on a resource is allowed in every context, in some, or in none. */
  public Permission of(String action, KmsResource resource) {
    MatchResult allow = matches(Effect.ALLOW, action, resource);
    MatchResult deny = matches(Effect.DENY, action, resource);
    if (deny.isMatch()) {
      return Permission.DENIED;
    }
    if (allow.isNoMatch()) {
      return Permission.NOT_ALLOWED;
    }
    return allow.isMatch() && deny.isNoMatch() ? Permission.ALLOWED : Permission.CONDITIONAL;
  }

  /**
   * Whether an action is allowed on every one of some resources, in every context.
   *
   * @param resources one or more resources
   */
  public Permission of(String action, List<? extends KmsResource> resources) {
    Set<Permission> all = EnumSet.noneOf(Permission.class);
    resources.forEach(resource -> all.add(of(action, resource)));
    return all.size() == 1 ? all.iterator().next() : mixed(all);
  }

  private static Permission mixed(Set<Permission> all) {
    boolean isAllowedSomewhere =
        all.contains(Permission.ALLOWED) || all.contains(Permission.CONDITIONAL);
    return isAllowedSomewhere ? Permission.CONDITIONAL : Permission.NOT_ALLOWED;
  }

  /** The resource patterns for an action that some of the resources match and others do not. */
  public Set<String> dividing(String action, List<? extends KmsResource> resources) {
    Set<String> dividing = new LinkedHashSet<>();
    for (PolicyDocument document : documents) {
      StatementAnalysis analysis =
          StatementAnalysis.of(PolicyType.IDENTITY, document.version().hasVariables());
      for (Statement statement : document.statements()) {
        if (!analysis.action(statement, action).isNoMatch()) {
          for (ResourcePattern pattern : statement.resource().patterns()) {
            Set<MatchResult> results = EnumSet.noneOf(MatchResult.class);
            resources.forEach(resource -> results.add(analysis.resource(pattern, resource)));
            if (results.size() > 1 || results.contains(MatchResult.INDETERMINATE)) {
              dividing.add(pattern.text());
            }
          }
        }
      }
    }
    return dividing;
  }

  /** An alias, and one for each pattern that could match an alias of its account and Region. */
  public List<KmsResource.Alias> aliases(KmsResource.Alias some) {
    Set<KmsResource.Alias> aliases = new LinkedHashSet<>(List.of(some));
    for (PolicyDocument document : documents) {
      for (Statement statement : document.statements()) {
        for (ResourcePattern pattern : statement.resource().patterns()) {
          String name = pattern.text().substring(pattern.text().lastIndexOf('/') + 1);
          String example = name.replace("*", "").replace('?', 'x').replaceAll("[^A-Za-z0-9_-]", "");
          if (pattern.text().contains("/") && !example.isEmpty()) {
            aliases.add(some.alias(example));
          }
        }
      }
    }
    return List.copyOf(aliases);
  }

  private MatchResult matches(Effect effect, String action, KmsResource resource) {
    MatchResult result = MatchResult.NO_MATCH;
    for (PolicyDocument document : documents) {
      StatementAnalysis analysis =
          StatementAnalysis.of(PolicyType.IDENTITY, document.version().hasVariables());
      for (Statement statement : document.statements()) {
        if (statement.effect() == effect) {
          MatchResult scope =
              analysis.action(statement, action).and(analysis.resource(statement, resource));
          result =
              result.or(
                  scope.isNoMatch()
                      ? scope
                      : scope.and(analysis.condition(statement, StatementAnalysis.anyContext())));
        }
      }
    }
    return result;
  }
}
