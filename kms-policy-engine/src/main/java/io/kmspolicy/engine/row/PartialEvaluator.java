package io.kmspolicy.engine.row;

import io.kmspolicy.engine.combine.Applicability;
import io.kmspolicy.engine.combine.BoundaryState;
import io.kmspolicy.engine.combine.GrantEvaluator;
import io.kmspolicy.engine.combine.LayerEvaluation;
import io.kmspolicy.engine.combine.LayerEvaluation.Verdict;
import io.kmspolicy.engine.combine.LayerResult;
import io.kmspolicy.engine.combine.Logic;
import io.kmspolicy.engine.combine.UsableGrants;
import io.kmspolicy.engine.exact.ContextDependencies;
import io.kmspolicy.engine.match.PrincipalMatcher;
import io.kmspolicy.engine.match.PrincipalMatcher.Forms;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.match.ResourceMatcher;
import io.kmspolicy.engine.row.OpenFacts.Form;
import io.kmspolicy.engine.table.ActionBits;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.engine.table.CompiledGrantGroup;
import io.kmspolicy.engine.table.CompiledGrants;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.engine.table.CompiledLayer;
import io.kmspolicy.engine.table.CompiledPrincipal;
import io.kmspolicy.engine.table.CompiledStatement;
import io.kmspolicy.engine.table.DecisionTable;
import io.kmspolicy.engine.table.Formula;
import io.kmspolicy.engine.table.FormulaAlgebra;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.engine.table.UniqueIdFormula;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A partial evaluator (Jones, Gomard, Sestoft 1993). The static inputs are the caller, the resource
 * and their policies; the dynamic inputs are the action and the context. The constructor selects
 * the table rows whose principal and resource match. From these rows it computes either the verdict
 * for all actions at once with every context key unknown, or the verdict for one action as formulas
 * over the remaining tests. Not thread-safe.
 */
final class PartialEvaluator {

  /**
   * A table row that matches the caller and the resource, with its remaining formula over the
   * context.
   *
   * @param isOpenResource whether it is not known, in any context, whether its resource matches
   */
  private record Match(CompiledStatement row, Forms forms, boolean isOpenResource, Formula rest) {}

  private final ActionIndex index;
  private final CompiledPrincipal principal;
  private final CompiledKey key;
  private final PrincipalMatcher principals;
  private final ResourceMatcher resources;
  private final BoundaryState boundary;
  private final boolean isRelative;
  private final UsableGrants grants;
  private final @Nullable SettledFormulas settled;
  private final Map<PolicyType, List<List<Match>>> matches = new EnumMap<>(PolicyType.class);

  /**
   * A partial evaluator for one caller and one resource.
   *
   * @param sample a request of that caller on that resource; its action is ignored
   * @param boundary the case of the caller's permissions boundary
   * @param isRelative whether tests may be about the resource that is asked about in place of this
   *     one
   * @param settled settles tests of keys that follow from the caller and the resource; null if
   *     contexts tell their values
   */
  PartialEvaluator(
      PolicyCompiler compiler,
      CompiledPrincipal principal,
      CompiledKey key,
      RequestAttributes sample,
      BoundaryState boundary,
      boolean isRelative,
      @Nullable SettledFormulas settled) {
    this.index = compiler.index();
    this.principal = principal;
    this.key = key;
    this.boundary = boundary;
    this.isRelative = isRelative;
    this.settled = settled;
    this.grants = usable(key, sample);
    this.principals = new PrincipalMatcher(sample.caller());
    this.resources =
        new ResourceMatcher(compiler.matchers().variables(), sample.resource(), sample.caller());
    MatchResult attached =
        boundary.attached().and(Applicability.of(PolicyType.PERMISSIONS_BOUNDARY, sample));
    for (PolicyType type : PolicyType.values()) {
      if (layer(type, sample) instanceof CompiledLayer.Tables tables) {
        matches.put(type, find(type, tables.levels(), attached));
      }
    }
  }

