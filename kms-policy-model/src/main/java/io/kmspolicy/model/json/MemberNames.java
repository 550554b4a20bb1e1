package io.kmspolicy.model.json;

import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/**
 * The names of the members of one object, in order. With few members a linear search is faster than
 * hashing. With many members a hash set keeps the total reading time linear in the length of the
 * text. Not thread-safe.
 */
final class MemberNames extends AbstractSet<String> {

  private static final int HASH_THRESHOLD = 12;

  private final List<String> names = new ArrayList<>();

  /** Empty while there are fewer than {@link #HASH_THRESHOLD} names. */
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
    if (names.size() == HASH_THRESHOLD) {
      hashed = new HashSet<>(names);
    } else if (names.size() > HASH_THRESHOLD) {
      hashed.add(name);
    }
    return true;
  }

  @Override
  public boolean contains(Object name) {
    if (names.size() >= HASH_THRESHOLD) {
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
