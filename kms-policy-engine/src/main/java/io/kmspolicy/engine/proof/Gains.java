package io.kmspolicy.engine.proof;

import io.kmspolicy.model.catalogue.ActionGroup;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who gains what by a change of policies, from {@link PolicyProver#gains}. A class of callers and a
 * group of actions without a row gain nothing, which is proven, or it is in {@link #open}; or
 * everybody of a wider class gains the same by the same statements. Immutable.
 *
 * @param gains the rows, the worst first: by who gains, then by what
 * @param intended the rows of the requests that were stated as intended
 * @param open what is not decided about classes and groups without a row
 * @param statistics how much was compared
 */
public record Gains(
    List<Gain> gains, List<Gain> intended, List<OpenReason> open, ProofStatistics statistics) {

  /** The kinds of those who gain, the widest and farthest first. */
  public enum Kind {
    /** Any principal of accounts that no policy names, whose own account allows it. */
    ANYONE,
    /** The principals of such accounts, if they are members of an organization. */
    ORGANIZATION,
    /** The principals of an account that does not own the key. */
    OTHER_ACCOUNT,
    /** A user, role or session of such an account that a policy or a state names. */
    OTHER_PRINCIPAL,
    /** An AWS service that a policy names. */
    SERVICE,
    /** The principals of the account that owns the key. */
    ACCOUNT,
    /** A user, role or session of that account that a policy or a state names. */
    PRINCIPAL,
    /** Any other AWS service. */
    OTHER_SERVICE
  }

  /**
   * Who gains.
   *
   * @param account the account of its principals; empty if it is not a named one
   * @param name {@code anyone}, the id of an organization or account, an ARN, the name of a
   *     service, or {@code any service}
   */
  public record Gainer(Kind kind, String account, String name) {

    /**
     * Whether what everybody of this class gains needs no row for another one. A statement about
     * everybody is about services, too.
     */
    boolean includes(Gainer other) {
      return switch (kind) {
        case ANYONE -> other.kind != Kind.ANYONE;
        case OTHER_ACCOUNT -> other.kind == Kind.OTHER_PRINCIPAL && other.account.equals(account);
        case ACCOUNT ->
            other.kind == Kind.OTHER_SERVICE
                || (other.kind == Kind.PRINCIPAL && other.account.equals(account));
        case ORGANIZATION, OTHER_PRINCIPAL, SERVICE, PRINCIPAL, OTHER_SERVICE -> false;
      };
    }
  }

  /**
   * An action that somebody gains.
   *
   * @param resource the key or alias, or {@link KmsResource.Any} for an action without a key
   */
  public record Access(Gainer gainer, String action, KmsResource resource) {}

  /**
   * What a row says of one resource.
   *
   * @param actions actions that are gained, in the order of their names
   * @param witness a request for one of them
   */
  public record OnResource(KmsResource resource, List<String> actions, Witness witness) {

    /** Copies the list. */
    public OnResource {
      actions = List.copyOf(actions);
    }
  }

  /**
   * A row: one class of callers and one group of actions.
   *
   * @param resources the resources on which it gains, at least one
   * @param isCut whether more resources or actions of the group were not looked at, because enough
   *     are listed
   */
  public record Gain(Gainer gainer, ActionGroup group, List<OnResource> resources, boolean isCut) {

    /** Copies the list. */
    public Gain {
      resources = List.copyOf(resources);
    }

    /** A request that is newly allowed. */
    public Witness witness() {
      return resources.get(0).witness();
    }

    /** The actions that are gained on some resource. */
    public List<String> actions() {
      Set<String> actions = new TreeSet<>();
      resources.forEach(one -> actions.addAll(one.actions()));
      return List.copyOf(actions);
    }

    private Gain and(Gain other) {
      Map<KmsResource, OnResource> all = new LinkedHashMap<>();
      resources.forEach(one -> all.put(one.resource(), one));
      other.resources.forEach(
          one -> all.merge(one.resource(), one, (first, second) -> both(first, second)));
      return new Gain(gainer, group, List.copyOf(all.values()), isCut || other.isCut);
    }

    private static OnResource both(OnResource one, OnResource other) {
      Set<String> actions = new TreeSet<>(one.actions());
      actions.addAll(other.actions());
      return new OnResource(one.resource(), List.copyOf(actions), one.witness());
    }
  }

  private static final Comparator<Gain> WORST_FIRST =
      Comparator.comparing((Gain gain) -> gain.gainer().kind())
          .thenComparing(Gain::group)
          .thenComparing(gain -> gain.gainer().name());

  /** Copies the lists, and sorts the rows. */
  public Gains {
    gains = gains.stream().sorted(WORST_FIRST).toList();
    intended = intended.stream().sorted(WORST_FIRST).toList();
    open = List.copyOf(open);
  }

  /** Whether it is proven that nobody gains anything, apart from what is intended. */
  public boolean isProven() {
    return gains.isEmpty() && open.isEmpty();
  }

  /** These gains, if what is open about them is left out. */
  Gains leavingOut() {
    return new Gains(gains, intended, List.of(), statistics.withLeftOut(open));
  }

  /** The rows of two changes that are one together. */
  public Gains and(Gains other) {
    Map<String, OpenReason> reasons = new LinkedHashMap<>();
    for (List<OpenReason> some : List.of(open, other.open)) {
      some.forEach(reason -> reasons.putIfAbsent(reason.kind() + reason.text(), reason));
    }
    return new Gains(
        together(gains, other.gains),
        together(intended, other.intended),
        List.copyOf(reasons.values()),
        statistics.and(other.statistics));
  }

  private static List<Gain> together(List<Gain> some, List<Gain> others) {
    Map<List<Object>, Gain> rows = new LinkedHashMap<>();
    for (List<Gain> list : List.of(some, others)) {
      list.forEach(row -> rows.merge(List.of(row.gainer(), row.group()), row, Gain::and));
    }
    return new ArrayList<>(rows.values());
  }
}