  private List<List<Match>> find(
      PolicyType type, List<DecisionTable> levels, MatchResult attached) {
    List<List<Match>> found = new ArrayList<>(levels.size());
    for (DecisionTable table : levels) {
      List<Match> level = new ArrayList<>();
      table.find(
          resources,
          isRelative,
          (row, resource) -> {
            List<String> ids = ownIds(row);
            if (ids.isEmpty()) {
              add(level, row, forms(type, row, attached, MatchResult.NO_MATCH), resource);
            } else {
              addByUniqueId(type, level, row, ids, attached, resource);
            }
          });
      found.add(level);
    }
    return found;
  }

  /** The unique ids of a row that the caller may have. Almost no row names any. */
  private List<String> ownIds(CompiledStatement row) {
    List<String> ids = row.tests().uniqueIds();
    return ids.isEmpty() ? ids : ids.stream().filter(principals::mayHaveId).toList();
  }

  private Forms forms(
      PolicyType type, CompiledStatement row, MatchResult attached, MatchResult identified) {
    return principals
        .match(row.principal(), row.principalIndex(), attached, identified)
        .in(type, row.effect());
  }

  private void add(List<Match> level, CompiledStatement row, Forms forms, Formula resource) {
    add(level, row, forms, resource, resource == Formula.Constant.INDETERMINATE);
  }

  private void add(
      List<Match> level,
      CompiledStatement row,
      Forms forms,
      Formula resource,
      boolean isOpenResource) {
    Formula rest =
        forms.any().isNoMatch()
            ? Formula.Constant.NO_MATCH
            : FormulaAlgebra.INSTANCE.and(resource, row.condition());
    if (settled != null) {
      rest = settled.settle(rest);
    }
    if (rest != Formula.Constant.NO_MATCH) {
      level.add(new Match(row, forms, isOpenResource, rest));
    }
  }

  /**
   * Adds a match for each form in which the row may name the caller, depending on the caller's
   * unique id.
   */
  private void addByUniqueId(
      PolicyType type,
      List<Match> level,
      CompiledStatement row,
      List<String> ids,
      MatchResult attached,
      Formula resource) {
    Forms other = forms(type, row, attached, MatchResult.NO_MATCH);
    Forms open = forms(type, row, attached, MatchResult.INDETERMINATE);
    Forms same = forms(type, row, attached, MatchResult.MATCH);
    Formula direct =
        UniqueIdFormula.of(principals, ids, other.direct(), open.direct(), same.direct());
    Formula role = UniqueIdFormula.of(principals, ids, other.role(), open.role(), same.role());
    Formula account =
        UniqueIdFormula.of(principals, ids, other.account(), open.account(), same.account());
    FormulaAlgebra logic = FormulaAlgebra.INSTANCE;
    add(level, row, Forms.direct(MatchResult.MATCH), logic.and(direct, resource), false);
    add(level, row, Forms.role(MatchResult.MATCH), logic.and(role, resource), false);
    add(level, row, Forms.account(MatchResult.MATCH), logic.and(account, resource), false);
  }

  private CompiledLayer layer(PolicyType type, RequestAttributes attributes) {
    return switch (type) {
      case IDENTITY -> principal.identity();
      case PERMISSIONS_BOUNDARY -> boundaryLayer();
      case SESSION -> principal.session();
      case SERVICE_CONTROL -> principal.serviceControl();
      case RESOURCE_CONTROL -> key.resourceControl();
      case KEY -> attributes.isUnknownKey() ? new CompiledLayer.Unknown() : key.key();
      case VPC_ENDPOINT -> principal.vpcEndpoint();
    };
  }

  private CompiledLayer boundaryLayer() {
    return switch (boundary) {
      case NONE -> new CompiledLayer.None();
      case ATTACHED -> principal.permissionsBoundary();
      case ATTACHED_UNKNOWN, UNKNOWN -> new CompiledLayer.Unknown();
    };
  }

  /** The grants of an unknown key are unknown. */
  private static UsableGrants usable(CompiledKey key, RequestAttributes attributes) {
    return attributes.isUnknownKey() ? new UsableGrants.Unknown() : key.grants().usable(attributes);
  }

