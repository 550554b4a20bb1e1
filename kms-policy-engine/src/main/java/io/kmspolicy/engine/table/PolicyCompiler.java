package io.kmspolicy.engine.table;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.engine.budget.CompileLimits;
import io.kmspolicy.engine.budget.Housekeeping;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.combine.BoundaryState;
import io.kmspolicy.engine.exact.ContextDependencies;
import io.kmspolicy.engine.match.ConditionMatchers;
import io.kmspolicy.engine.match.PrincipalIndex;
import io.kmspolicy.engine.match.SettledKeys;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ValueType;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compiles policies to {@link DecisionTable}s, and grants. Equal policies of a type are compiled
 * once and share their table while it is referenced: most key policies of a fleet are copies of a
 * few templates. Equal long lists of grants are compiled once, too.
 *
 * <p>Thread-safe.
 */
public final class PolicyCompiler {

  private final KmsCatalogue catalogue;
  private final ActionIndex index;
  private final ConditionMatchers matchers;
  private final CompileLimits limits;
  private final StepBudget budget;
  private final SettledKeys.@Nullable Derivation settled;
  private final ConditionInterner interner = new ConditionInterner();

  /** A collection may end the tables of all keys at once. */
  private final Cache<TableKey, DecisionTable> tables =
      Housekeeping.later(Caffeine.newBuilder().weakValues().recordStats());

  /**
   * The compiled form of long lists of grants. An object that was met before is found without a
   * look at its grants; weak references to both let the collector remove them.
   */
  private final Cache<GrantLayer, CompiledGrants> grantsByIdentity =
      Caffeine.newBuilder().weakKeys().weakValues().executor(Runnable::run).build();

  /** The compiled form of long lists of grants by their content. */
  private final Cache<GrantLayer, CompiledGrants> grants =
      Caffeine.newBuilder().weakValues().executor(Runnable::run).build();

  /** Policies of a type, with their hash code: computing it reads all of them. */
  private record TableKey(int hash, PolicyType type, List<NamedPolicy> policies) {

