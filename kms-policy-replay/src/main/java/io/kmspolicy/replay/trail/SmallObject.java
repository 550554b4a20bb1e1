package io.kmspolicy.replay.trail;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object with few members, in the order of the text. A search compares the names one by one,
 * which for few names is faster than hashing and takes less memory. Immutable.
 */
class SmallObject extends AbstractMap<String, Object> {

  /** Larger objects are hash maps. */
  static final int MAX_MEMBERS = 12;

  private final String[] names;
  private final Object[] values;

  /** An object with these members; the arrays are not copied, and no name occurs twice. */
  SmallObject(String[] names, Object[] values) {
    this.names = names;
    this.values = values;
  }

  /** An object with the same members. */
  SmallObject(SmallObject same) {
    this(same.names, same.values);
  }

  private int indexOf(@Nullable Object name) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  @Override
  @SuppressWarnings("NullAway") // a map's answer for a name that it does not have
  public @Nullable Object get(@Nullable Object name) {
    int index = indexOf(name);
    return index < 0 ? null : values[index];
  }

  @Override
  public boolean containsKey(@Nullable Object name) {
    return indexOf(name) >= 0;
  }

  @Override
  public int size() {
    return names.length;
  }

  @Override
  public Set<String> keySet() {
    return new Elements<>(names.length, i -> names[i]);
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super Object> action) {
    for (int i = 0; i < names.length; i++) {
      action.accept(names[i], values[i]);
    }
  }

  @Override
  public Set<Map.Entry<String, Object>> entrySet() {
    return new Elements<>(names.length, i -> Map.entry(names[i], values[i]));
  }

  private static final class Elements<E> extends AbstractSet<E> {

    private final int size;
    private final IntFunction<E> element;

    Elements(int size, IntFunction<E> element) {
      this.size = size;
      this.element = element;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public Iterator<E> iterator() {
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < size;
        }

        @Override
        public E next() {
          if (next >= size) {
            throw new NoSuchElementException();
          }
          return element.apply(next++);
        }
      };
    }
  }
}