  /** Maps a matching row to the algebra, for one form in which it names the caller. */
  private interface Weight<T> {
    T of(PolicyType type, Match match, OpenFacts.Form form, MatchResult matches);
  }

  private <T> Verdict<T> verdict(
      RequestAttributes attributes,
      Logic<T> logic,
      Weight<T> weight,
      Function<PolicyType, LayerResult<T>> unknown,
      T usable,
      GrantEvaluator.Cover<T> cover) {
    LayerEvaluation.Reader<T> reader =
        (type, absent) -> {
          List<List<Match>> levels = matches.get(type);
          if (levels != null) {
            return layerResult(type, levels, absent, logic, weight);
          }
          return layer(type, attributes) instanceof CompiledLayer.Unknown
              ? unknown.apply(type)
              : absent;
        };
    return new LayerEvaluation<>(logic, attributes, reader).verdict(usable, grants, cover);
  }

  private static <T> LayerResult<T> layerResult(
      PolicyType type,
      List<List<Match>> levels,
      LayerResult<T> absent,
      Logic<T> logic,
      Weight<T> weight) {
    boolean organization =
        type == PolicyType.SERVICE_CONTROL || type == PolicyType.RESOURCE_CONTROL;
    if (!organization) {
      return layerResult(type, levels.get(0), logic, weight);
    }
    LayerResult<T> result = absent;
    for (List<Match> level : levels) {
      result = result.and(layerResult(type, level, logic, weight), logic);
    }
    return result;
  }

  private static <T> LayerResult<T> layerResult(
      PolicyType type, List<Match> level, Logic<T> logic, Weight<T> weight) {
    FormWeights<T> weights = new FormWeights<>(type, weight);
    List<T> deny = new ArrayList<>();
    List<T> direct = new ArrayList<>();
    List<T> role = new ArrayList<>();
    List<T> account = new ArrayList<>();
    for (Match match : level) {
      Forms forms = match.forms();
      if (match.row().effect() == Effect.DENY) {
        weights.add(deny, match, Form.ANY, forms.any());
      } else {
        weights.add(direct, match, Form.DIRECT, forms.direct());
        weights.add(role, match, Form.ROLE, forms.role());
        weights.add(account, match, Form.ACCOUNT, forms.account());
      }
    }
    return new LayerResult<>(logic.or(deny), logic.or(direct), logic.or(role), logic.or(account));
  }

  /** The weights of the rows of one layer. */
  private record FormWeights<T>(PolicyType type, Weight<T> weight) {

    /** Adds a row for one form of the principal. Most rows match in one form only. */
    void add(List<T> operands, Match match, Form form, MatchResult matches) {
      if (!matches.isNoMatch()) {
        operands.add(weight.of(type, match, form, matches));
      }
    }
  }

  /** The verdict for all actions at once, with every context key unknown. */
  Verdict<ActionBits> forAllActions(RequestAttributes attributes) {
    Logic<ActionBits> logic = ActionBits.LOGIC;
    MatchResult same = attributes.isService() ? MatchResult.MATCH : attributes.sameAccount();
    ActionBits across =
        attributes.request().keyManager() == KeyManager.AWS
            ? ActionBits.NONE
            : index.crossAccount();
    ActionBits usable =
        attributes.isAcrossPartitions() ? ActionBits.NONE : logic.or(logic.constant(same), across);
    return verdict(
        attributes,
        logic,
        (type, match, form, matches) ->
            logic.and(
                match.row().actions(), logic.constant(matches.and(withoutContext(match.rest())))),
        type -> LayerResult.unknown(logic),
        usable,
        new CompiledGrants.AllActions(key.grants(), index));
  }

  private static MatchResult withoutContext(Formula formula) {
    return formula instanceof Formula.Constant constant
        ? constant.result()
        : MatchResult.INDETERMINATE;
  }

  /** The actions whose verdict depends on the context. */
  long contextDependent() {
    long contextDependent = 0;
    for (List<List<Match>> levels : matches.values()) {
      for (List<Match> level : levels) {
        for (Match match : level) {
          boolean isConstant = match.rest() instanceof Formula.Constant;
          contextDependent |= isConstant ? 0 : match.row().actions().possible();
        }
      }
    }
    return contextDependent | key.grants().limited(index);
  }

