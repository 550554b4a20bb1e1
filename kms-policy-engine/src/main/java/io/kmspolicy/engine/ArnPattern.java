package io.kmspolicy.engine;

import java.util.List;

/**
 * A resource pattern cut into its fields once.
 *
 * @param whole the pattern
 * @param fields its parts between the first five colons
 */
record ArnPattern(Glob whole, List<Glob> fields) {

  static final int FIELDS = 6;

  static ArnPattern of(Glob pattern) {
    return new ArnPattern(pattern, pattern.splitAtColons(FIELDS));
  }
}
