package io.kmspolicy.engine.table;

import io.kmspolicy.engine.combine.GrantEvaluator;
import io.kmspolicy.engine.combine.GrantGroups;
import io.kmspolicy.engine.combine.GrantIndex;
import io.kmspolicy.engine.combine.UsableGrants;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.table.Formula.Constant;
import io.kmspolicy.model.catalogue.EncryptionContextUse;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.request.Caller.RoleCaller;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The grants of a key, compiled. A key can have 50,000 grants, so what is independent of the caller
 * is computed once a list: the groups, their index by principal, the actions of each group, and an
 * index of each group and operation that a caller needs. For a list of at most {@value #FEW}
 * grants, nothing is kept.
 *
 * <p>Two are equal if they were compiled from equal grants. Thread-safe.
 */
public final class CompiledGrants {

  private static final int FEW = 32;

  /** The index of fewer grants takes less than a millisecond. */
  private static final int MANY = 1_000;

  static final String CREATE_GRANT = "CreateGrant";
  private final GrantLayer layer;

  /** What is computed once; null for few grants. */
  private final @Nullable Prepared prepared;

  private CompiledGrants(GrantLayer layer, @Nullable Prepared prepared) {
    this.layer = layer;
    this.prepared = prepared;
  }

  static CompiledGrants compile(GrantLayer layer, ActionIndex index) {
    return new CompiledGrants(
        layer, isLong(layer) ? new Prepared((GrantLayer.Known) layer, index) : null);
  }

  /** Whether something is computed once for this list. */
  static boolean isLong(GrantLayer layer) {
    return layer instanceof GrantLayer.Known known && known.grants().size() > FEW;
  }

  /** What is independent of the caller. */
  private static final class Prepared {

    private final GrantGroups groups;
    private final GrantIndex byPrincipal;
    private final Listed[] listed;
    private final long limited;
    private final SessionNames sessions;
    private final Map<IndexKey, GrantPairIndex> indexes = new ConcurrentHashMap<>();
    private final ActionIndex index;

    Prepared(GrantLayer.Known layer, ActionIndex index) {
      this.index = index;
      this.groups = GrantGroups.of(layer);
      this.byPrincipal = new GrantIndex(groups);
      this.listed = new Listed[groups.groups().size()];
      ActionCounter all = new ActionCounter(index);
      for (GrantGroups.Group group : groups.groups()) {
        listed[group.number()] = new Listed(all.add(group.grants()), all.sameOperations);
      }
      this.limited = all.limited;
      this.sessions = SessionNames.ofGrants(layer.grants());
    }

    GrantPairIndex indexOf(GrantGroups.Group group, String operation, EncryptionContextUse use) {
      List<String> same = listed[group.number()].operations();
      boolean isShared =
          same != null && same.contains(operation) && !operation.equals(CREATE_GRANT);
      return indexes.computeIfAbsent(
          new IndexKey(group, use, isShared ? "" : operation),
          unused -> GrantPairIndex.of(group, operation, use));
    }

    void prepare() {
      for (GrantGroups.Group group : groups.groups()) {
        List<String> same = listed[group.number()].operations();
        if (same != null && group.grants().size() >= MANY) {
          for (String operation : same) {
            indexOf(group, operation, use(index.operation(operation)));
          }
        }
      }
    }
  }

  /** How an operation uses the encryption context (rule 5.9). */
  private static EncryptionContextUse use(Optional<KmsAction> operation) {
    return operation.map(KmsAction::grantContext).orElse(EncryptionContextUse.HONORED);
  }

  /**
   * Makes the indexes of groups of at least {@value #MANY} grants that all list the same
   * operations, so that no decision waits for them.
   */
  void prepare() {
    if (prepared != null) {
      prepared.prepare();
    }
  }

  /** Whether it is known that the key has no grants. */
  public boolean isNone() {
    return layer instanceof GrantLayer.Known known && known.grants().isEmpty();
  }

  /** The number of indexes that are kept. */
  int indexes() {
    return prepared == null ? 0 : prepared.indexes.size();
  }

  /**
   * What the grants of a group list.
   *
   * @param actions the actions of the operations
   * @param operations the operations, if all grants of the group list the same
   */
  private record Listed(ActionBits actions, @Nullable List<String> operations) {}

  /**
   * The key of an index.
   *
   * @param operation the operation; empty if the index serves all operations of the group with this
   *     use
   */
  private record IndexKey(GrantGroups.Group group, EncryptionContextUse use, String operation) {}

  /** Collects the actions of grants. Grants that follow each other often list the same. */
  private static final class ActionCounter {

    private final ActionIndex index;
    private List<String> operations = List.of();
    private long bits;

    /** The actions that some grant covers under constraints only. */
    private long limited;

    /** The operations of the grants that were added last, if all of them list the same. */
    private @Nullable List<String> sameOperations;

    ActionCounter(ActionIndex index) {
      this.index = index;
    }

    /** The actions of these grants; indeterminate where only constrained grants cover them. */
    ActionBits add(List<Grant> grants) {
      long certain = 0;
      long possible = 0;
      sameOperations = grants.isEmpty() ? null : grants.get(0).operations();
      for (Grant grant : grants) {
        if (!grant.operations().equals(operations)) {
          sameOperations = grant.operations().equals(sameOperations) ? sameOperations : null;
          operations = grant.operations();
          bits = index.match(operations).possible();
        }
        possible |= bits;
        if (isFree(grant)) {
          certain |= bits;
        } else {
          limited |= bits;
        }
      }
      return new ActionBits(certain, possible);
    }
  }

  /** The grants that a caller may be able to use. */
  public UsableGrants usable(RequestAttributes attributes) {
    Prepared known = prepared;
    return known == null
        ? UsableGrants.of(layer, attributes)
        : known.byPrincipal.usable(attributes);
  }

  /** The actions that some grant covers under constraints only. */
  public long limited(ActionIndex index) {
    Prepared known = prepared;
    if (known != null) {
      return known.limited;
    }
    ActionCounter all = new ActionCounter(index);
    if (layer instanceof GrantLayer.Known listed) {
      all.add(listed.grants());
    }
    return all.limited;
  }

  /** Whether a grant names a session of this role. */
  boolean namesSessionOf(RoleCaller role) {
    Prepared known = prepared;
    if (known != null) {
      return known.sessions.contains(role);
    }
    return layer instanceof GrantLayer.Known listed
        && SessionNames.ofGrants(listed.grants()).contains(role);
  }

  private ActionBits actionsOf(GrantGroups.Group group, ActionIndex index) {
    Prepared known = prepared;
    return known == null
        ? new ActionCounter(index).add(group.grants())
        : known.listed[group.number()].actions();
  }

  private GrantPairIndex indexOf(GrantGroups.Group group, RequestAttributes attributes) {
    Prepared known = prepared;
    EncryptionContextUse use = use(attributes.known());
    return known == null
        ? GrantPairIndex.of(group, attributes.operation(), use)
        : known.indexOf(group, attributes.operation(), use);
  }

  /** Whether a grant covers all its operations for every context. */
  private static boolean isFree(Grant grant) {
    return isUnlimited(grant) && !grant.operations().contains(CREATE_GRANT);
  }

  static boolean isUnlimited(Grant grant) {
    return grant.constraints().encryptionContext() instanceof ContextConstraint.None
        && grant.constraints().sourceArn().isEmpty();
  }

  /** Covers the operations of grants as sets of actions, with every context key unknown. */
  public record AllActions(CompiledGrants grants, ActionIndex index)
      implements GrantEvaluator.Cover<ActionBits> {
    @Override
    public ActionBits of(GrantGroups.Group group) {
      return grants.actionsOf(group, index);
    }

    @Override
    public ActionBits unknown() {
      return new ActionBits(0, index.grantable());
    }
  }

  /**
   * Covers the operations of grants as formulas for one request.
   *
   * @param open collects the groups whose coverage depends on the context
   * @param perhaps whether a grant covers the request if the grants are unknown and may cover it
   */
  public record OneAction(
      CompiledGrants grants,
      RequestAttributes attributes,
      List<CompiledGrantGroup> open,
      Formula perhaps)
      implements GrantEvaluator.Cover<Formula> {
    @Override
    public Formula of(GrantGroups.Group group) {
      GrantPairIndex index = grants.indexOf(group, attributes);
      if (index.isUnlimited() || index.all().isEmpty()) {
        return index.isUnlimited() ? Constant.MATCH : Constant.NO_MATCH;
      }
      CompiledGrantGroup formula = new CompiledGrantGroup(index, attributes);
      open.add(formula);
      return formula;
    }

    @Override
    public Formula unknown() {
      MatchResult known = attributes.unknownGrants();
      return known == MatchResult.INDETERMINATE ? perhaps : Constant.of(known);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CompiledGrants that && layer.equals(that.layer);
  }

  @Override
  public int hashCode() {
    return layer.hashCode();
  }
}
