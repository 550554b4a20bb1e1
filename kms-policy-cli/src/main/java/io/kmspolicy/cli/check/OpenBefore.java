package io.kmspolicy.cli.check;

import io.kmspolicy.inputs.UnresolvedPolicy;
import io.kmspolicy.inputs.lint.LintRun;
import java.util.List;
import java.util.Optional;

/** The policies that were open before a change already. What stays as it was does not count. */
final class OpenBefore {

  private final List<UnresolvedPolicy> before;

  /**
   * The open policies of a version.
   *
   * @param before the policies before the change; empty if there were none
   */
  OpenBefore(Optional<LintRun> before) {
    this.before = before.map(LintRun::unresolved).orElse(List.of());
  }

  /** Whether a policy was open for the same reason. */
  boolean has(UnresolvedPolicy open) {
    return before.stream()
        .anyMatch(
            one ->
                one.name().equals(open.name())
                    && one.type() == open.type()
                    && one.reason().equals(open.reason()));
  }
}
