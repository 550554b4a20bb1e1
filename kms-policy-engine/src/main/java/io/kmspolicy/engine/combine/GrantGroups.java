package io.kmspolicy.engine.combine;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.Grant.GrantPrincipal;
import io.kmspolicy.model.policy.GrantLayer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The grants of a list in groups. The grants of a group name the same key, grantee and issuing
 * account; these members determine whether a caller may use a grant (rules 5.7, 5.8). So the caller
 * is compared once with each group. The groups of a list are independent of the caller. Immutable.
 */
public final class GrantGroups {

  private final GrantLayer layer;
  private final List<Group> groups;

  /** Grants of one list with the same key, grantee and issuing account. Compared by identity. */
  public static final class Group {

    private final int number;
    private final Grant first;
    private final Grantee grantee;
    private final List<Grant> grants = new ArrayList<>(1);

    private Group(int number, Grant first) {
      this.number = number;
      this.first = first;
      this.grantee = Grantee.of(first.grantee());
    }

    private boolean isOf(Grant grant) {
      return first.grantee().equals(grant.grantee())
          && first.keyId().equals(grant.keyId())
          && first.issuingAccount().equals(grant.issuingAccount());
    }

    /** The position of the group in {@link GrantGroups#groups}. */
    public int number() {
      return number;
    }

    String keyId() {
      return first.keyId();
    }

    Grantee grantee() {
      return grantee;
    }

    String issuingAccount() {
      return first.issuingAccount();
    }

    /** The grants, in the order of the list. */
    public List<Grant> grants() {
      return Collections.unmodifiableList(grants);
    }
  }

  private GrantGroups(GrantLayer layer, List<Group> groups) {
    this.layer = layer;
    this.groups = groups;
  }

  /** The groups of a list; no groups if the grants are unknown. */
  public static GrantGroups of(GrantLayer layer) {
    return of(layer, unused -> {});
  }

  /**
   * The groups of a list.
   *
   * @param each receives the group of each grant, in the order of the list
   */
  public static GrantGroups of(GrantLayer layer, Consumer<Group> each) {
    if (!(layer instanceof GrantLayer.Known known)) {
      return new GrantGroups(layer, List.of());
    }
    Map<String, Group> groups = new LinkedHashMap<>();
    @Nullable Group last = null;
    for (Grant grant : known.grants()) {
      Group group = last;
      if (group == null || !group.isOf(grant)) {
        group = groups.computeIfAbsent(members(grant), unused -> new Group(groups.size(), grant));
        last = group;
      }
      group.grants.add(grant);
      each.accept(group);
    }
    return new GrantGroups(layer, List.copyOf(groups.values()));
  }

  /**
   * The members that determine the group, as one text: {@code HashMap} searches equal hash codes of
   * texts in a tree. The lengths make the text unambiguous.
   */
  private static String members(Grant grant) {
    GrantPrincipal principal = grant.grantee();
    String grantee = "";
    String kind = "-";
    if (principal instanceof GrantPrincipal.ServicePrincipal service) {
      grantee = service.name();
      kind = "s";
    } else if (principal instanceof GrantPrincipal.Principal named) {
      grantee = named.text();
      kind = "p";
    }
    return kind
        + grantee.length()
        + ","
        + grant.keyId().length()
        + ","
        + grantee
        + grant.keyId()
        + grant.issuingAccount();
  }

  GrantLayer layer() {
    return layer;
  }

  /** The groups, in the order of their first grants. */
  public List<Group> groups() {
    return groups;
  }
}
