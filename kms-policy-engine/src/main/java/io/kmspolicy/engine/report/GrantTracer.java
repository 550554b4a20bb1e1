package io.kmspolicy.engine.report;

import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import io.kmspolicy.engine.combine.GrantEvaluator;
import io.kmspolicy.engine.combine.GrantGroups.Group;
import io.kmspolicy.engine.combine.GrantResults;
import io.kmspolicy.engine.combine.Logic;
import io.kmspolicy.engine.combine.UsableGrants;
import io.kmspolicy.engine.combine.UsableGrants.UsableGroup;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.report.LayerTrace.Kind;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Finds which grants cover a request (rules 5.6-5.9, 5.14), with the results of the evaluation that
 * decides. The caller is compared once with each group of grants. Not thread-safe.
 */
final class GrantTracer implements GrantResults {

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
  private final GrantLayer layer;
  private final UsableGrants usable;

  /** The group of each grant, in the order of the list. */
  private final List<Group> groups;

  /** Whether each grant covers the request, by group; no results if it was not evaluated. */
  private final MatchResult[][] covered;

  private final GrantConstraintMatcher constraints;
  private final GrantText text;

  /**
   * A tracer of one evaluation.
   *
   * @param context returns the same values as long as the traces are read
   */
  GrantTracer(RequestAttributes attributes, ConditionContext context, GroupedGrants grants) {
    this.attributes = attributes;
    this.layer = grants.layer();
    this.groups = grants.ofEach();
    this.usable = UsableGrants.of(grants.groups(), attributes);
    this.covered = new MatchResult[grants.groups().groups().size()][0];
    this.constraints = new GrantConstraintMatcher(attributes, context);
    this.text = new GrantText(attributes, context);
  }

  /** The grants that the caller may be able to use. */
  UsableGrants usable() {
    return usable;
  }

  @Override
  public void add(Group group, int position, MatchResult result) {
    MatchResult[] ofGroup = covered[group.number()];
    if (ofGroup.length == 0) {
      ofGroup = new MatchResult[group.grants().size()];
      covered[group.number()] = ofGroup;
    }
    ofGroup[position] = result;
  }

  /**
   * A trace of all grants.
   *
   * @param limits whether the permissions boundary and the session policies allow the request
   * @param identityOk whether the caller's own policies allow it
   * @param match whether the grants allow the request
   * @param date the date of the catalogue that lists the actions that grants can allow
   */
  GrantsTrace trace(MatchResult limits, MatchResult identityOk, MatchResult match, String date) {
    String never = whyNever(date);
    boolean none = layer instanceof GrantLayer.Known known && known.grants().isEmpty();
    if (!never.isEmpty() && !none && match.isNoMatch()) {
      return new GrantsTrace(
          Kind.NOT_APPLICABLE, RedactableText.of(never), MatchResult.NO_MATCH, List.of());
    }
    Admissions admissions = new Admissions(attributes, limits, identityOk);
    List<GrantTrace> traces =
        layer instanceof GrantLayer.Known listed ? traces(listed, admissions) : List.of();
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

  private List<GrantTrace> traces(GrantLayer.Known listed, Admissions admissions) {
    List<GrantTrace> traces = new ArrayList<>(listed.grants().size());
    if (attributes.isRetireGrant()) {
      listed.grants().forEach(grant -> traces.add(retired(grant, admissions)));
      return traces;
    }
    Admission[] ofGroups = ofGroups(admissions);
    int[] positions = new int[ofGroups.length];
    for (int i = 0; i < groups.size(); i++) {
      int group = groups.get(i).number();
      int position = positions[group]++;
      traces.add(used(listed.grants().get(i), covered[group], position, ofGroups[group]));
    }
    return traces;
  }

  /** Whether the caller may use the grants of each group. */
  private Admission[] ofGroups(Admissions admissions) {
    Admission[] ofGroups = new Admission[covered.length];
    Arrays.fill(ofGroups, Admission.NONE);
    if (usable instanceof UsableGrants.Known known) {
      for (UsableGroup one : known.groups()) {
        ofGroups[one.group().number()] =
            admissions.of(new UsableGrants.Known(List.of(), List.of(one)));
      }
    }
    return ofGroups;
  }

  private GrantTrace used(Grant grant, MatchResult[] ofGroup, int position, Admission admission) {
    MatchResult limit = admission.limited();
    if (!limit.isNoMatch()) {
      limit = limit.and(ofGroup.length == 0 ? constraints.of(grant) : ofGroup[position]);
    }
    return new GrantTrace(grant, admission.named(), limit, text);
  }

  private GrantTrace retired(Grant grant, Admissions admissions) {
    Admission admission =
        text.isMeant(grant)
            ? admissions.of(new UsableGrants.Known(List.of(grant), List.of()))
            : Admission.NONE;
    return new GrantTrace(grant, admission.named(), admission.limited(), text);
  }

  /** Evaluates whether the caller may use grants, whatever their operations and constraints are. */
  private static final class Admissions {

    private final GrantEvaluator<MatchResult> limited;

    /** Ignores the limits of the caller's own policies. */
    private final GrantEvaluator<MatchResult> unlimited;

    Admissions(RequestAttributes attributes, MatchResult limits, MatchResult identityOk) {
      this.limited = new GrantEvaluator<>(Logic.KNOWN, attributes, EVERY, limits, identityOk);
      this.unlimited =
          new GrantEvaluator<>(
              Logic.KNOWN, attributes, EVERY, MatchResult.MATCH, MatchResult.MATCH);
    }

    Admission of(UsableGrants grants) {
      return new Admission(unlimited.match(grants), limited.match(grants));
    }
  }
}
