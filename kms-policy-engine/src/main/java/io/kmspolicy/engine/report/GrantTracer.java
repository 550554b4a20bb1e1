package io.kmspolicy.engine.report;

import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import io.kmspolicy.engine.combine.GrantEvaluator;
import io.kmspolicy.engine.combine.GrantGroups;
import io.kmspolicy.engine.combine.GrantGroups.Group;
import io.kmspolicy.engine.combine.Logic;
import io.kmspolicy.engine.combine.UsableGrants;
import io.kmspolicy.engine.combine.UsableGrants.Usable;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.report.LayerTrace.Kind;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Finds which grants cover a request (rules 5.6-5.9, 5.14). The caller is compared once with each
 * group of grants, as for a decision.
 */
final class GrantTracer {

  /** Ignores the operations and constraints of grants. */
  private static final GrantEvaluator.Cover<MatchResult> EVERY =
      new GrantEvaluator.Cover<>() {
        @Override
        public MatchResult of(Group group) {
          return MatchResult.MATCH;
        }

        @Override
        public MatchResult unknown() {
          return MatchResult.INDETERMINATE;
        }
      };

  /**
   * Whether the caller may use a grant, whatever its operations and constraints are.
   *
   * @param named the result without the limits of the caller's own policies
   * @param limited the result with them
   */
  private record Admission(MatchResult named, MatchResult limited) {

    static final Admission NONE = new Admission(MatchResult.NO_MATCH, MatchResult.NO_MATCH);
  }

  private final RequestAttributes attributes;
  private final GrantConstraintMatcher constraints;
  private final GrantText text;
  private final GrantEvaluator<MatchResult> limited;

  /** Ignores the limits of the caller's own policies. */
  private final GrantEvaluator<MatchResult> unlimited;

  GrantTracer(
      RequestAttributes attributes,
      ConditionContext context,
      MatchResult limits,
      MatchResult identityOk) {
    ConditionContext remembered = RememberedContext.of(context);
    this.attributes = attributes;
    this.constraints = new GrantConstraintMatcher(attributes, remembered);
    this.text = new GrantText(attributes, remembered);
    this.limited = new GrantEvaluator<>(Logic.KNOWN, attributes, EVERY, limits, identityOk);
    this.unlimited =
        new GrantEvaluator<>(Logic.KNOWN, attributes, EVERY, MatchResult.MATCH, MatchResult.MATCH);
  }

  /**
   * A trace of all grants.
   *
   * @param match whether the grants allow the request
   * @param date the date of the catalogue that lists the actions that grants can allow
   */
  GrantsTrace trace(GrantLayer layer, MatchResult match, String date) {
    String never = whyNever(date);
    boolean none = layer instanceof GrantLayer.Known known && known.grants().isEmpty();
    if (!never.isEmpty() && !none && match.isImpossible()) {
      return new GrantsTrace(
          Kind.NOT_APPLICABLE, RedactableText.of(never), MatchResult.NO_MATCH, List.of());
    }
    List<GrantTrace> traces = layer instanceof GrantLayer.Known listed ? traces(listed) : List.of();
    Kind kind = none ? Kind.NONE : layer instanceof GrantLayer.Unknown ? Kind.UNKNOWN : Kind.KNOWN;
    return new GrantsTrace(kind, RedactableText.of(never), match, traces);
  }

  /** Why no grant can allow the request; empty if a grant could. */
  private String whyNever(String date) {
    if (attributes.isKeyless()) {
      return attributes.action() + " is about no key (rule 5.10)";
    }
    if (attributes.isAliasCheck()) {
      return "the check on the alias does not ask them (rule 5.11)";
    }
    if (attributes.isNewKey()) {
      return "a key that is being created has none (rule 5.10)";
    }
    boolean never = attributes.known().isPresent() && !attributes.known().get().grantable();
    return never && !attributes.isRetireGrant()
        ? "no grant can allow " + attributes.action() + " (rule 5.6, catalogue of " + date + ")"
        : "";
  }

  private List<GrantTrace> traces(GrantLayer.Known listed) {
    List<GrantTrace> traces = new ArrayList<>(listed.grants().size());
    if (attributes.isRetireGrant()) {
      listed.grants().forEach(grant -> traces.add(retired(grant)));
      return traces;
    }
    List<Group> groups = new ArrayList<>(listed.grants().size());
    List<Admission> admissions = admissions(GrantGroups.of(listed, groups::add));
    for (int i = 0; i < groups.size(); i++) {
      traces.add(used(listed.grants().get(i), admissions.get(groups.get(i).number())));
    }
    return traces;
  }

  /** Whether the caller may use the grants of each group. */
  private List<Admission> admissions(GrantGroups groups) {
    List<Admission> admissions =
        new ArrayList<>(Collections.nCopies(groups.groups().size(), Admission.NONE));
    if (UsableGrants.of(groups, attributes) instanceof UsableGrants.Known known) {
      for (Usable usable : known.groups()) {
        admissions.set(
            usable.group().number(), admission(new UsableGrants.Known(List.of(), List.of(usable))));
      }
    }
    return admissions;
  }

  private GrantTrace used(Grant grant, Admission admission) {
    MatchResult limit = admission.limited();
    MatchResult result = limit.isImpossible() ? limit : limit.and(constraints.of(grant));
    return new GrantTrace(grant, admission.named(), result, text);
  }

  private GrantTrace retired(Grant grant) {
    Admission admission =
        text.isMeant(grant)
            ? admission(new UsableGrants.Known(List.of(grant), List.of()))
            : Admission.NONE;
    return new GrantTrace(grant, admission.named(), admission.limited(), text);
  }

  private Admission admission(UsableGrants grants) {
    return new Admission(unlimited.match(grants), limited.match(grants));
  }
}
