package io.kmspolicy.engine;

import java.util.stream.IntStream;

/**
 * The numbers of grants for which tests count the work of a decision, up to {@code
 * -Dkms.policy.max-grants}.
 */
public final class GrantCounts {

  private GrantCounts() {}

  static IntStream all() {
    int most = Integer.getInteger("kms.policy.max-grants", Integer.MAX_VALUE);
    return IntStream.of(1_000, 10_000, 50_000).filter(count -> count <= most);
  }
}
