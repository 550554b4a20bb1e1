package io.kmspolicy.analysis.query;

import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The patterns by which policies tell the names of aliases apart, for one action and caller. */
final class AliasPatterns {

  private static final String ALIAS = ":alias/";
  private static final String ANY = "*";
  private static final String USER_NAME = "(?i)\\$\\{aws:username}";
  private static final String VARIABLE = "\\$\\{[^}]*}";

  /** With more patterns, not each two of them are combined. */
  private static final int MAX_COMBINED = 20;

  private final KmsAction action;
  private final Caller caller;
  private final KmsResource.Alias unnamed;

  /** The names of aliases with wildcards. */
  private final Set<String> patterns = new LinkedHashSet<>();

  private boolean hasOtherPatterns;
  private boolean isRuledOut;

  /**
   * The patterns of no policies.
   *
   * @param unnamed an alias that no pattern names
   */
  AliasPatterns(KmsAction action, Caller caller, KmsResource.Alias unnamed) {
    this.action = action;
    this.caller = caller;
    this.unnamed = unnamed;
  }

  /** Adds those of all layers that the permission on an alias depends on (rule 5.11). */
  void add(PolicySet policies) {
    add(PolicyType.IDENTITY, policies.identity());
    add(PolicyType.PERMISSIONS_BOUNDARY, policies.permissionsBoundary());
    add(PolicyType.SESSION, policies.session());
    add(PolicyType.VPC_ENDPOINT, policies.vpcEndpoint());
    add(PolicyType.SERVICE_CONTROL, policies.serviceControl());
    add(PolicyType.RESOURCE_CONTROL, policies.resourceControl());
  }

  private void add(PolicyType type, PolicyLayer layer) {
    if (layer instanceof PolicyLayer.Attached attached) {
      add(type, attached.policies());
    }
  }

  private void add(PolicyType type, OrganizationLayer layer) {
    if (layer instanceof OrganizationLayer.Levels levels) {
      levels.levels().forEach(level -> add(type, level.policies()));
    }
  }

  private void add(PolicyType type, List<NamedPolicy> policies) {
    boolean allows = false;
    for (NamedPolicy policy : policies) {
      StatementAnalysis analysis =
          StatementAnalysis.of(type, policy.document().version().hasVariables());
      for (Statement statement : policy.document().statements()) {
        if (!analysis.action(statement, action.name()).isNoMatch()) {
          allows |= statement.effect() == Effect.ALLOW && canMatch(analysis, statement);
          statement.resource().patterns().forEach(pattern -> add(analysis, pattern));
        }
      }
    }
    isRuledOut |= !allows && isNeeded(type);
  }

  /** Whether nothing is allowed that policies of this type do not allow. */
  private boolean isNeeded(PolicyType type) {
    return switch (type) {
      case IDENTITY -> !(caller instanceof Caller.RootUser);
      case PERMISSIONS_BOUNDARY, SERVICE_CONTROL -> true;
      case SESSION, RESOURCE_CONTROL, KEY, VPC_ENDPOINT -> false;
    };
  }

  private static boolean canMatch(StatementAnalysis analysis, Statement statement) {
    return !(statement.resource() instanceof ResourceElement.Resource listed)
        || listed.patterns().stream()
            .anyMatch(pattern -> analysis.canMatch(pattern, ResourceKind.ALIAS));
  }

  private void add(StatementAnalysis analysis, ResourcePattern pattern) {
    int at = pattern.text().indexOf(ALIAS);
    if (at >= 0) {
      String name = named(pattern.text().substring(at + ALIAS.length()));
      if (!name.isEmpty() && !name.equals(ANY)) {
        patterns.add(name);
      }
    } else if (analysis.canMatch(pattern, ResourceKind.ALIAS)
        && !analysis.resource(pattern, unnamed).isMatch()) {
      hasOtherPatterns = true;
    }
  }

  /** The name with the caller's name, and wildcards for other variables. */
  private String named(String name) {
    String own = caller instanceof Caller.IamUser user ? user.userName() : ANY;
    return name.replaceAll(USER_NAME, own).replaceAll(VARIABLE, ANY);
  }

  /** Names that match one of the patterns, or two. */
  Collection<String> samples() {
    List<String> all = List.copyOf(patterns);
    Set<String> samples = new LinkedHashSet<>();
    all.forEach(pattern -> samples.add(CommonName.of(pattern, pattern)));
    if (all.size() <= MAX_COMBINED) {
      for (String one : all) {
        for (String other : all) {
          samples.add(CommonName.of(one, other));
        }
      }
    }
    samples.remove("");
    return samples;
  }

  /** Whether an alias can be allowed although no sample is. */
  boolean canAllowOthers() {
    return !isRuledOut && (hasOtherPatterns || !patterns.isEmpty());
  }

  /** Whether a pattern has no sample. */
  boolean mayTellOthersApart() {
    return hasOtherPatterns;
  }

  /** A text that two patterns match; the wildcards are {@code *} and {@code ?}. */
  private static final class CommonName {

    /** What a wildcard matches if no text is asked for. */
    private static final char FILLER = 'x';

    private final String one;
    private final String other;
    private final Set<Integer> seen = new HashSet<>();
    private final StringBuilder text = new StringBuilder();

    private CommonName(String one, String other) {
      this.one = one;
      this.other = other;
    }

    /**
     * A text that both match; empty if there is none. For one pattern, each wildcard has a text.
     */
    static String of(String one, String other) {
      if (one.equals(other)) {
        return one.replace('*', FILLER).replace('?', FILLER);
      }
      CommonName common = new CommonName(one, other);
      return common.isFound(0, 0) ? common.text.toString() : "";
    }

    private boolean isFound(int i, int j) {
      if (i == one.length() && j == other.length()) {
        return true;
      }
      if (!seen.add(i * (other.length() + 1) + j)) {
        return false;
      }
      boolean run = i < one.length() && one.charAt(i) == '*';
      boolean otherRun = j < other.length() && other.charAt(j) == '*';
      if ((run && isFound(i + 1, j)) || (otherRun && isFound(i, j + 1))) {
        return true;
      }
      if (i == one.length() || j == other.length() || (run && otherRun)) {
        return false;
      }
      char next = one.charAt(i);
      char otherNext = other.charAt(j);
      if (!isWild(next) && !isWild(otherNext) && next != otherNext) {
        return false;
      }
      text.append(!isWild(next) ? next : isWild(otherNext) ? FILLER : otherNext);
      if (isFound(run ? i : i + 1, otherRun ? j : j + 1)) {
        return true;
      }
      text.setLength(text.length() - 1);
      return false;
    }

    private static boolean isWild(char c) {
      return c == '*' || c == '?';
    }
  }
}
