package io.kmspolicy.engine.row;

import io.kmspolicy.engine.combine.Applicability;
import io.kmspolicy.engine.combine.BoundaryState;
import io.kmspolicy.engine.combine.GrantEvaluator;
import io.kmspolicy.engine.combine.LayerEvaluation;
import io.kmspolicy.engine.combine.LayerEvaluation.Verdict;
import io.kmspolicy.engine.combine.LayerResult;
import io.kmspolicy.engine.combine.Logic;
import io.kmspolicy.engine.match.PrincipalMatcher;
import io.kmspolicy.engine.match.PrincipalMatcher.Forms;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.match.ResourceMatcher;
import io.kmspolicy.engine.table.ActionBits;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.engine.table.CompiledGrant;
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
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.resource.KeyManager;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Settles everything of a decision but action and context, for one caller and one resource: which
 * rows of the tables match, and how. From these it answers for all actions at once, with every
 * context key unknown, or for one action with the tests that remain. Used by one thread.
 */
final class PartialEvaluator {

  /** A row that matches the caller and the resource, perhaps under tests of the context. */
  private record Match(CompiledStatement row, Forms forms, Formula rest) {}

  private final ActionIndex index;
  private final CompiledPrincipal principal;
  private final CompiledKey key;
  private final PrincipalMatcher principals;
  private final ResourceMatcher resources;
  private final BoundaryState boundary;
  private final Map<PolicyType, List<List<Match>>> matches = new EnumMap<>(PolicyType.class);

