package io.kmspolicy.cli.input;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option of the commands that can say what key policies and grants allow at most. */
public final class AtMostOption {

  /** The name of the option. */
  public static final String NAME = "--at-most";

  @Option(
      names = NAME,
      negatable = true,
      description = {
        "For an answer that is not known, say what the principal may do at most: what key policy and"
            + " grants allow if the layers that are not known deny nothing. This is the default"
            + " where only key policies and grants are known."
      })
  private @Nullable Boolean stated;

  /** An option that is not given. */
  public AtMostOption() {}

  /** Whether the option is given, or its opposite. */
  public boolean isGiven() {
    return stated != null;
  }

  /**
   * Whether answers say the most.
   *
   * @param isNeeded whether only key policies and grants are known
   */
  public boolean isOn(boolean isNeeded) {
    return stated == null ? isNeeded : stated;
  }
}
