package io.kmspolicy.model.json;

import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * The names of the members of one object, in order. Linear search for few members, which is faster
 * than hashing; a hash set for many, so that reading takes linear time for any text. Not
 * thread-safe.
 */
final class MemberNames extends AbstractSet<String> {

  private static final int MANY = 12;

  private final List<String> names = new ArrayList<>();

  /** Empty until there are many. */
  private Set<String> hashed = Set.of();

  @Override
  public void clear() {
    names.clear();
    hashed = Set.of();
  }

  @Override
  public boolean add(String name) {
    if (contains(name)) {
      return false;
    }
    names.add(name);
    if (names.size() == MANY) {
      hashed = new HashSet<>(names);
    } else if (names.size() > MANY) {
      hashed.add(name);
    }
    return true;
  }

  @Override
  public boolean contains(Object name) {
    if (names.size() >= MANY) {
      return hashed.contains(name);
    }
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equals(name)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Iterator<String> iterator() {
    return List.copyOf(names).iterator();
  }

  @Override
  public int size() {
    return names.size();
  }
}
