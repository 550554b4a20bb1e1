package io.kmspolicy.engine.report;

import io.kmspolicy.engine.combine.Applicability;
import io.kmspolicy.engine.combine.LayerResult;
import io.kmspolicy.engine.match.PrincipalMatcher.Forms;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.report.LayerTrace.Kind;
import io.kmspolicy.engine.report.LayerTrace.LevelTrace;
import io.kmspolicy.engine.report.LayerTrace.PolicyTrace;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Builds the traces of all layers of a policy set from the results of one evaluation. */
final class LayerTracer {

  private final RequestAttributes attributes;
  private final Derivations derivations;
  private final List<StatementTrace> statements;
  private final Map<PolicyType, LayerTrace> traces = new EnumMap<>(PolicyType.class);

  /**
   * A tracer for one request.
   *
   * @param derivations the results of the layers
   * @param statements the traces of all statements in the order of evaluation
   */
  LayerTracer(
      RequestAttributes attributes, Derivations derivations, List<StatementTrace> statements) {
    this.attributes = attributes;
    this.derivations = derivations;
    this.statements = statements;
  }

  Map<PolicyType, LayerTrace> of(PolicySet policies) {
    add(PolicyType.RESOURCE_CONTROL, policies.resourceControl());
    add(PolicyType.SERVICE_CONTROL, policies.serviceControl());
    add(PolicyType.VPC_ENDPOINT, policies.vpcEndpoint());
    add(PolicyType.IDENTITY, policies.identity());
    add(PolicyType.PERMISSIONS_BOUNDARY, policies.permissionsBoundary());
    add(PolicyType.SESSION, policies.session());
    add(PolicyType.KEY, attributes.isUnknownKey() ? PolicyLayer.unknown() : policies.key());
    return traces;
  }

  private void add(PolicyType type, PolicyLayer layer) {
    if (layer instanceof PolicyLayer.Attached attached
        && !(type == PolicyType.IDENTITY && attached.policies().isEmpty())) {
      Iterator<StatementTrace> traced = statements(type);
      add(type, Kind.KNOWN, List.of(level("", attached.policies(), traced)));
    } else {
      add(type, layer instanceof PolicyLayer.Unknown ? Kind.UNKNOWN : Kind.NONE, List.of());
    }
  }

  private void add(PolicyType type, OrganizationLayer layer) {
    if (layer instanceof OrganizationLayer.Levels known) {
      Iterator<StatementTrace> traced = statements(type);
      List<LevelTrace> levels = new ArrayList<>();
      known.levels().forEach(one -> levels.add(level(one.target(), one.policies(), traced)));
      add(type, Kind.KNOWN, levels);
    } else {
      add(type, layer instanceof OrganizationLayer.None ? Kind.NONE : Kind.UNKNOWN, List.of());
    }
  }

  /** The traces in the order of the policies; a layer that does not apply has none. */
  private Iterator<StatementTrace> statements(PolicyType type) {
    return statements.stream().filter(one -> one.match().type() == type).iterator();
  }

  private static LevelTrace level(
      String target, List<NamedPolicy> policies, Iterator<StatementTrace> traced) {
    List<PolicyTrace> traces = new ArrayList<>();
    for (NamedPolicy policy : policies) {
      List<StatementTrace> own = new ArrayList<>();
      for (int i = policy.document().statements().size(); i > 0 && traced.hasNext(); i--) {
        own.add(traced.next());
      }
      traces.add(new PolicyTrace(policy.name(), own));
    }
    return new LevelTrace(target, traces);
  }

  private void add(PolicyType type, Kind kind, List<LevelTrace> levels) {
    MatchResult applies = Applicability.of(type, attributes);
    RedactableText reason =
        applies.isMatch()
            ? RedactableText.NONE
            : RedactableText.of(LayerText.whyNot(type, attributes));
    boolean applicable = !applies.isNoMatch();
    Kind shown = applicable || kind == Kind.NONE ? kind : Kind.NOT_APPLICABLE;
    LayerResult<MatchResult> result = derivations.result(type);
    Forms allow =
        type == PolicyType.RESOURCE_CONTROL
            ? Forms.direct(MatchResult.MATCH) // `RCPFullAWSAccess` is at every level (rule 4.4)
            : new Forms(result.direct(), result.role(), result.account());
    List<LevelTrace> shownLevels = applicable ? levels : List.of();
    traces.put(type, new LayerTrace(type, shown, reason, result.deny(), allow, shownLevels));
  }
}
