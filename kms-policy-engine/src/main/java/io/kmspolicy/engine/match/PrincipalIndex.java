package io.kmspolicy.engine.match;

import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.Caller;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds the names of a long {@code Principal} list that may be a caller's without a look at every
 * name (rules 1.7, 4.8): key policies list hundreds of roles, of which a caller has one. Immutable.
 *
 * @param roles the roles in the list, sorted by their names without paths
 * @param others the names in the list that are not roles
 */
public record PrincipalIndex(List<PrincipalName.Role> roles, List<PrincipalName> others) {

  /** For elements that are matched name by name. */
  public static final PrincipalIndex NONE = new PrincipalIndex(List.of(), List.of());

  /** Shorter lists are compared as fast as they are searched. */
  private static final int LONG = 16;

  /** Copies the lists. */
  public PrincipalIndex {
    roles = List.copyOf(roles);
    others = List.copyOf(others);
  }

  /** The index of an element; {@link #NONE} if its list is short, or not of principals. */
  public static PrincipalIndex of(PrincipalElement element) {
    if (!(element instanceof PrincipalElement.Principal listed) || listed.names().size() < LONG) {
      return NONE;
    }
    List<PrincipalName.Role> roles = new ArrayList<>(listed.names().size());
    List<PrincipalName> others = new ArrayList<>();
    for (PrincipalName name : listed.names()) {
      if (name instanceof PrincipalName.Role role) {
        roles.add(role);
      } else {
        others.add(name);
      }
    }
    if (roles.size() < LONG) {
      return NONE;
    }
    roles.sort(Comparator.comparing(PrincipalIndex::nameOf));
    return new PrincipalIndex(roles, others);
  }

  /** The name of a role without its path. */
  private static String nameOf(PrincipalName.Role role) {
    return role.name().substring(role.name().lastIndexOf('/') + 1);
  }

  /** The names in the list that may be a caller's; the rest names other callers for certain. */
  List<PrincipalName> mayName(Caller caller) {
    if (!(caller instanceof Caller.RoleCaller session)) {
      return others;
    }
    String name = session.roleName();
    int found = first(name);
    if (found == roles.size() || !nameOf(roles.get(found)).equals(name)) {
      return others;
    }
    List<PrincipalName> names = new ArrayList<>(others);
    while (found < roles.size() && nameOf(roles.get(found)).equals(name)) {
      names.add(roles.get(found++));
    }
    return names;
  }

  /** The place of the first role whose name is not before this one. */
  private int first(String name) {
    int low = 0;
    int high = roles.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (nameOf(roles.get(middle)).compareTo(name) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
