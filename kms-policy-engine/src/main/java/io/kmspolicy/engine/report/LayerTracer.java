package io.kmspolicy.engine.report;

import io.kmspolicy.engine.combine.Applicability;
import io.kmspolicy.engine.match.PrincipalMatcher.Forms;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.reference.StatementMatch;
import io.kmspolicy.engine.report.LayerTrace.Kind;
import io.kmspolicy.engine.report.LayerTrace.LevelTrace;
import io.kmspolicy.engine.report.LayerTrace.PolicyTrace;
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

/** Builds the traces of all layers of a policy set from the statement matches of one evaluation. */
final class LayerTracer {

  private static final Forms PASSES = Forms.direct(MatchResult.MATCH);
  private static final Forms OPEN =
      new Forms(MatchResult.INDETERMINATE, MatchResult.INDETERMINATE, MatchResult.INDETERMINATE);

  private final RequestAttributes attributes;
  private final StatementText text;
  private final Map<PolicyType, Queue<StatementMatch>> matchesByType =
      new EnumMap<>(PolicyType.class);

  /**
   * A tracer for one request.
   *
   * @param matches the matches of all statements in the order of evaluation
   */
  LayerTracer(RequestAttributes attributes, StatementText text, List<StatementMatch> matches) {
    this.attributes = attributes;
    this.text = text;
    for (PolicyType type : PolicyType.values()) {
      matchesByType.put(type, new ArrayDeque<>());
    }
    matches.forEach(match -> matchesOf(match.type()).add(match));
  }

  /** The traces, in the order of the layers in section 0 of the rules. */
  Map<PolicyType, LayerTrace> of(PolicySet policies) {
    Map<PolicyType, LayerTrace> traces = new EnumMap<>(PolicyType.class);
    traces.put(
        PolicyType.RESOURCE_CONTROL,
        trace(PolicyType.RESOURCE_CONTROL, policies.resourceControl()));
    traces.put(
        PolicyType.SERVICE_CONTROL, trace(PolicyType.SERVICE_CONTROL, policies.serviceControl()));
    traces.put(PolicyType.VPC_ENDPOINT, trace(PolicyType.VPC_ENDPOINT, policies.vpcEndpoint()));
    traces.put(PolicyType.IDENTITY, trace(PolicyType.IDENTITY, policies.identity()));
    traces.put(
        PolicyType.PERMISSIONS_BOUNDARY,
        trace(PolicyType.PERMISSIONS_BOUNDARY, policies.permissionsBoundary()));
    traces.put(PolicyType.SESSION, trace(PolicyType.SESSION, policies.session()));
    PolicyLayer key = attributes.isUnknownKey() ? PolicyLayer.unknown() : policies.key();
    traces.put(PolicyType.KEY, trace(PolicyType.KEY, key));
    return traces;
  }

  private LayerTrace trace(PolicyType type, PolicyLayer layer) {
    if (layer instanceof PolicyLayer.Attached attached
        && !(type == PolicyType.IDENTITY && attached.policies().isEmpty())) {
      return trace(type, Kind.KNOWN, List.of(level(type, "", attached.policies())));
    }
    boolean unknown = layer instanceof PolicyLayer.Unknown;
    return trace(type, unknown ? Kind.UNKNOWN : Kind.NONE, List.of());
  }

  private LayerTrace trace(PolicyType type, OrganizationLayer layer) {
    if (layer instanceof OrganizationLayer.Levels known) {
      List<LevelTrace> levels = new ArrayList<>();
      known.levels().forEach(level -> levels.add(level(type, level.target(), level.policies())));
      return trace(type, Kind.KNOWN, levels);
    }
    boolean none = layer instanceof OrganizationLayer.None;
    return trace(type, none ? Kind.NONE : Kind.UNKNOWN, List.of());
  }

  /** The matches are in the order of the policies; a layer that does not apply has no matches. */
  private LevelTrace level(PolicyType type, String target, List<NamedPolicy> policies) {
    Queue<StatementMatch> matches = matchesOf(type);
    List<PolicyTrace> traces = new ArrayList<>();
    for (NamedPolicy policy : policies) {
      List<StatementTrace> statements = new ArrayList<>();
      int count = Math.min(policy.document().statements().size(), matches.size());
      for (int i = 0; i < count; i++) {
        statements.add(text.describe(matches.remove()));
      }
      traces.add(new PolicyTrace(policy.name(), statements));
    }
    return new LevelTrace(target, traces);
  }

  private Queue<StatementMatch> matchesOf(PolicyType type) {
    return matchesByType.computeIfAbsent(type, unused -> new ArrayDeque<>());
  }

  private LayerTrace trace(PolicyType type, Kind kind, List<LevelTrace> levels) {
    MatchResult applies = Applicability.of(type, attributes);
    RedactableText reason =
        applies.isCertain()
            ? RedactableText.NONE
            : RedactableText.of(LayerText.whyNot(type, attributes));
    Forms otherwise = isFilter(type) ? PASSES : Forms.NONE;
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

  private static boolean isFilter(PolicyType type) {
    return type != PolicyType.IDENTITY && type != PolicyType.KEY;
  }

  private static MatchResult deny(Kind kind, List<LevelTrace> levels) {
    MatchResult deny = MatchResult.of(false);
    for (LevelTrace level : levels) {
      deny = deny.or(level.forms(Effect.DENY).any());
    }
    return kind == Kind.UNKNOWN ? MatchResult.INDETERMINATE : deny;
  }

  private Forms allow(PolicyType type, Kind kind, List<LevelTrace> levels) {
    if (type == PolicyType.RESOURCE_CONTROL) {
      return PASSES; // `RCPFullAWSAccess` is attached at every level (rule 4.4)
    }
    if (kind == Kind.UNKNOWN) {
      return OPEN;
    }
    if (kind == Kind.NONE) {
      // A federated user without a session policy has no permissions of the user (rule 4.12).
      boolean withoutPermissions = type == PolicyType.SESSION && attributes.isFederated();
      return isFilter(type) && !withoutPermissions ? PASSES : Forms.NONE;
    }
    if (type != PolicyType.SERVICE_CONTROL) {
      return levels.get(0).forms(Effect.ALLOW);
    }
    MatchResult all = MatchResult.MATCH;
    for (LevelTrace level : levels) {
      all = all.and(level.forms(Effect.ALLOW).any());
    }
    return Forms.direct(all);
  }
}
