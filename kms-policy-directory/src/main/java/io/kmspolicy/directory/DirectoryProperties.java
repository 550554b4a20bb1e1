package io.kmspolicy.directory;

import java.util.LinkedHashSet;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The properties of a policy directory. Of a name that is repeated, only the last value counts. */
final class DirectoryProperties extends Properties {

  private static final long serialVersionUID = 1L;

  private final transient Set<String> repeated = new LinkedHashSet<>();

  @Override
  public synchronized @Nullable Object put(Object name, Object value) {
    Object earlier = super.put(name, value);
    if (earlier != null) {
      repeated.add(String.valueOf(name));
    }
    return earlier;
  }

  /** The names that were put more than once. */
  Set<String> repeated() {
    return repeated;
  }
}
