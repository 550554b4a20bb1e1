package io.kmspolicy.engine.report;

import io.kmspolicy.engine.combine.Applicability;
import io.kmspolicy.engine.match.PrincipalMatcher.Forms;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.reference.StatementMatch;
import io.kmspolicy.engine.report.LayerTrace.Kind;
import io.kmspolicy.engine.report.LayerTrace.LevelReport;
import io.kmspolicy.engine.report.LayerTrace.PolicyReport;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** Reports on every layer of a policy set, from the matches that one evaluation saw. */
final class LayerTracer {

  private static final Forms PASS = Forms.direct(MatchResult.MATCH);
  private static final Forms OPEN =
      new Forms(MatchResult.INDETERMINATE, MatchResult.INDETERMINATE, MatchResult.INDETERMINATE);

  private final RequestAttributes facts;
  private final StatementText words;
  private final Map<PolicyType, Queue<StatementMatch>> seen = new EnumMap<>(PolicyType.class);

  /**
   * Reports on one request.
   *
   * @param matches the matches of all statements in the order of evaluation
   */
  LayerTracer(RequestAttributes facts, StatementText words, List<StatementMatch> matches) {
    this.facts = facts;
    this.words = words;
    for (PolicyType type : PolicyType.values()) {
      seen.put(type, new ArrayDeque<>());
    }
    matches.forEach(match -> seenOf(match.type()).add(match));
  }

  /** The reports in the order in which section 0 of the rules asks the layers. */
  Map<PolicyType, LayerTrace> of(PolicySet policies) {
    Map<PolicyType, LayerTrace> reports = new EnumMap<>(PolicyType.class);
    reports.put(
        PolicyType.RESOURCE_CONTROL,
        report(PolicyType.RESOURCE_CONTROL, policies.resourceControl()));
    reports.put(
        PolicyType.SERVICE_CONTROL, report(PolicyType.SERVICE_CONTROL, policies.serviceControl()));
    reports.put(PolicyType.VPC_ENDPOINT, report(PolicyType.VPC_ENDPOINT, policies.vpcEndpoint()));
    reports.put(PolicyType.IDENTITY, report(PolicyType.IDENTITY, policies.identity()));
    reports.put(
        PolicyType.PERMISSIONS_BOUNDARY,
        report(PolicyType.PERMISSIONS_BOUNDARY, policies.permissionsBoundary()));
    reports.put(PolicyType.SESSION, report(PolicyType.SESSION, policies.session()));
    PolicyLayer key = facts.isUnknownKey() ? PolicyLayer.unknown() : policies.key();
    reports.put(PolicyType.KEY, report(PolicyType.KEY, key));
    return reports;
  }

  private LayerTrace report(PolicyType type, PolicyLayer layer) {
    if (layer instanceof PolicyLayer.Attached attached
        && !(type == PolicyType.IDENTITY && attached.policies().isEmpty())) {
      return report(type, Kind.KNOWN, List.of(level(type, "", attached.policies())));
    }
    boolean unknown = layer instanceof PolicyLayer.Unknown;
    return report(type, unknown ? Kind.UNKNOWN : Kind.NONE, List.of());
  }

  private LayerTrace report(PolicyType type, OrganizationLayer layer) {
    if (layer instanceof OrganizationLayer.Levels known) {
      List<LevelReport> levels = new ArrayList<>();
      known.levels().forEach(one -> levels.add(level(type, one.target(), one.policies())));
      return report(type, Kind.KNOWN, levels);
    }
    boolean none = layer instanceof OrganizationLayer.None;
    return report(type, none ? Kind.NONE : Kind.UNKNOWN, List.of());
  }

  /** Matches come in the order of the policies; a layer that does not apply has none. */
  private LevelReport level(PolicyType type, String target, List<NamedPolicy> policies) {
    Queue<StatementMatch> matches = seenOf(type);
    List<PolicyReport> reports = new ArrayList<>();
    for (NamedPolicy policy : policies) {
      List<StatementTrace> statements = new ArrayList<>();
      int count = Math.min(policy.document().statements().size(), matches.size());
      for (int i = 0; i < count; i++) {
        statements.add(words.describe(matches.remove()));
      }
      reports.add(new PolicyReport(policy.name(), statements));
    }
    return new LevelReport(target, reports);
  }

  private Queue<StatementMatch> seenOf(PolicyType type) {
    return seen.computeIfAbsent(type, unused -> new ArrayDeque<>());
  }

  private LayerTrace report(PolicyType type, Kind kind, List<LevelReport> levels) {
    MatchResult applies = Applicability.of(type, facts);
    RedactableText reason =
        applies.isCertain()
            ? RedactableText.NONE
            : RedactableText.of(LayerText.whyNot(type, facts));
    Forms otherwise = filters(type) ? PASS : Forms.NONE;
    if (applies.isImpossible()) {
      Kind shown = kind == Kind.NONE ? kind : Kind.NOT_APPLICABLE;
      return new LayerTrace(type, shown, reason, MatchResult.NO_MATCH, otherwise, List.of());
    }
    MatchResult deny = deny(kind, levels);
    Forms allow = allow(type, kind, levels);
    if (applies == MatchResult.INDETERMINATE) {
      MatchResult passes = applies.and(otherwise.any());
      allow = allow.or(Forms.direct(passes));
      deny = deny.and(applies);
    }
    return new LayerTrace(type, kind, reason, deny, allow, levels);
  }

  private static boolean filters(PolicyType type) {
    return type != PolicyType.IDENTITY && type != PolicyType.KEY;
  }

  private static MatchResult deny(Kind kind, List<LevelReport> levels) {
    MatchResult deny = MatchResult.of(false);
    for (LevelReport level : levels) {
      deny = deny.or(level.forms(Effect.DENY).any());
    }
    return kind == Kind.UNKNOWN ? MatchResult.INDETERMINATE : deny;
  }

  private Forms allow(PolicyType type, Kind kind, List<LevelReport> levels) {
    if (type == PolicyType.RESOURCE_CONTROL) {
      return PASS; // `RCPFullAWSAccess` is attached at every level (rule 4.4)
    }
    if (kind == Kind.UNKNOWN) {
      return OPEN;
    }
    if (kind == Kind.NONE) {
      // A federated user without a session policy has no permissions of the user (rule 4.12).
      boolean silent = type == PolicyType.SESSION && facts.isFederated();
      return filters(type) && !silent ? PASS : Forms.NONE;
    }
    if (type != PolicyType.SERVICE_CONTROL) {
      return levels.get(0).forms(Effect.ALLOW);
    }
    MatchResult all = MatchResult.MATCH;
    for (LevelReport level : levels) {
      all = all.and(level.forms(Effect.ALLOW).any());
    }
    return Forms.direct(all);
  }
}