  /**
   * A specialiser for one caller and one resource.
   *
   * @param sample a request of that caller on that resource; its action does not count
   * @param boundary the case of the caller's permissions boundary that is looked at
   */
  PartialEvaluator(
      PolicyCompiler compiler,
      CompiledPrincipal principal,
      CompiledKey key,
      RequestAttributes sample,
      BoundaryState boundary) {
    this.index = compiler.index();
    this.principal = principal;
    this.key = key;
    this.boundary = boundary;
    this.principals = new PrincipalMatcher(sample.caller());
    this.resources = new ResourceMatcher(compiler.matchers().variables(), sample.resource());
    MatchResult attached =
        MatchResult.of(boundary != BoundaryState.NONE)
            .and(Applicability.of(PolicyType.PERMISSIONS_BOUNDARY, sample));
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
          (row, resource) -> {
            List<String> ids =
                row.tests().uniqueIds().stream().filter(principals::mayHaveId).toList();
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

  private Forms forms(
      PolicyType type, CompiledStatement row, MatchResult attached, MatchResult identified) {
    return principals.match(row.principal(), attached, identified).in(type, row.effect());
  }

  private static void add(List<Match> level, CompiledStatement row, Forms forms, Formula resource) {
    Formula rest =
        forms.any().isImpossible()
            ? Formula.Constant.NO_MATCH
            : FormulaAlgebra.INSTANCE.and(resource, row.condition());
    if (rest != Formula.Constant.NO_MATCH) {
      level.add(new Match(row, forms, rest));
    }
  }

  /** Adds a row once for each form in which it may name the caller, depending on the unique id. */
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
    add(level, row, Forms.direct(MatchResult.MATCH), logic.and(direct, resource));
    add(level, row, Forms.role(MatchResult.MATCH), logic.and(role, resource));
    add(level, row, Forms.account(MatchResult.MATCH), logic.and(account, resource));
  }

  private CompiledLayer layer(PolicyType type, RequestAttributes facts) {
    return switch (type) {
      case IDENTITY -> principal.identity();
      case PERMISSIONS_BOUNDARY -> boundaryLayer();
      case SESSION -> principal.session();
      case SERVICE_CONTROL -> principal.serviceControl();
      case RESOURCE_CONTROL -> key.resourceControl();
      case KEY -> facts.isUnknownKey() ? new CompiledLayer.Unknown() : key.key();
      case VPC_ENDPOINT -> principal.vpcEndpoint();
    };
  }

  private CompiledLayer boundaryLayer() {
    return switch (boundary) {
      case NONE -> new CompiledLayer.None();
      case ATTACHED -> principal.permissionsBoundary();
      case ATTACHED_UNKNOWN -> new CompiledLayer.Unknown();
    };
  }

  private GrantLayer grants(RequestAttributes facts) {
    return facts.isUnknownKey() ? GrantLayer.unknown() : key.grants();
  }

  /** How a row counts: its actions, the form in which it names the caller, and its tests. */
  private interface Weight<T> {
    T of(ActionBits actions, MatchResult form, Formula rest);
  }

  private <T> Verdict<T> verdict(
      RequestAttributes facts,
      Logic<T> logic,
      Weight<T> weight,
      T usable,
      GrantEvaluator.Cover<T> cover) {
    LayerEvaluation.Reader<T> reader =
        (type, absent) -> {
          List<List<Match>> levels = matches.get(type);
          if (levels != null) {
            return total(type, levels, absent, logic, weight);
          }
          return layer(type, facts) instanceof CompiledLayer.Unknown
              ? LayerResult.unknown(logic)
              : absent;
        };
    return new LayerEvaluation<>(logic, facts, reader).verdict(usable, grants(facts), cover);
  }

  private static <T> LayerResult<T> total(
      PolicyType type,
      List<List<Match>> levels,
      LayerResult<T> absent,
      Logic<T> logic,
      Weight<T> weight) {
    boolean organization =
        type == PolicyType.SERVICE_CONTROL || type == PolicyType.RESOURCE_CONTROL;
    if (!organization) {
      return total(levels.get(0), logic, weight);
    }
    LayerResult<T> result = absent;
    T none = logic.constant(MatchResult.NO_MATCH);
    for (List<Match> level : levels) {
      LayerResult<T> totals = total(level, logic, weight);
      result =
          new LayerResult<>(
              logic.or(result.deny(), totals.deny()),
              logic.and(result.direct(), totals.allow(logic)),
              none,
              none);
    }
    return result;
  }

  private static <T> LayerResult<T> total(List<Match> level, Logic<T> logic, Weight<T> weight) {
    T deny = logic.constant(MatchResult.NO_MATCH);
    T direct = deny;
    T role = deny;
    T account = deny;
    for (Match match : level) {
      Forms forms = match.forms();
      if (match.row().effect() == Effect.DENY) {
        deny = plus(deny, match, forms.any(), logic, weight);
      } else {
        direct = plus(direct, match, forms.direct(), logic, weight);
        role = plus(role, match, forms.role(), logic, weight);
        account = plus(account, match, forms.account(), logic, weight);
      }
    }
    return new LayerResult<>(deny, direct, role, account);
  }

  /** Adds a row as far as it names the caller in one form, which most do in one only. */
  private static <T> T plus(
      T sum, Match match, MatchResult form, Logic<T> logic, Weight<T> weight) {
    return form.isImpossible()
        ? sum
        : logic.or(sum, weight.of(match.row().actions(), form, match.rest()));
  }

  /** The verdict for all actions on keys or aliases at once, every context key being unknown. */
  Verdict<ActionBits> forAllActions(RequestAttributes facts) {
    Logic<ActionBits> logic = ActionBits.LOGIC;
    MatchResult same = facts.isService() ? MatchResult.MATCH : facts.sameAccount();
    ActionBits across =
        facts.request().keyManager() == KeyManager.AWS ? ActionBits.NONE : index.crossAccount();
    ActionBits usable = logic.or(logic.constant(same), across);
    return verdict(
        facts,
        logic,
        (actions, form, rest) -> logic.and(actions, logic.constant(form.and(withoutContext(rest)))),
        usable,
        new AllActionsCover(index));
  }

  /** The operations of grants as sets of actions; what they ask of the context is left open. */
  private record AllActionsCover(ActionIndex index) implements GrantEvaluator.Cover<ActionBits> {
    @Override
    public ActionBits of(Grant grant) {
      ActionBits operations = index.match(grant.operations());
      return CompiledGrant.isFree(grant) ? operations : new ActionBits(0, operations.possible());
    }

    @Override
    public ActionBits unknown() {
      return new ActionBits(0, index.grantable());
    }
  }

  private static MatchResult withoutContext(Formula formula) {
    return formula instanceof Formula.Constant constant
        ? constant.result()
        : MatchResult.INDETERMINATE;
  }

  /** The actions whose verdict depends on tests of the context. */
  long tested() {
    long tested = 0;
    for (List<List<Match>> levels : matches.values()) {
      for (List<Match> level : levels) {
        for (Match match : level) {
          boolean settled = match.rest() instanceof Formula.Constant;
          tested |= settled ? 0 : match.row().actions().possible();
        }
      }
    }
    if (key.grants() instanceof GrantLayer.Known known) {
      for (Grant grant : known.grants()) {
        tested |= CompiledGrant.isFree(grant) ? 0 : index.match(grant.operations()).possible();
      }
    }
    return tested;
  }

  /**
   * The verdict for one action as formulas of the tests that remain.
   *
   * @param facts the request for that action, which the formulas keep
   */
  ResidualPolicy.Case forAction(int action, RequestAttributes facts) {
    FormulaAlgebra logic = FormulaAlgebra.INSTANCE;
    List<CompiledGrant> grants = new ArrayList<>();
    Verdict<Formula> verdict =
        verdict(
            facts,
            logic,
            (actions, form, rest) -> logic.and(logic.constant(actions.get(action).and(form)), rest),
            logic.constant(facts.usable()),
            new CompiledGrant.Cover(facts, grants));
    return new ResidualPolicy.Case(
        verdict.deny(), verdict.allow(), undecided(facts, action), List.copyOf(grants));
  }

  /** The rows that the context may still decide, for the exact analysis. */
  private List<ResidualPolicy.Row> undecided(RequestAttributes facts, int action) {
    List<ResidualPolicy.Row> rows = new ArrayList<>();
    matches.forEach(
        (type, levels) -> {
          if (!Applicability.of(type, facts).isImpossible()) {
            for (List<Match> level : levels) {
              for (Match match : level) {
                MatchResult known = match.row().actions().get(action).and(match.forms().any());
                Formula formula =
                    FormulaAlgebra.INSTANCE.and(Formula.Constant.of(known), match.rest());
                if (!(formula instanceof Formula.Constant)) {
                  rows.add(new ResidualPolicy.Row(match.row().tests(), formula));
                }
              }
            }
          }
        });
    return rows;
  }
}
