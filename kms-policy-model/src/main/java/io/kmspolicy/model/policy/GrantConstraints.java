package io.kmspolicy.model.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The limits on the use of a grant (rule 5.9).
 *
 * @param encryptionContext what the request's encryption context must be
 * @param sourceArn the resource on whose behalf a service must call; empty if there is no such
 *     limit
 * @see <a href="https://docs.aws.amazon.com/kms/latest/APIReference/API_GrantConstraints.html">AWS
 *     KMS API: GrantConstraints</a>
 */
public record GrantConstraints(ContextConstraint encryptionContext, String sourceArn) {

  private static final GrantConstraints NONE =
      new GrantConstraints(new ContextConstraint.None(), "");

  /** No limits. */
  public static GrantConstraints none() {
    return NONE;
  }

  /** A limit on the encryption context. */
  public sealed interface ContextConstraint {

    /** The pairs that it states; none if the encryption context is not limited. */
    Map<String, String> pairs();

    /** The encryption context must contain exactly these pairs. */
    record EqualTo(Map<String, String> pairs) implements ContextConstraint {
      /** Copies the map, in its order. */
      public EqualTo {
        pairs = Collections.unmodifiableMap(new LinkedHashMap<>(pairs));
      }

      /** The names of the pairs; not their values, which are values of requests. */
      @Override
      public String toString() {
        return "EqualTo" + pairs.keySet();
      }
    }

    /** The encryption context must contain at least these pairs. */
    record Containing(Map<String, String> pairs) implements ContextConstraint {
      /** Copies the map, in its order. */
      public Containing {
        pairs = Collections.unmodifiableMap(new LinkedHashMap<>(pairs));
      }

      /** The names of the pairs; not their values, which are values of requests. */
      @Override
      public String toString() {
        return "Containing" + pairs.keySet();
      }
    }

    /** The encryption context is not limited. */
    record None() implements ContextConstraint {
      @Override
      public Map<String, String> pairs() {
        return Map.of();
      }
    }
  }
}