  /**
   * The verdict for one action as formulas over the remaining tests.
   *
   * @param attributes the request attributes for that action, which the formulas refer to
   * @param facts names what is not known besides the context
   */
  ResidualPolicy.Case forAction(int action, RequestAttributes attributes, OpenFacts facts) {
    List<CompiledGrantGroup> open = new ArrayList<>();
    Verdict<Formula> verdict =
        verdict(
            attributes,
            new FactLogic(facts),
            (type, match, form, matches) -> weigh(action, type, match, form, matches, facts),
            facts::layer,
            FactLogic.of(attributes.usable(), facts),
            new CompiledGrants.OneAction(key.grants(), attributes, open, facts.grants()));
    return new ResidualPolicy.Case(
        verdict.deny(), verdict.allow(), undecided(attributes, action), List.copyOf(open));
  }

  /** The formula for a match of a row with an action in one form. */
  private Formula weigh(
      int action, PolicyType type, Match match, Form form, MatchResult matches, OpenFacts facts) {
    MatchResult covers = match.row().actions().get(action);
    Formula known = Formula.Constant.of(covers.and(matches));
    if (known == Formula.Constant.INDETERMINATE) {
      known =
          covers.isMatch()
              ? facts.principal(type, match.row().principal(), form)
              : facts.statement();
    }
    return FormulaAlgebra.INSTANCE.and(known, rest(type, match, facts));
  }

  /** The remaining formula of a match, with named facts if its resource is not settled. */
  private Formula rest(PolicyType type, Match match, OpenFacts facts) {
    if (!match.isOpenResource() || facts == OpenFacts.UNNAMED) {
      return match.rest();
    }
    FormulaAlgebra logic = FormulaAlgebra.INSTANCE;
    ResourceElement element = match.row().resource();
    boolean isNegated = element instanceof ResourceElement.NotResource;
    List<Formula> names = new ArrayList<>();
    for (ResourcePattern pattern : element.patterns()) {
      names.add(pattern(type, pattern, match.row().tests().hasVariables(), isNegated, facts));
    }
    Formula resource = Formula.Constant.MATCH;
    if (isNegated) {
      for (Formula name : names) {
        resource = logic.and(resource, name);
      }
    } else {
      resource = logic.or(names);
    }
    return logic.and(resource, match.row().condition());
  }

  /** Whether a pattern without variables matches, or does not match if it is negated. */
  private Formula pattern(
      PolicyType type,
      ResourcePattern pattern,
      boolean hasVariables,
      boolean isNegated,
      OpenFacts facts) {
    MatchResult match =
        resources.match(
            new ResourceElement.Resource(List.of(pattern)),
            type,
            hasVariables,
            RequestContext.empty());
    if (match == MatchResult.INDETERMINATE) {
      return facts
          .resource(type, pattern, hasVariables)
          .<Formula>map(fact -> isNegated ? fact.negated() : fact)
          .orElse(Formula.Constant.INDETERMINATE);
    }
    return Formula.Constant.of(isNegated ? match.not() : match);
  }

  /** The rows whose result depends on the context, for the exact analysis. */
  private List<ResidualPolicy.Row> undecided(RequestAttributes attributes, int action) {
    List<ResidualPolicy.Row> rows = new ArrayList<>();
    matches.forEach(
        (type, levels) -> {
          if (!Applicability.of(type, attributes).isNoMatch()) {
            for (List<Match> level : levels) {
              for (Match match : level) {
                MatchResult known = match.row().actions().get(action).and(match.forms().any());
                Formula formula =
                    FormulaAlgebra.INSTANCE.and(Formula.Constant.of(known), match.rest());
                if (!(formula instanceof Formula.Constant)) {
                  rows.add(new ResidualPolicy.Row(dependencies(type, match.row()), formula));
                }
              }
            }
          }
        });
    return rows;
  }

  private ContextDependencies dependencies(PolicyType type, CompiledStatement row) {
    return settled == null ? row.tests() : settled.remaining(type, row.tests());
  }
}