    static TableKey of(PolicyType type, List<NamedPolicy> policies) {
      return new TableKey(31 * policies.hashCode() + type.hashCode(), type, policies);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  /**
   * A compiler.
   *
   * @param limits the limits on the size of policies
   * @param budget the bound on the steps of each check by the compiled form
   */
  public PolicyCompiler(
      KmsCatalogue catalogue, ActionIndex index, CompileLimits limits, StepBudget budget) {
    this(catalogue, index, limits, budget, null);
  }

  /**
   * As the other constructor.
   *
   * @param settled tells which condition keys the caller and the resource of a row settle; null if
   *     contexts tell all values
   */
  public PolicyCompiler(
      KmsCatalogue catalogue,
      ActionIndex index,
      CompileLimits limits,
      StepBudget budget,
      SettledKeys.@Nullable Derivation settled) {
    this.budget = budget;
    this.catalogue = catalogue;
    this.index = index;
    this.matchers = new ConditionMatchers(catalogue);
    this.limits = limits;
    this.settled = settled;
  }

  public KmsCatalogue catalogue() {
    return catalogue;
  }

  /** The bound on the steps of each check. */
  public StepBudget budget() {
    return budget;
  }

  public ActionIndex index() {
    return index;
  }

  public ConditionMatchers matchers() {
    return matchers;
  }

  /** What the caller and the resource of a row settle; null if contexts tell all values. */
  public SettledKeys.@Nullable Derivation settled() {
    return settled;
  }

  /** One object for dependencies that are equal and were met lately. */
  public ContextDependencies interned(ContextDependencies dependencies) {
    return interner.tests(dependencies);
  }

  /** The number of tables that were compiled so far. */
  public long compiledTables() {
    return tables.stats().loadSuccessCount();
  }

  /** Compiles the layers of a resource. */
  public CompiledKey compile(KeyPolicies policies) {
    return new CompiledKey(
        compile(policies.grants()),
        compile(PolicyType.KEY, policies.key()),
        compile(PolicyType.RESOURCE_CONTROL, policies.resourceControl()),
        policies.manager());
  }

  /** Compiles the layers of a caller. */
  public CompiledPrincipal compile(Caller caller, PrincipalPolicies policies) {
    return new CompiledPrincipal(
        caller,
        BoundaryState.cases(policies.permissionsBoundary()),
        compile(PolicyType.IDENTITY, policies.identity()),
        compile(PolicyType.PERMISSIONS_BOUNDARY, policies.permissionsBoundary()),
        compile(PolicyType.SESSION, policies.session()),
        compile(PolicyType.SERVICE_CONTROL, policies.serviceControl()),
        compile(PolicyType.VPC_ENDPOINT, policies.vpcEndpoint()));
  }

  public CompiledLayer compile(PolicyType type, PolicyLayer layer) {
    if (layer instanceof PolicyLayer.Attached attached) {
      return new CompiledLayer.Tables(List.of(table(type, attached.policies())));
    }
    return layer instanceof PolicyLayer.Unknown ? CompiledLayer.unknown() : CompiledLayer.none();
  }

  private CompiledLayer compile(PolicyType type, OrganizationLayer layer) {
    if (layer instanceof OrganizationLayer.Levels levels) {
      List<DecisionTable> tables = new ArrayList<>();
      levels.levels().forEach(level -> tables.add(table(type, level.policies())));
      return new CompiledLayer.Tables(tables);
    }
    return layer instanceof OrganizationLayer.Unknown
        ? CompiledLayer.unknown()
        : CompiledLayer.none();
  }

  /**
   * The compiled form of grants. Long lists are compiled once while their form is referenced,
   * whichever objects hold them.
   */
  CompiledGrants compile(GrantLayer layer) {
    return CompiledGrants.isLong(layer)
        ? grantsByIdentity.get(
            layer, met -> grants.get(met, unknown -> CompiledGrants.compile(unknown, index)))
        : CompiledGrants.compile(layer, index);
  }

  private DecisionTable table(PolicyType type, List<NamedPolicy> policies) {
    return tables.get(TableKey.of(type, policies), key -> compile(type, policies));
  }

  private DecisionTable compile(PolicyType type, List<NamedPolicy> policies) {
    limits.check(type, policies);
    List<CompiledStatement> rows = new ArrayList<>();
    for (NamedPolicy policy : policies) {
      boolean variables = policy.document().version().hasVariables();
      for (Statement statement : policy.document().statements()) {
        if (statement.isInert() || isRedundant(type, statement)) { // rule 1.6
          continue;
        }
        ActionBits actions = index.match(statement.action());
        if (actions.possible() != 0) { // Tables decide on actions of the catalogue only.
          rows.add(row(type, statement, interner.actions(actions), variables));
        }
      }
    }
    return new DecisionTable(type, rows, matchers.variables());
  }

  /** Every level of resource control policies allows everything anyway (rule 4.4). */
  private static boolean isRedundant(PolicyType type, Statement statement) {
    return type == PolicyType.RESOURCE_CONTROL && statement.effect() == Effect.ALLOW;
  }

  private CompiledStatement row(
      PolicyType type, Statement statement, ActionBits actions, boolean variables) {
    Formula condition = Formula.Constant.MATCH;
    List<Condition> conditions = new ArrayList<>();
    for (Condition test : statement.condition().tests()) {
      CompiledCondition formula = test(type, test, variables);
      condition = FormulaAlgebra.INSTANCE.and(condition, formula.simplified());
      conditions.add(formula.test());
    }
    ContextDependencies tests = ContextDependencies.of(statement, conditions, variables);
    return new CompiledStatement(
        statement.effect(),
        statement.principal(),
        PrincipalIndex.of(statement.principal()),
        statement.resource(),
        actions,
        condition,
        interner.tests(tests));
  }

  private CompiledCondition test(PolicyType policy, Condition test, boolean variables) {
    boolean open = policy == PolicyType.KEY && matchers.readsUnsupported(test, variables);
    return interner.test(
        test,
        variables,
        open,
        () -> {
          Optional<ValueType> type = catalogue.conditionKey(test.key()).map(facts -> facts.type());
          return new CompiledCondition(test, variables, open, matchers, type);
        });
  }
}
