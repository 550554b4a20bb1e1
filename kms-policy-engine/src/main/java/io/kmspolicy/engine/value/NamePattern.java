package io.kmspolicy.engine.value;

import io.kmspolicy.engine.value.CompiledTemplate.Knowledge;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;

/**
 * A resource pattern whose variables are all behind its fifth colon, after the fields before it
 * were compared with those of a resource. Two are equal if they have the same result for every
 * sixth field in every context, as far as that is easily seen; the text does not count.
 *
 * @param text the pattern as written
 * @param name the sixth field of the pattern
 * @param head the match of the other fields
 * @param unset the result if a variable has no value (rule 2.12)
 */
public record NamePattern(String text, CompiledTemplate name, MatchResult head, MatchResult unset) {

  /**
   * The result for a resource in a context.
   *
   * @param narrow whether the keys that key policies do not support count as absent (rule 5.17)
   * @param resource a text that ends with the sixth field of the resource's ARN
   * @param from where that field begins
   */
  public MatchResult match(ConditionContext context, boolean narrow, String resource, int from) {
    Knowledge knowledge = name.read(context, narrow);
    boolean matches =
        switch (knowledge) {
          case UNSET -> false;
          case ONE_OF -> name.matchesOneOf(context, narrow, resource.substring(from));
          case KNOWN, UNKNOWN, PERHAPS_UNSET ->
              name.matches(context, narrow, resource, from, resource.length(), false);
        };
    return knowledge.result(matches, head, unset);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NamePattern that
        && name.equals(that.name)
        && head == that.head
        && unset == that.unset;
  }

  @Override
  public int hashCode() {
    return 31 * (31 * name.hashCode() + head.hashCode()) + unset.hashCode();
  }
}
